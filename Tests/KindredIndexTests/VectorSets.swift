import KindredIndex
import KindredMath

/// Seeded sets of vectors, and the exact answers by plain loops.
struct VectorSet: Sendable {
    let dimension: Int
    let values: [Float]
    let queries: [[Float]]

    var count: Int { values.count / dimension }
    var rows: VectorRows {
        get throws { try VectorRows(copying: values, dimension: dimension) }
    }

    func vector(_ slot: Int) -> [Float] { Array(values[slot * dimension..<(slot + 1) * dimension]) }

    /// Independent standard normal components.
    static func iid(_ count: Int, _ dimension: Int, queries: Int = 0, seed: UInt64 = 1) -> VectorSet {
        var random = SeededRandom(seed: seed)
        let values = (0..<count * dimension).map { _ in Float(random.normal()) }
        let asked = (0..<queries).map { _ in (0..<dimension).map { _ in Float(random.normal()) } }
        return VectorSet(dimension: dimension, values: values, queries: asked)
    }

    /// Centres drawn from N(0, 4), points around them with unit noise; queries drawn like points.
    static func clustered(
        _ count: Int, _ dimension: Int, centres: Int = 200, queries: Int = 0, seed: UInt64 = 1
    ) -> VectorSet {
        var random = SeededRandom(seed: seed)
        let middles = (0..<centres).map { _ in (0..<dimension).map { _ in Float(random.normal() * 2) } }
        func point() -> [Float] {
            let middle = middles[random.integer(below: centres)]
            return middle.map { $0 + Float(random.normal()) }
        }
        let values = (0..<count).flatMap { _ in point() }
        let asked = (0..<queries).map { _ in point() }
        return VectorSet(dimension: dimension, values: values, queries: asked)
    }

    /// The k slots nearest to a query in Float64, ties by smaller slot.
    func exact(_ query: [Float], k: Int, _ reduction: KernelReduction = .squaredL2, among: (Int) -> Bool = { _ in true }) -> [UInt32] {
        let scored = (0..<count).filter(among).map { slot in
            (reduced(query, slot, reduction) * (reduction.isSimilarity ? -1 : 1), slot)
        }
        return scored.sorted { $0 < $1 }.prefix(k).map { UInt32($0.1) }
    }

    func reduced(_ query: [Float], _ slot: Int, _ reduction: KernelReduction) -> Double {
        var sum = 0.0, largest = 0.0
        for i in 0..<dimension {
            let a = Double(query[i]), b = Double(values[slot * dimension + i]), d = abs(a - b)
            sum += reduction == .dot ? a * b : reduction == .l1 ? d : d * d
            largest = max(largest, d)
        }
        return reduction == .lInfinity ? largest : sum
    }
}

/// Mean recall of an index against the exact one over the same rows; a tie with the k-th counts.
func recall(
    _ index: some VectorIndex, _ queries: [[Float]], k: Int = 10, effort: SearchEffort, admitting: SlotSet? = nil
) throws -> Double {
    let flat = try FlatIndex(rows: index.rows, reduction: index.reduction)
    let sign: Float = index.reduction.isSimilarity ? -1 : 1
    var hits = 0, wanted = 0
    for query in queries {
        let exact = try flat.search(query.span, k: k, admitting: admitting)
        let found = try index.search(query.span, k: k, effort: effort, admitting: admitting)
        guard let last = exact.last.map({ sign * $0.value }) else { continue }
        hits += found.count { sign * $0.value <= last + abs(last) * 1e-6 }
        wanted += exact.count
    }
    return Double(hits) / Double(max(1, wanted))
}
