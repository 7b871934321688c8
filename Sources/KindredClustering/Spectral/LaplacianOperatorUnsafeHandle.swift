internal import KindredMath

/// x → (c·I − L)·x, whose largest eigenvalues belong to the smallest of L: c is 2 for normalised Laplacians and twice the largest
/// degree for the other, which bounds its eigenvalues.
struct LaplacianOperator: Sendable {
    let count: Int
    /// c.
    let shift: Double
    private let diagonal: [Double]
    private let scale: [Double]
    private let storage: SimilarityGraph.Storage

    private static let grain = 2048

    init(_ graph: SimilarityGraph, _ laplacian: Laplacian) {
        let shift = laplacian == .unnormalized ? 2 * max(graph.degrees.max() ?? 0, 1e-300) : 2
        let scale = laplacian.scale(graph.degrees)
        count = graph.count
        self.shift = shift
        self.scale = scale
        diagonal = graph.degrees.map { shift - laplacian.diagonal($0) }
        switch graph.storage {
        case .dense: storage = graph.storage
        case .sparse(var matrix):
            for i in 0..<matrix.count {
                for e in matrix.starts[i]..<matrix.starts[i + 1] { matrix.values[e] *= scale[i] * scale[Int(matrix.columns[e])] }
            }
            storage = .sparse(matrix)
        }
    }

    /// y ← (c·I − L)·x. Every row is summed in one order, so threads do not matter.
    func apply(_ x: UnsafeMutablePointer<Double>, into y: UnsafeMutablePointer<Double>, threads: Int) {
        let input = unsafe SharedPointer(x), output = unsafe SharedPointer(y)
        switch storage {
        case .sparse(let matrix):
            Workers(count: threads).run(count, grain: Self.grain) { _, rows in unsafe multiply(matrix, rows, input.base, output.base) }
        case .dense(let weights):
            let scaled = SharedMemory<Double>(count: count, of: 0)
            for i in 0..<count { unsafe scaled.base[i] = scale[i] * x[i] }
            Workers(count: threads).run(count, grain: max(1, Self.grain * 16 / max(1, count))) { _, rows in
                for i in rows {
                    unsafe output.base[i] = diagonal[i] * input.base[i] + scale[i] * weights.product(i, scaled.base)
                }
            }
        }
    }

    private func multiply(
        _ matrix: SparseMatrix, _ rows: Range<Int>, _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>
    ) {
        unsafe matrix.values.withUnsafeBufferPointer { values in
            unsafe matrix.columns.withUnsafeBufferPointer { columns in
                for i in rows {
                    var sum = unsafe diagonal[i] * x[i]
                    for e in matrix.starts[i]..<matrix.starts[i + 1] { unsafe sum += values[e] * x[Int(columns[e])] }
                    unsafe y[i] = sum
                }
            }
        }
    }
}
