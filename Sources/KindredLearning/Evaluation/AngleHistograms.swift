#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
public import KindredMath

/// How angles between rows of one class compare with angles between rows of different classes.
///
/// A margin that works moves the two histograms apart: see `overlappingClassPairs`.
public struct AngleHistograms: Sendable, Hashable {
    /// How many pairs of one class have an angle in each of the equal bins of 0...180 degrees.
    public private(set) var within: [Int]
    /// The same for pairs of different classes.
    public private(set) var between: [Int]
    /// The share of pairs of classes whose nearest rows are nearer than the farthest rows of one of the two.
    public private(set) var overlappingClassPairs: Double

    /// Counts every pair of rows; the angle with a zero row is 90 degrees.
    ///
    /// - Parameters:
    ///   - rows: embeddings, of any norm.
    ///   - bins: how many bins.
    /// - Throws: `dimensionMismatch` when rows and labels differ in number; `invalidParameter` for no bins.
    /// - Complexity: O(*n*²*d*), and *n*² bytes times four: choose a sample of many rows.
    public init(_ rows: Matrix<Float>, labels: [Int], bins: Int = 36) throws(LearningError) {
        guard rows.rows == labels.count else {
            throw LearningError(.dimensionMismatch, "\(rows.rows) rows and \(labels.count) labels")
        }
        guard bins > 0 else { throw LearningError(.invalidParameter, "\(bins) bins: at least 1 is wanted") }
        within = [Int](repeating: 0, count: bins)
        between = within
        overlappingClassPairs = 0
        let unit = rows.unitRows
        count(unit.multiplied(by: unit, transposeOther: true), labels.rowsByClass, bins)
    }

    private mutating func count(_ cosines: Matrix<Float>, _ classes: [[Int]], _ bins: Int) {
        let widest = classes.map { rows in
            var widest = 0.0
            for (i, row) in rows.enumerated() {
                for other in rows[..<i] {
                    let angle = Self.degrees(cosines[row, other])
                    within[min(bins - 1, Int(angle / 180 * Double(bins)))] += 1
                    widest = max(widest, angle)
                }
            }
            return widest
        }
        var overlaps = 0
        for a in classes.indices {
            for b in 0..<a {
                var nearest = 180.0
                for row in classes[a] {
                    for other in classes[b] {
                        let angle = Self.degrees(cosines[row, other])
                        between[min(bins - 1, Int(angle / 180 * Double(bins)))] += 1
                        nearest = min(nearest, angle)
                    }
                }
                overlaps += nearest < max(widest[a], widest[b]) ? 1 : 0
            }
        }
        overlappingClassPairs = classes.count > 1 ? Double(overlaps) / Double(classes.count * (classes.count - 1) / 2) : 0
    }

    private static func degrees(_ cosine: Float) -> Double {
        acos(Double(min(1, max(-1, cosine)))) * 180 / .pi
    }
}
