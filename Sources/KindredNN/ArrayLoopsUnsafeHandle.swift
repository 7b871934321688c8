// The loops under the operations, over the memory of arrays without checks, so that they vectorise. They are inlined into
// their callers, which say `@_specialize`: without both, each number would go through a witness table.

/// f of each element.
@inline(__always)
func mapped<Scalar: TensorScalar>(_ a: [Scalar], _ f: (Scalar) -> Scalar) -> [Scalar] {
    let n = a.count
    return unsafe [Scalar](unsafeUninitializedCapacity: n) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            for i in 0..<n { unsafe (result + i).initialize(to: f(a[i])) }
        }
        filled = n
    }
}

/// f of the elements at the same place of two arrays.
///
/// - Precondition: equal counts.
@inline(__always)
func zipped<Scalar: TensorScalar>(_ a: [Scalar], _ b: [Scalar], _ f: (Scalar, Scalar) -> Scalar) -> [Scalar] {
    let n = a.count
    precondition(b.count == n, "\(n) and \(b.count) scalars")
    return unsafe [Scalar](unsafeUninitializedCapacity: n) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress, let result = result.baseAddress else { return }
                for i in 0..<n { unsafe (result + i).initialize(to: f(a[i], b[i])) }
            }
        }
        filled = n
    }
}

/// f of the elements at the same place of three arrays.
///
/// - Precondition: equal counts.
@inline(__always)
func zipped<Scalar: TensorScalar>(
    _ a: [Scalar], _ b: [Scalar], _ c: [Scalar], _ f: (Scalar, Scalar, Scalar) -> Scalar
) -> [Scalar] {
    let n = a.count
    precondition(b.count == n && c.count == n, "\(n), \(b.count) and \(c.count) scalars")
    return unsafe [Scalar](unsafeUninitializedCapacity: n) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe c.withUnsafeBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress, let result = result.baseAddress
                    else { return }
                    for i in 0..<n { unsafe (result + i).initialize(to: f(a[i], b[i], c[i])) }
                }
            }
        }
        filled = n
    }
}

/// Replaces each element of `a` by f of it and of the element of `b` at its place.
///
/// - Precondition: equal counts.
@inline(__always)
func update<Scalar: TensorScalar>(_ a: inout [Scalar], with b: [Scalar], _ f: (Scalar, Scalar) -> Scalar) {
    let n = a.count
    precondition(b.count == n, "\(n) and \(b.count) scalars")
    unsafe a.withUnsafeMutableBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress else { return }
            for i in 0..<n { unsafe a[i] = f(a[i], b[i]) }
        }
    }
}

/// Replaces each element of `a` and of `b` by f of both and of the element of `c` at their place.
///
/// - Precondition: equal counts.
@inline(__always)
func update<Scalar: TensorScalar>(
    _ a: inout [Scalar], _ b: inout [Scalar], with c: [Scalar], _ f: (Scalar, Scalar, Scalar) -> (Scalar, Scalar)
) {
    let n = a.count
    precondition(b.count == n && c.count == n, "\(n), \(b.count) and \(c.count) scalars")
    unsafe a.withUnsafeMutableBufferPointer { a in
        unsafe b.withUnsafeMutableBufferPointer { b in
            unsafe c.withUnsafeBufferPointer { c in
                guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
                for i in 0..<n { unsafe (a[i], b[i]) = f(a[i], b[i], c[i]) }
            }
        }
    }
}

/// Rows and columns exchanged, by tiles that stay in the cache.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func transposedScalars<Scalar: TensorScalar>(_ a: [Scalar], rows: Int, columns: Int) -> [Scalar] {
    let tile = 32
    return unsafe [Scalar](unsafeUninitializedCapacity: a.count) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            for top in stride(from: 0, to: rows, by: tile) {
                for left in stride(from: 0, to: columns, by: tile) {
                    for i in top..<min(top + tile, rows) {
                        for j in left..<min(left + tile, columns) {
                            unsafe (result + (j &* rows &+ i)).initialize(to: a[i &* columns &+ j])
                        }
                    }
                }
            }
        }
        filled = a.count
    }
}

/// Replaces each element by f of it.
@inline(__always)
func update<Scalar: TensorScalar>(_ a: inout [Scalar], _ f: (Scalar) -> Scalar) {
    unsafe a.withUnsafeMutableBufferPointer { a in
        guard let base = a.baseAddress else { return }
        for i in 0..<a.count { unsafe base[i] = f(base[i]) }
    }
}
