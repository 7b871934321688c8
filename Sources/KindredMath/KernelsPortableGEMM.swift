// Goto, van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008, without assembly: B is packed
// into panels of eight columns, a 4 × 8 tile of C lives in registers. Fallback where no BLAS is installed, and its oracle.

/// A matrix as a product sees it: element (i, j) lies at i · rowStep + j · columnStep.
@unsafe struct StridedMatrix<Scalar> {
    let base: UnsafePointer<Scalar>
    let rowStep: Int
    let columnStep: Int

    @inline(__always) subscript(i: Int, j: Int) -> Scalar {
        unsafe base[i &* rowStep &+ j &* columnStep]
    }
}

/// C ← αAB + βC with A m × k, B k × n, C row-major with `step` elements a row.
///
/// - Complexity: O(*mnk*).
func portableGEMM<Scalar: BinaryFloatingPoint & SIMDScalar>(
    _ a: StridedMatrix<Scalar>, _ b: StridedMatrix<Scalar>, m: Int, n: Int, k: Int, alpha: Scalar, beta: Scalar,
    _ c: UnsafeMutablePointer<Scalar>, step: Int
) {
    for i in 0..<m {
        for j in 0..<n { unsafe c[i * step + j] = beta == 0 ? 0 : beta * c[i * step + j] }
    }
    let depth = 256
    unsafe withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: depth) { panel in
        guard let panel = panel.baseAddress else { return }
        for start in stride(from: 0, to: k, by: depth) {
            let length = min(depth, k - start)
            for column in stride(from: 0, to: n, by: 8) {
                let width = min(8, n - column)
                unsafe pack(b, start, length, column, width, alpha, into: panel)
                unsafe addPanel(a, start, length, panel, m: m, width: width, to: c + column, step: step)
            }
        }
    }
}

/// Eight columns of αB side by side, absent ones as zeros.
@inline(__always)
private func pack<Scalar: BinaryFloatingPoint & SIMDScalar>(
    _ b: StridedMatrix<Scalar>, _ start: Int, _ length: Int, _ column: Int, _ width: Int, _ alpha: Scalar,
    into panel: UnsafeMutablePointer<SIMD8<Scalar>>
) {
    for p in 0..<length {
        var row = SIMD8<Scalar>(repeating: 0)
        for j in 0..<width { row[j] = unsafe alpha * b[start + p, column + j] }
        unsafe (panel + p).initialize(to: row)
    }
}

@inline(__always)
private func addPanel<Scalar: BinaryFloatingPoint & SIMDScalar>(
    _ a: StridedMatrix<Scalar>, _ start: Int, _ length: Int, _ panel: UnsafePointer<SIMD8<Scalar>>, m: Int, width: Int,
    to c: UnsafeMutablePointer<Scalar>, step: Int
) {
    var i = 0
    while i + 4 <= m {
        var s0 = SIMD8<Scalar>(repeating: 0), s1 = s0, s2 = s0, s3 = s0
        for p in 0..<length {
            let b = unsafe panel[p]
            unsafe s0 += a[i, start &+ p] * b
            unsafe s1 += a[i &+ 1, start &+ p] * b
            unsafe s2 += a[i &+ 2, start &+ p] * b
            unsafe s3 += a[i &+ 3, start &+ p] * b
        }
        unsafe add(s0, width, to: c + i * step)
        unsafe add(s1, width, to: c + (i + 1) * step)
        unsafe add(s2, width, to: c + (i + 2) * step)
        unsafe add(s3, width, to: c + (i + 3) * step)
        i += 4
    }
    while i < m {
        var sum = SIMD8<Scalar>(repeating: 0)
        for p in 0..<length { unsafe sum += a[i, start &+ p] * panel[p] }
        unsafe add(sum, width, to: c + i * step)
        i += 1
    }
}

@inline(__always)
private func add<Scalar: BinaryFloatingPoint & SIMDScalar>(
    _ sums: SIMD8<Scalar>, _ width: Int, to c: UnsafeMutablePointer<Scalar>
) {
    for j in 0..<width { unsafe c[j] += sums[j] }
}
