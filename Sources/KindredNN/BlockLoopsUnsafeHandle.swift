internal import KindredMath

// The loops of a block over one image or chunk: by the kernels for Float32 with channels in sixteens, else plainly.

/// Whether the kernels of images take this.
@inline(__always)
private func isForKernels<Scalar: TensorScalar>(_ type: Scalar.Type, _ channels: Int) -> Bool {
    Scalar.self == Float.self && channels % 16 == 0
}

/// The mean of each column, and the sum of the squares of what lies beside it.
@inline(__always)
func measure<Scalar: TensorScalar>(
    _ rows: UnsafePointer<Scalar>, _ count: Int, _ columns: Int, _ mean: UnsafeMutablePointer<Scalar>, _ squares: UnsafeMutablePointer<Scalar>
) {
    if isForKernels(Scalar.self, columns) {
        return unsafe Kernels.active.moments(
            floats(rows), count: count, columns: columns, mean: mutableFloats(mean), squares: mutableFloats(squares))
    }
    let moments = unsafe columnMoments(rows, count: count, columns: columns)
    for c in 0..<columns {
        unsafe mean[c] = Scalar(moments.mean[c])
        unsafe squares[c] = Scalar(moments.squares[c])
    }
}

/// Of each square of 2 × 2 places the number that is largest times its channel's sign, and which of the four.
@inline(__always)
func pool<Scalar: TensorScalar>(
    _ image: UnsafePointer<Scalar>, _ shape: ConvolutionShape, _ signs: UnsafePointer<Scalar>, best: UnsafeMutablePointer<Scalar>,
    which: UnsafeMutablePointer<UInt8>
) {
    let (height, width, channels) = (shape.outHeight, shape.outWidth, shape.outputs)
    if isForKernels(Scalar.self, channels) {
        return unsafe Kernels.active.pool(
            floats(image), height: height, width: width, channels: channels, signs: floats(signs), best: mutableFloats(best), which: which)
    }
    var out = 0
    for y in 0..<(height / 2) {
        for x in 0..<(width / 2) {
            let square = unsafe image + (2 * y * width + 2 * x) * channels
            for c in 0..<channels {
                var place = 0
                for k in 1..<4 {
                    let isLarger =
                        unsafe signs[c] * square[(k / 2 * width + k % 2) * channels + c]
                        > signs[c] * square[(place / 2 * width + place % 2) * channels + c]
                    if isLarger { place = k }
                }
                unsafe best[out] = square[(place / 2 * width + place % 2) * channels + c]
                unsafe which[out] = UInt8(place)
                out += 1
            }
        }
    }
}

/// along · image + level, plus the pooled gradient at the places that `which` names, or everywhere without it.
@inline(__always)
func unpool<Scalar: TensorScalar>(
    _ pooled: UnsafePointer<Scalar>, _ which: UnsafePointer<UInt8>?, _ image: UnsafePointer<Scalar>, _ shape: ConvolutionShape,
    _ along: UnsafePointer<Scalar>, _ level: UnsafePointer<Scalar>, into out: UnsafeMutablePointer<Scalar>
) {
    let (height, width, channels) = (shape.outHeight, shape.outWidth, shape.outputs)
    if let which = unsafe which, isForKernels(Scalar.self, channels) {
        return unsafe Kernels.active.unpool(
            floats(pooled), which: which, image: floats(image), height: height, width: width, channels: channels, along: floats(along),
            level: floats(level), into: mutableFloats(out))
    }
    for place in 0..<shape.places {
        let start = place &* channels
        for c in 0..<channels {
            let rest = unsafe along[c] * image[start &+ c] + level[c]
            unsafe out[start &+ c] = unsafe which == nil ? rest + pooled[start &+ c] : rest
        }
    }
    guard let which = unsafe which else { return }
    var place = 0
    for y in 0..<(height / 2) {
        for x in 0..<(width / 2) {
            for c in 0..<channels {
                let k = unsafe Int(which[place])
                unsafe out[((2 * y + k / 2) * width + 2 * x + k % 2) * channels + c] += pooled[place]
                place += 1
            }
        }
    }
}

/// Σ δ and Σ δ(y − mean) of each column.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func columnSums<Scalar: TensorScalar>(_ delta: [Scalar], _ rows: SharedMemory<Scalar>, less mean: [Scalar]) -> (sums: [Scalar], products: [Scalar]) {
    let columns = mean.count
    var sums = [Scalar](repeating: 0, count: columns), products = sums
    unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe products.withUnsafeMutableBufferPointer { products in
            unsafe delta.withUnsafeBufferPointer { delta in
                unsafe mean.withUnsafeBufferPointer { mean in
                    guard let s = sums.baseAddress, let p = products.baseAddress, let d = delta.baseAddress, let m = mean.baseAddress
                    else { return }
                    for start in stride(from: 0, to: delta.count, by: columns) {
                        let left = unsafe d + start, right = unsafe UnsafePointer(rows.base + start)
                        for c in 0..<columns {
                            unsafe s[c] += left[c]
                            unsafe p[c] += left[c] * (right[c] - m[c])
                        }
                    }
                }
            }
        }
    }
    return (sums, products)
}

/// max(factor · x + offset, 0), with a factor and an offset for each column.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func rectifiedColumns<Scalar: TensorScalar>(_ rows: SharedMemory<Scalar>, _ factor: [Scalar], _ offset: [Scalar]) -> [Scalar] {
    let columns = factor.count
    return unsafe [Scalar](unsafeUninitializedCapacity: rows.count) { result, filled in
        unsafe factor.withUnsafeBufferPointer { factor in
            unsafe offset.withUnsafeBufferPointer { offset in
                guard let factor = factor.baseAddress, let offset = offset.baseAddress, let result = result.baseAddress else { return }
                for start in stride(from: 0, to: rows.count, by: columns) {
                    let line = unsafe UnsafePointer(rows.base + start), out = unsafe result + start
                    for c in 0..<columns {
                        let y = unsafe factor[c] * line[c] + offset[c]
                        unsafe (out + c).initialize(to: y > 0 ? y : 0)
                    }
                }
            }
        }
        filled = rows.count
    }
}
