internal import KindredMath

// A BLAS copies both factors into an order of its own at each call (Goto, van de Geijn, ACM TOMS 34(3), 2008). Networks multiply by matrices
// that fit the second cache; there the kernel of runs reads both where they lie: 111 to 117 Gflop/s where OpenBLAS 0.3.21 makes 92 to 106, at
// the sizes of a perceptron's step (Zen 4, AVX-512, one thread).

/// C ← op(A)·B or C + op(A)·B in Float32, by the kernel of runs, without copies.
enum DirectProduct {
    /// Rows whose part of A stays in the second cache: whole tiles of six.
    private static let rows = 240
    /// Numbers of a sum that are added at once: B's part of 64 columns then takes a quarter of a MiB.
    private static let depth = 1024

    /// Whether this machine has the kernel, and no Accelerate, which has hardware of its own.
    static let isAvailable = Kernels.active.name != "scalar" && BLAS.active.name != "Accelerate"

    /// Whether a product of m × k and k × n is made in this way.
    static func isUseful<Scalar: TensorScalar>(for type: Scalar.Type, m: Int, n: Int, transposedB: Bool) -> Bool {
        Scalar.self == Float.self && !transposedB && n % 16 == 0 && m >= 6 && isAvailable
    }

    /// All m rows of it; C's rows lie beside each other, as B's do.
    ///
    /// - Parameters:
    ///   - step: between rows of A as it is stored.
    ///   - adding: whether C keeps what it holds.
    static func multiply(
        _ a: UnsafePointer<Float>, step: Int, transposed: Bool, _ b: UnsafePointer<Float>, m: Int, n: Int, k: Int, adding: Bool,
        into c: UnsafeMutablePointer<Float>
    ) {
        let (down, along) = transposed ? (1, step) : (step, 1)
        guard k > 0 else {
            if !adding { unsafe c.update(repeating: 0, count: m * n) }
            return
        }
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: min(m, rows)) { starts in
            guard let starts = starts.baseAddress else { return }
            for r in 0..<min(m, rows) { unsafe starts[r] = UInt32(r * down) }
            for row in stride(from: 0, to: m, by: rows) {
                for first in stride(from: 0, to: k, by: depth) {
                    let run = Kernels.Runs(runs: 1, jump: 0, run: min(depth, k - first), step: along)
                    unsafe Kernels.active.multiply(
                        a + (row * down + first * along), starts: starts, rows: min(rows, m - row), run, by: b + first * n, columns: n,
                        into: c + row * n, adding: adding || first > 0)
                }
            }
        }
    }
}
