public import KindredMath
internal import KindredNN

/// Rows without a class of their own that are known not to be of one that they lie near: negatives from weak supervision.
///
///     trainer.pseudoNegatives = PseudoNegatives(rows: unlabelled, entries: [.init(row: 0, label: 3)])
///
/// Whoever takes an item's nearest labelled row for its class is at times contradicted by something else; such an item is a hard negative of
/// every row of that class, and counts half as much as one whose class is known. Only losses that compare rows can use it.
public struct PseudoNegatives: Sendable, Hashable {
    /// One row, and what it is not.
    public struct Entry: Sendable, Hashable {
        /// Which of the rows.
        public var row: Int
        /// The class that it is not.
        public var label: Int
        /// How much its pairs count beside those of labelled rows, above 0 and up to 1.
        public var weight: Double

        /// An entry of half the weight of a labelled row.
        public init(row: Int, label: Int, weight: Double = 0.5) {
            self.row = row
            self.label = label
            self.weight = weight
        }
    }
    /// The rows, of the dimension of those that teach.
    public let rows: Matrix<Float>
    /// What they are not.
    public let entries: [Entry]

    /// Rows, and what they are not.
    public init(rows: Matrix<Float>, entries: [Entry]) {
        self.rows = rows
        self.entries = entries
    }

    /// - Throws: `dimensionMismatch`, `notFinite`, `invalidParameter` naming the value.
    func validate(_ settings: TrainingSettings, dimension: Int, labels: Set<Int>) throws(LearningError) {
        guard settings.loss.comparesRows else {
            throw LearningError(.invalidParameter, "pseudo-negatives are for losses that compare rows: \(settings.loss.rawValue) has a column for each class")
        }
        guard rows.rows == 0 || rows.columns == dimension else {
            throw LearningError(.dimensionMismatch, "pseudo-negatives of dimension \(rows.columns), and rows of \(dimension)")
        }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "pseudo-negative \(place / rows.columns) has the component \(rows.elements[place])")
        }
        for entry in entries {
            guard (0..<rows.rows).contains(entry.row) else { throw LearningError(.invalidParameter, "pseudo-negative \(entry.row) of \(rows.rows)") }
            guard labels.contains(entry.label) else { throw LearningError(.invalidParameter, "no row is of class \(entry.label), which a pseudo-negative is not") }
            guard entry.weight > 0, entry.weight <= 1 else { throw LearningError(.invalidParameter, "a weight of \(entry.weight): above 0 and up to 1 is allowed") }
        }
    }
}

/// Pseudo-negatives as batches draw them.
struct PseudoNegativeDraw: Sendable {
    /// One that joins a batch.
    struct Drawn {
        /// The row among all inputs, the class that it is not, and its weight.
        let row, label: Int
        let weight: Double
    }
    private let entries: [Int: [Drawn]]

    /// - Parameters:
    ///   - first: the number of the first of the rows among all inputs.
    ///   - numbers: of the classes that train.
    init(_ negatives: PseudoNegatives?, first: Int, numbers: [Int: Int]) {
        let drawn = (negatives?.entries ?? []).compactMap { entry in numbers[entry.label].map { Drawn(row: first + entry.row, label: $0, weight: entry.weight) } }
        entries = Dictionary(grouping: drawn, by: \.label)
    }

    /// For every class of a batch as many as it has rows there, or all there are.
    func draw(_ labels: [Int], seed: UInt64, iteration: Int) -> [Drawn] {
        guard !entries.isEmpty else { return [] }
        var random = SeededRandom(seed: seed ^ 0x95E0, stream: UInt64(iteration))
        let sizes = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return sizes.keys.sorted().flatMap { label -> [Drawn] in
            guard let list = entries[label] else { return [] }
            return random.sample(min(sizes[label] ?? 0, list.count), of: list.count).map { list[$0] }
        }
    }
}

extension Tuples {
    /// What is compared of a labelled batch, and of its rows with the pseudo-negatives that follow them in it.
    func joined(by drawn: [PseudoNegativeDraw.Drawn], _ labels: [Int]) -> Tuples {
        let members = Dictionary(grouping: labels.indices, by: { labels[$0] })
        let pairs = drawn.enumerated().flatMap { place, one in (members[one.label] ?? []).map { RowPair($0, labels.count + place, weight: one.weight) } }
        switch self {
        case .pairs(let positive, let negative): return .pairs(positive: positive, negative: negative + pairs)
        case .triplets(let triplets):
            return .triplets(
                triplets + pairs.flatMap { pair in (members[labels[pair.anchor]] ?? []).filter { $0 != pair.anchor }.map { Triplet(pair.anchor, $0, pair.other, weight: pair.weight) } })
        }
    }
}
