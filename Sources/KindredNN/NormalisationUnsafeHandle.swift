/// Count, mean and sum of squared deviations of each column, mergeable after Chan, Golub, LeVeque, 1979.
struct ColumnMoments: Sendable {
    var count = 0
    var mean: [Double]
    var squares: [Double]

    init(columns: Int) {
        mean = [Double](repeating: 0, count: columns)
        squares = mean
    }

    /// Joins the moments of other rows.
    mutating func merge(_ other: ColumnMoments) {
        guard other.count > 0 else { return }
        let total = count + other.count
        let share = Double(other.count) / Double(total), weight = share * Double(count)
        for c in mean.indices {
            let difference = other.mean[c] - mean[c]
            mean[c] += difference * share
            squares[c] += other.squares[c] + difference * difference * weight
        }
        count = total
    }

    /// The population variance of a column.
    func variance(_ column: Int) -> Double { squares[column] / Double(max(1, count)) }
}

/// The moments of the columns of `count` rows: means first, then deviations from them.
@inline(__always)
func columnMoments<Scalar: TensorScalar>(_ rows: UnsafePointer<Scalar>, count: Int, columns: Int) -> ColumnMoments {
    var moments = ColumnMoments(columns: columns)
    moments.count = count
    guard count > 0 else { return moments }
    unsafe withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * columns) { room in
        guard let mean = room.baseAddress else { return }
        let squares = unsafe mean + columns
        unsafe mean.initialize(repeating: 0, count: 2 * columns)
        for row in 0..<count {
            let line = unsafe rows + row &* columns
            for c in 0..<columns { unsafe mean[c] += line[c] }
        }
        for c in 0..<columns { unsafe mean[c] /= Scalar(count) }
        for row in 0..<count {
            let line = unsafe rows + row &* columns
            for c in 0..<columns {
                let difference = unsafe line[c] - mean[c]
                unsafe squares[c] += difference * difference
            }
        }
        for c in 0..<columns {
            moments.mean[c] = unsafe Double(mean[c])
            moments.squares[c] = unsafe Double(squares[c])
        }
    }
    return moments
}

/// The moments of the columns of all rows, by blocks, so that long columns keep their digits.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func columnMoments<Scalar: TensorScalar>(_ rows: [Scalar], columns: Int) -> ColumnMoments {
    var total = ColumnMoments(columns: columns)
    unsafe rows.withUnsafeBufferPointer { rows in
        guard let base = rows.baseAddress, columns > 0 else { return }
        let count = rows.count / columns
        for start in stride(from: 0, to: count, by: 256) {
            unsafe total.merge(columnMoments(base + start * columns, count: min(256, count - start), columns: columns))
        }
    }
    return total
}

/// factor · x + offset, with a factor and an offset for each column.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func scaledColumns<Scalar: TensorScalar>(_ rows: [Scalar], _ factor: [Scalar], _ offset: [Scalar]) -> [Scalar] {
    let columns = factor.count
    return unsafe [Scalar](unsafeUninitializedCapacity: rows.count) { result, filled in
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe factor.withUnsafeBufferPointer { factor in
                unsafe offset.withUnsafeBufferPointer { offset in
                    guard let base = rows.baseAddress, let factor = factor.baseAddress, let offset = offset.baseAddress,
                        let result = result.baseAddress
                    else { return }
                    for start in stride(from: 0, to: rows.count, by: columns) {
                        let line = unsafe base + start, out = unsafe result + start
                        for c in 0..<columns { unsafe (out + c).initialize(to: factor[c] * line[c] + offset[c]) }
                    }
                }
            }
        }
        filled = rows.count
    }
}

/// Σ a and Σ a·b of each column.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func columnSums<Scalar: TensorScalar>(_ a: [Scalar], _ b: [Scalar], columns: Int) -> (sums: [Scalar], products: [Scalar]) {
    var sums = [Scalar](repeating: 0, count: columns), products = sums
    unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe products.withUnsafeMutableBufferPointer { products in
            unsafe a.withUnsafeBufferPointer { a in
                unsafe b.withUnsafeBufferPointer { b in
                    guard let s = sums.baseAddress, let p = products.baseAddress, let x = a.baseAddress, let y = b.baseAddress
                    else { return }
                    for start in stride(from: 0, to: a.count, by: columns) {
                        let left = unsafe x + start, right = unsafe y + start
                        for c in 0..<columns {
                            unsafe s[c] += left[c]
                            unsafe p[c] += left[c] * right[c]
                        }
                    }
                }
            }
        }
    }
    return (sums, products)
}
