/// Matrix products over row-major spans: the system's BLAS on one thread, or our own code where there is none.
///
///     var c = [Float](repeating: 0, count: 4)
///     var span = c.mutableSpan
///     BLAS.active.multiply([1, 2, 3, 4].span, [1, 0, 0, 1].span, m: 2, n: 2, k: 2, into: &span)   // 1, 2, 3, 4
///
/// Sums are reassociated, so the last digits differ between libraries; the same library gives the same bytes.
public struct BLAS: Sendable {
    let library: LinearLibrary?

    /// What computes: "OpenBLAS SkylakeX", "Accelerate" or "portable".
    public var name: String { library?.name ?? "portable" }

    /// The best this machine has; `KINDRED_BLAS=portable` in the environment chooses our own.
    public static let active = BLAS(library: LinearLibrary.system)

    /// Our own, whatever is installed.
    public static let portable = BLAS(library: nil)

    /// C ← α·op(A)·op(B) + β·C in Float32.
    ///
    /// - Parameters:
    ///   - a: m × k, or k × m when `transposeA`.
    ///   - b: k × n, or n × k when `transposeB`.
    ///   - c: m × n.
    /// - Precondition: the spans have those sizes.
    /// - Complexity: O(*mnk*).
    public func multiply(
        _ a: Span<Float>, transposeA: Bool = false, _ b: Span<Float>, transposeB: Bool = false,
        m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0, into c: inout MutableSpan<Float>
    ) {
        Self.check(a.count, b.count, c.count, m, n, k)
        let steps = (a: transposeA ? m : k, b: transposeB ? k : n)
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe c.withUnsafeMutableBufferPointer { c in
                    guard let c = c.baseAddress else { return }
                    guard let a = a.baseAddress, let b = b.baseAddress, let library else {
                        unsafe portable(a.baseAddress, transposeA, b.baseAddress, transposeB, m, n, k, alpha, beta, c)
                        return
                    }
                    unsafe library.sgemm(
                        Self.rowMajor, Self.code(transposeA), Self.code(transposeB), Int32(m), Int32(n), Int32(k), alpha, a,
                        Int32(max(1, steps.a)), b, Int32(max(1, steps.b)), beta, c, Int32(max(1, n)))
                }
            }
        }
    }

    /// C ← α·op(A)·op(B) + β·C in Float64: see the Float32 form.
    public func multiply(
        _ a: Span<Double>, transposeA: Bool = false, _ b: Span<Double>, transposeB: Bool = false,
        m: Int, n: Int, k: Int, alpha: Double = 1, beta: Double = 0, into c: inout MutableSpan<Double>
    ) {
        Self.check(a.count, b.count, c.count, m, n, k)
        let steps = (a: transposeA ? m : k, b: transposeB ? k : n)
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe c.withUnsafeMutableBufferPointer { c in
                    guard let c = c.baseAddress else { return }
                    guard let a = a.baseAddress, let b = b.baseAddress, let library else {
                        unsafe portable(a.baseAddress, transposeA, b.baseAddress, transposeB, m, n, k, alpha, beta, c)
                        return
                    }
                    unsafe library.dgemm(
                        Self.rowMajor, Self.code(transposeA), Self.code(transposeB), Int32(m), Int32(n), Int32(k), alpha, a,
                        Int32(max(1, steps.a)), b, Int32(max(1, steps.b)), beta, c, Int32(max(1, n)))
                }
            }
        }
    }

    /// C ← op(A)·op(B) + β·C in Float through bare pointers, for parts of matrices: rows of each lie `step` numbers apart.
    @unsafe
    public func multiply(
        _ a: UnsafePointer<Float>, step stepA: Int, transposeA: Bool, _ b: UnsafePointer<Float>, step stepB: Int, transposeB: Bool,
        m: Int, n: Int, k: Int, beta: Float, into c: UnsafeMutablePointer<Float>, step stepC: Int
    ) {
        precondition(max(m, n, k, stepA, stepB, stepC) <= Int32.max, "no side may exceed \(Int32.max): \(m), \(n), \(k)")
        guard let library else {
            let left = unsafe StridedMatrix(base: a, rowStep: transposeA ? 1 : stepA, columnStep: transposeA ? stepA : 1)
            let right = unsafe StridedMatrix(base: b, rowStep: transposeB ? 1 : stepB, columnStep: transposeB ? stepB : 1)
            return unsafe portableGEMM(left, right, m: m, n: n, k: k, alpha: 1, beta: beta, c, step: stepC)
        }
        unsafe library.sgemm(
            Self.rowMajor, Self.code(transposeA), Self.code(transposeB), Int32(m), Int32(n), Int32(k), 1, a, Int32(max(1, stepA)), b,
            Int32(max(1, stepB)), beta, c, Int32(max(1, stepC)))
    }

    /// C ← op(A)·op(B) + β·C in Double through bare pointers, for parts of matrices: rows of each lie `step` numbers apart.
    @unsafe
    public func multiply(
        _ a: UnsafePointer<Double>, step stepA: Int, transposeA: Bool, _ b: UnsafePointer<Double>, step stepB: Int, transposeB: Bool,
        m: Int, n: Int, k: Int, beta: Double, into c: UnsafeMutablePointer<Double>, step stepC: Int
    ) {
        precondition(max(m, n, k, stepA, stepB, stepC) <= Int32.max, "no side may exceed \(Int32.max): \(m), \(n), \(k)")
        guard let library else {
            let left = unsafe StridedMatrix(base: a, rowStep: transposeA ? 1 : stepA, columnStep: transposeA ? stepA : 1)
            let right = unsafe StridedMatrix(base: b, rowStep: transposeB ? 1 : stepB, columnStep: transposeB ? stepB : 1)
            return unsafe portableGEMM(left, right, m: m, n: n, k: k, alpha: 1, beta: beta, c, step: stepC)
        }
        unsafe library.dgemm(
            Self.rowMajor, Self.code(transposeA), Self.code(transposeB), Int32(m), Int32(n), Int32(k), 1, a, Int32(max(1, stepA)), b,
            Int32(max(1, stepB)), beta, c, Int32(max(1, stepC)))
    }

    /// y ← A·x for a row-major m × n matrix A.
    ///
    /// - Precondition: `a.count == m * n`, `x.count == n`, `y.count == m`.
    /// - Complexity: O(*mn*).
    public func multiply(_ a: Span<Float>, m: Int, n: Int, vector x: Span<Float>, into y: inout MutableSpan<Float>) {
        precondition(x.count == n, "a vector of \(x.count) for \(n) columns")
        Self.check(a.count, x.count, y.count, m, 1, n)
        guard let library, m > 0, n > 0 else {
            return multiply(a, x, m: m, n: 1, k: n, into: &y)
        }
        unsafe a.withUnsafeBufferPointer { a in
            unsafe x.withUnsafeBufferPointer { x in
                unsafe y.withUnsafeMutableBufferPointer { y in
                    guard let a = a.baseAddress, let x = x.baseAddress, let y = y.baseAddress else { return }
                    unsafe library.sgemv(
                        Self.rowMajor, Self.code(false), Int32(m), Int32(n), 1, a, Int32(n), x, 1, 0, y, 1)
                }
            }
        }
    }

    /// Replaces each row x of `rows` by L⁻¹x, that is R by R·L⁻ᵀ; false without a BLAS.
    func solveLower(_ factor: Matrix<Double>, rows: inout MutableSpan<Double>) -> Bool {
        guard let dtrsm = unsafe library?.dtrsm else { return false }
        let n = Int32(factor.rows), count = Int32(rows.count / factor.rows)
        let right: Int32 = 142, lower: Int32 = 122, nonUnit: Int32 = 131
        unsafe factor.elements.withUnsafeBufferPointer { factor in
            unsafe rows.withUnsafeMutableBufferPointer { rows in
                guard let l = factor.baseAddress, let r = rows.baseAddress else { return }
                unsafe dtrsm(Self.rowMajor, right, lower, Self.code(true), nonUnit, count, n, 1, l, n, r, n)
            }
        }
        return true
    }

    private static let rowMajor: Int32 = 101
    private static func code(_ transposed: Bool) -> Int32 { transposed ? 112 : 111 }

    private static func check(_ a: Int, _ b: Int, _ c: Int, _ m: Int, _ n: Int, _ k: Int) {
        precondition(a == m * k, "A has \(a) elements, not \(m) × \(k)")
        precondition(b == k * n, "B has \(b) elements, not \(k) × \(n)")
        precondition(c == m * n, "C has \(c) elements, not \(m) × \(n)")
        precondition(max(m, n, k) <= Int32.max, "no side may exceed \(Int32.max): \(m), \(n), \(k)")
    }

    private func portable<Scalar: BinaryFloatingPoint & SIMDScalar>(
        _ a: UnsafePointer<Scalar>?, _ transposeA: Bool, _ b: UnsafePointer<Scalar>?, _ transposeB: Bool,
        _ m: Int, _ n: Int, _ k: Int, _ alpha: Scalar, _ beta: Scalar, _ c: UnsafeMutablePointer<Scalar>
    ) {
        guard let a = unsafe a, let b = unsafe b else {
            for i in 0..<(m * n) { unsafe c[i] = beta == 0 ? 0 : beta * c[i] }
            return
        }
        let left = unsafe StridedMatrix(base: a, rowStep: transposeA ? 1 : k, columnStep: transposeA ? m : 1)
        let right = unsafe StridedMatrix(base: b, rowStep: transposeB ? 1 : n, columnStep: transposeB ? k : 1)
        unsafe portableGEMM(left, right, m: m, n: n, k: k, alpha: alpha, beta: beta, c, step: n)
    }
}
