/// Distances of all pairs of rows from their inner products.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func rowDistances<Scalar: TensorScalar>(_ x: [Scalar], products: [Scalar], rows: Int, width: Int) -> [Scalar] {
    var result = products
    // Below this share of the norms the difference has lost half of its digits.
    let cancelled = Scalar.ulpOfOne.squareRoot()
    let norms = (0..<rows).map { products[$0 * rows + $0] }
    unsafe result.withUnsafeMutableBufferPointer { result in
        unsafe x.withUnsafeBufferPointer { x in
            guard let result = result.baseAddress, let x = x.baseAddress else { return }
            for i in 0..<rows {
                unsafe result[i &* rows &+ i] = 0
                for j in 0..<i {
                    let scale = norms[i] + norms[j]
                    var square = unsafe scale - 2 * result[i &* rows &+ j]
                    if square < cancelled * scale { square = unsafe squaredDistance(x + i * width, x + j * width, width) }
                    let distance = square.squareRoot()
                    unsafe result[i &* rows &+ j] = distance
                    unsafe result[j &* rows &+ i] = distance
                }
            }
        }
    }
    return result
}

@inline(__always)
private func squaredDistance<Scalar: TensorScalar>(_ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ n: Int) -> Scalar {
    var total: Scalar = 0
    for i in 0..<n {
        let difference = unsafe a[i] - b[i]
        total += difference * difference
    }
    return total
}
