public import KindredMath

/// For every row its nearest rows of other classes, found by an index: hard negatives beyond the batch.
///
/// ```swift
/// let negatives = try HardNegatives(embeddings, labels: labels, source: ExactNegativeSource(), perAnchor: 10)
/// negatives.rows(of: 17)    // the ten nearest of another class
/// ```
///
/// They are as old as the embeddings they were found with: find them anew every epoch or so.
public struct HardNegatives: Sendable, Hashable {
    private let lists: [[Int]]

    /// Asks a source for neighbours and keeps those of other classes.
    ///
    /// - Parameters:
    ///   - embeddings: of all rows, of unit norm.
    ///   - perAnchor: how many to keep of each row.
    ///   - reach: neighbours asked for, for each one kept; classes that lie close together need more.
    ///   - minimumGap: neighbours nearer than this are taken for duplicates with a wrong label, and left out.
    /// - Throws: `dimensionMismatch` when rows and labels differ in number; what the source throws.
    public init(
        _ embeddings: Matrix<Float>, labels: [Int], source: any NegativeSource, perAnchor: Int = 10, reach: Int = 4, minimumGap: Float = 0
    ) throws {
        guard embeddings.rows == labels.count else {
            throw LearningError(.dimensionMismatch, "\(embeddings.rows) rows and \(labels.count) labels")
        }
        let near = try source.neighbours(among: embeddings, of: Array(labels.indices), count: perAnchor * max(1, reach))
        lists = near.enumerated().map { anchor, rows in
            Array(
                rows.lazy.filter { labels[$0] != labels[anchor] }
                    .filter { minimumGap <= 0 || Self.distance(embeddings, anchor, $0) >= minimumGap }
                    .prefix(perAnchor))
        }
    }

    /// The hard negatives of a row, nearest first; empty when its neighbours are all of its own class.
    public func rows(of anchor: Int) -> [Int] { lists[anchor] }

    /// The share of rows that have any.
    public var coverage: Double { Double(lists.count { !$0.isEmpty }) / Double(max(1, lists.count)) }

    private static func distance(_ rows: Matrix<Float>, _ a: Int, _ b: Int) -> Float {
        var sum: Float = 0
        for j in 0..<rows.columns {
            let difference = rows[a, j] - rows[b, j]
            sum += difference * difference
        }
        return sum.squareRoot()
    }
}
