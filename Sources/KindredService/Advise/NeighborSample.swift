import Kindred
import KindredMath

/// The exact nearest others of each of some vectors among themselves.
struct NeighborSample {
    /// Vectors looked at, at most: all pairs of them are compared.
    static let most = 10_000

    /// Squared distances of each to its nearest others, ascending.
    private(set) var squares: [[Float]] = []
    /// Their rows in the sample.
    private(set) var slots: [[UInt32]] = []
    /// Vectors looked at.
    let count: Int

    /// - Parameter progress: told how many of how many are done; returning false stops.
    /// - Throws: `StorageError.cancelled` when stopped.
    /// - Complexity: O(*n*² *d*).
    init(_ values: [Float], dimension: Int, k: Int, progress: (Int, Int) -> Bool) throws {
        count = values.count / dimension
        let rows = try VectorRows(copying: values, dimension: dimension)
        let flat = try FlatIndex(rows: rows, reduction: .squaredL2)
        let block = 64
        for start in stride(from: 0, to: count, by: block) {
            guard progress(start, count) else { throw StorageError(.cancelled, "stopped after \(start) of \(count) vectors") }
            let end = min(start + block, count)
            let queries = try VectorRows(copying: Array(values[start * dimension..<end * dimension]), dimension: dimension)
            for (place, found) in try flat.search(queries, k: k + 1, effort: .exact, admitting: nil).enumerated() {
                let others = found.filter { Int($0.slot) != start + place }.prefix(k)
                squares.append(others.map { max(0, $0.value) })
                slots.append(others.map(\.slot))
            }
        }
    }

    /// The share of the 10 nearest others that two measures have in common, over at most 500 vectors spread evenly.
    static func overlap(_ a: Measure, _ b: Measure, _ values: [Float], dimension: Int) throws -> Double {
        let asked = VectorMoments.spread(values.count / dimension, over: 500)
        let pairs = zip(try nearest(a, values, dimension, asked), try nearest(b, values, dimension, asked))
        let shares = pairs.map { Double($0.intersection($1).count) / Double(max(1, $0.count)) }
        return shares.reduce(0, +) / Double(max(1, shares.count))
    }

    private static func nearest(_ measure: Measure, _ values: [Float], _ dimension: Int, _ asked: [Int]) throws -> [Set<UInt32>] {
        guard let form = measure.normalizedEquivalent, let kernel = form.reduction.kernel else { return [] }
        let prepared = form.preparation.prepared(values.span, dimension: dimension)
        let flat = try FlatIndex(rows: VectorRows(copying: prepared, dimension: dimension), reduction: kernel)
        let queries = try VectorRows(copying: asked.flatMap { prepared[$0 * dimension..<($0 + 1) * dimension] }, dimension: dimension)
        let found = try flat.search(queries, k: Hubness.k + 1, effort: .exact, admitting: nil)
        return zip(found, asked).map { list, row in Set(list.map(\.slot).filter { Int($0) != row }.prefix(Hubness.k)) }
    }
}
