public import KindredMath
public import KindredSimilarity

/// Tells new rows that are unlike all that is there, or that would turn up in far too many lists: what planted rows are like.
///
///     let screen = try IngestScreen(rows, measure: .cosine)
///     screen.findings(in: new)     // rows that are far from everything, or would be hubs
///
/// Two signs, both set against the rows themselves: the cost of the nearest row, against the share `rarity` of the rows' own nearest
/// others; and in how many lists of k neighbours a row would be, against a quarter more than the most that any row is in (Radovanović et al., JMLR 11, 2010).
public struct IngestScreen: Sendable {
    /// Why a row is told.
    public enum Reason: Sendable, Hashable {
        /// Its nearest row is farther than that of nearly all.
        case far(cost: Double, limit: Double)
        /// It would be in so many lists, of so many rows.
        case hub(lists: Int, limit: Int)
    }

    /// One row that is told.
    public struct Finding: Sendable, Hashable {
        /// Which of the new rows.
        public let row: Int
        /// Why.
        public let reasons: [Reason]
    }

    private let rows: Matrix<Float>
    private let measure: Measure
    /// The cost of the k-th neighbour of each row: nearer than that is in its list.
    private let radii: [Float]
    private let farLimit: Float
    private let hubLimit: Int
    private let threads: Int

    /// A screen by rows that are trusted.
    ///
    /// - Parameter rarity: the share of rows that may lie as far from all others as what is told.
    /// - Throws: `tooFewRows` for no more than k rows; `MeasureError` when the measure does not take them.
    /// - Complexity: O(*n*² *d*).
    public init(_ rows: Matrix<Float>, measure: Measure, k: Int = 10, rarity: Double = 0.001, threads: Int = 1) throws {
        guard rows.rows > k else { throw LearningError(.tooFewRows, "\(rows.rows) rows to compare with: \(k + 1) are the least") }
        let costs = try Self.costs(rows, rows, measure, threads) { row, costs in
            let others = costs.enumerated().filter { $0.offset != row }.map(\.element).sorted()
            return (nearest: others[0], radius: others[k - 1])
        }
        self.rows = rows
        self.measure = measure
        self.threads = threads
        let own = costs.map(\.radius), nearest = costs.map(\.nearest).sorted()
        radii = own
        farLimit = nearest[min(nearest.count - 1, Int(Double(nearest.count) * (1 - rarity)))]
        let lists = try Self.costs(rows, rows, measure, threads) { row, costs in costs.indices.count { $0 != row && costs[$0] <= own[$0] } }
        // A quarter more than any, and its own.
        hubLimit = (lists.max() ?? 0) * 5 / 4 + 1
    }

    /// The new rows that are told, with their reasons.
    ///
    /// - Precondition: rows of the same dimension.
    /// - Throws: `MeasureError` for rows that the measure does not take.
    public func findings(in new: Matrix<Float>) throws -> [Finding] {
        precondition(new.columns == rows.columns, "rows of \(new.columns) components beside rows of \(rows.columns)")
        return try Self.costs(new, rows, measure, threads) { row, costs in
            var reasons: [Reason] = []
            let nearest = costs.min() ?? 0, lists = costs.indices.count { costs[$0] < radii[$0] }
            if nearest > farLimit { reasons.append(.far(cost: Double(nearest), limit: Double(farLimit))) }
            if lists > hubLimit { reasons.append(.hub(lists: lists, limit: hubLimit)) }
            return Finding(row: row, reasons: reasons)
        }.filter { !$0.reasons.isEmpty }
    }

    private static func costs<Value: Sendable>(
        _ queries: Matrix<Float>, _ rows: Matrix<Float>, _ measure: Measure, _ threads: Int, _ body: @Sendable (_ row: Int, _ costs: [Float]) -> Value
    ) throws -> [Value] {
        let width = rows.columns, kind = measure.kind
        let blocks = RowBlocks(count: queries.rows, threads: threads, size: 32).map { range -> Result<[Value], any Error> in
            Result {
                let some = Array(queries.elements[range.lowerBound * width..<range.upperBound * width])
                let values = try measure.values(queries: some.span, rows: rows.elements.span, dimension: width)
                return range.map { row in body(row, values.row(row - range.lowerBound).map { kind.cost(ofValue: $0) }) }
            }
        }
        return try blocks.flatMap { try $0.get() }
    }
}
