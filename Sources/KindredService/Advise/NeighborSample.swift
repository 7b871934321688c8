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
}
