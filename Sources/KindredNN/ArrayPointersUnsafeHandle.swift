internal import KindredMath

/// The memory of four arrays, for threads to read; nothing happens when one is empty.
@inline(__always)
func withPointers<Element: BitwiseCopyable>(
    _ a: [Element], _ b: [Element], _ c: [Element], _ d: [Element],
    _ body: (SharedPointer<Element>, SharedPointer<Element>, SharedPointer<Element>, SharedPointer<Element>) -> Void
) {
    unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
            unsafe c.withUnsafeBufferPointer { c in
                unsafe d.withUnsafeBufferPointer { d in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let d = d.baseAddress else { return }
                    unsafe body(SharedPointer(a), SharedPointer(b), SharedPointer(c), SharedPointer(d))
                }
            }
        }
    }
}

/// C ← op(A)·op(B) + β·C through bare pointers: A m × k, B k × n once transposed or not.
@inline(__always)
func multiply<Scalar: TensorScalar>(
    _ a: UnsafePointer<Scalar>, transposeA: Bool = false, _ b: UnsafePointer<Scalar>, transposeB: Bool = false, m: Int, n: Int,
    k: Int, beta: Scalar = 0, into c: UnsafeMutablePointer<Scalar>
) {
    if beta == 0 || beta == 1, DirectProduct.isUseful(for: Scalar.self, m: m, n: n, transposedB: transposeB) {
        return unsafe DirectProduct.multiply(
            floats(a), step: transposeA ? m : k, transposed: transposeA, floats(b), m: m, n: n, k: k, adding: beta == 1, into: mutableFloats(c))
    }
    let a = unsafe UnsafeBufferPointer(start: a, count: m * k), b = unsafe UnsafeBufferPointer(start: b, count: k * n)
    var c = unsafe UnsafeMutableBufferPointer(start: c, count: m * n).mutableSpan
    unsafe Scalar.multiply(
        a.span, transposeA: transposeA, b.span, transposeB: transposeB, m: m, n: n, k: k, beta: beta, into: &c)
}
