internal import KindredMath

/// op(A)·op(B), m × n, by parts that threads take; the parts depend on the sizes alone, so threads do not matter.
///
/// The longer side of the result is divided, so that the operand every part reads again is the smaller one.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func product<Scalar: TensorScalar>(
    _ a: [Scalar], transposed transposeA: Bool, _ b: [Scalar], transposed transposeB: Bool, m: Int, n: Int, k: Int, threads: Int
) -> [Scalar] {
    let side = max(m, n), parts = m * n * k < 1 << 21 ? 1 : max(1, min(4, side / 64))
    return unsafe [Scalar](unsafeUninitializedCapacity: m * n) { result, filled in
        filled = m * n
        unsafe result.baseAddress?.initialize(repeating: 0, count: k == 0 ? m * n : 0)
        withPointers(a, b, a, b) { a, b, _, _ in
            guard let result = unsafe result.baseAddress.map({ unsafe SharedPointer($0) }) else { return }
            let (stepA, stepB) = (transposeA ? m : k, transposeB ? k : n)
            if DirectProduct.isUseful(for: Scalar.self, m: m, n: n, transposedB: transposeB) {
                // Each number is one sum whoever makes it: threads may divide the rows as they like.
                let parts = m * n * k < 1 << 21 ? 1 : max(1, min(threads, m / 12))
                return Workers(count: parts).run(parts, grain: 1) { _, range in
                    for part in range {
                        let start = part * m / parts
                        unsafe DirectProduct.multiply(
                            floats(a.base) + start * (transposeA ? 1 : stepA), step: stepA, transposed: transposeA, floats(b.base),
                            m: (part + 1) * m / parts - start, n: n, k: k, adding: false, into: mutableFloats(result.base) + start * n)
                    }
                }
            }
            Workers(count: max(1, threads)).run(parts, grain: 1) { _, range in
                for part in range {
                    let start = part * side / parts, end = (part + 1) * side / parts
                    let (rows, columns) = m >= n ? (start..<end, 0..<n) : (0..<m, start..<end)
                    unsafe multiply(
                        a.base + rows.lowerBound * (transposeA ? 1 : stepA), step: stepA, transposeA: transposeA,
                        b.base + columns.lowerBound * (transposeB ? stepB : 1), step: stepB, transposeB: transposeB, m: rows.count,
                        n: columns.count, k: k, into: result.base + (rows.lowerBound * n + columns.lowerBound), step: n)
                }
            }
        }
    }
}

/// C ← op(A)·op(B) for parts of matrices whose rows lie `step` numbers apart.
@inline(__always)
private func multiply<Scalar: TensorScalar>(
    _ a: UnsafePointer<Scalar>, step stepA: Int, transposeA: Bool, _ b: UnsafePointer<Scalar>, step stepB: Int, transposeB: Bool,
    m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Scalar>, step stepC: Int
) {
    if Scalar.self == Float.self {
        unsafe BLAS.active.multiply(
            floats(a), step: stepA, transposeA: transposeA, floats(b), step: stepB, transposeB: transposeB, m: m, n: n, k: k, beta: 0,
            into: mutableFloats(c), step: stepC)
    } else if Scalar.self == Double.self {
        unsafe BLAS.active.multiply(
            UnsafeRawPointer(a).assumingMemoryBound(to: Double.self), step: stepA, transposeA: transposeA,
            UnsafeRawPointer(b).assumingMemoryBound(to: Double.self), step: stepB, transposeB: transposeB, m: m, n: n, k: k, beta: 0,
            into: UnsafeMutableRawPointer(c).assumingMemoryBound(to: Double.self), step: stepC)
    } else {
        preconditionFailure("tensors hold Float or Double, not \(Scalar.self)")
    }
}
