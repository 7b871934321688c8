/// Adds a row to every row.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func addRow<Scalar: TensorScalar>(_ row: [Scalar], toEachIn rows: inout [Scalar]) {
    let width = row.count
    unsafe rows.withUnsafeMutableBufferPointer { rows in
        unsafe row.withUnsafeBufferPointer { row in
            guard let base = rows.baseAddress, let row = row.baseAddress else { return }
            for start in stride(from: 0, to: rows.count, by: width) {
                for j in 0..<width { unsafe base[start &+ j] += row[j] }
            }
        }
    }
}

/// Copies rows of `width` by their numbers.
///
/// - Precondition: every index names a row.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func gatheredRows<Scalar: TensorScalar>(_ a: [Scalar], width: Int, _ indices: [Int]) -> [Scalar] {
    let rows = width == 0 ? 0 : a.count / width, count = indices.count * width
    return unsafe [Scalar](unsafeUninitializedCapacity: count) { result, filled in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            for (place, index) in indices.enumerated() {
                precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
                unsafe (result + place * width).initialize(from: a + index * width, count: width)
            }
        }
        filled = count
    }
}

/// Adds rows of `width` to the rows named by `indices`, in their order.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func scatterRows<Scalar: TensorScalar>(_ a: [Scalar], width: Int, _ indices: [Int], into total: inout [Scalar]) {
    unsafe total.withUnsafeMutableBufferPointer { total in
        unsafe a.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let total = total.baseAddress else { return }
            for (place, index) in indices.enumerated() {
                let row = unsafe a + place * width, out = unsafe total + index * width
                for j in 0..<width { unsafe out[j] += row[j] }
            }
        }
    }
}

/// Σ a·b over each row.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func rowDots<Scalar: TensorScalar>(_ a: [Scalar], _ b: [Scalar], rows: Int, width: Int) -> [Scalar] {
    unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress else { return [Scalar](repeating: 0, count: rows) }
            return (0..<rows).map { row in unsafe dot(a + row * width, b + row * width, width) }
        }
    }
}

@inline(__always)
private func dot<Scalar: TensorScalar>(_ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ n: Int) -> Scalar {
    var lanes = SIMD8<Scalar>(repeating: 0)
    var i = 0
    while i &+ 8 <= n {
        unsafe lanes +=
            UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Scalar>.self)
            * UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Scalar>.self)
        i &+= 8
    }
    var total = lanes.sum()
    while i < n {
        unsafe total += a[i] * b[i]
        i &+= 1
    }
    return total
}
