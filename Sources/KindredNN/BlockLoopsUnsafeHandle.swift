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

/// What reaches the largest products of a block from beyond its ReLU: δ, the gradient where the result is positive.
struct BlockDelta<Scalar: TensorScalar> {
    /// δ times a factor for each column.
    let scaled: [Scalar]
    /// Σ δ and Σ δ(y − mean) of each column.
    let sums, products: [Scalar]

    /// - Parameter products: y, which the result came from.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    init(_ gradient: [Scalar], _ result: [Scalar], _ products: SharedMemory<Scalar>, mean: [Scalar], factor: [Scalar], threads: Int) {
        let columns = mean.count, rows = RowGroups(rows: gradient.count / columns)
        let parts = SharedMemory<Scalar>(count: rows.count * 2 * columns, of: 0)
        scaled = unsafe [Scalar](unsafeUninitializedCapacity: gradient.count) { scaled, filled in
            filled = gradient.count
            withPointers(gradient, result, mean, factor) { gradient, result, mean, factor in
                guard let scaled = unsafe scaled.baseAddress.map({ unsafe SharedPointer($0) }) else { return }
                Workers(count: threads).run(rows.count, grain: 1) { _, groups in
                    for group in groups {
                        let sums = unsafe parts.base + group * 2 * columns
                        for row in rows.range(group) {
                            let start = row &* columns
                            unsafe delta(gradient.base + start, result.base + start, columns, into: scaled.base + start)
                            unsafe addMoments(scaled.base + start, products.base + start, mean.base, columns, to: sums)
                            for c in 0..<columns { unsafe scaled.base[start &+ c] *= factor.base[c] }
                        }
                    }
                }
            }
        }
        let total = sumOfParts(parts, count: 2 * columns)
        sums = Array(total[..<columns])
        self.products = Array(total[columns...])
    }
}

// Loops of few arrays each: with more the compiler does not vectorise, for fear that they overlap.

@inline(__always)
private func delta<Scalar: TensorScalar>(
    _ gradient: UnsafePointer<Scalar>, _ result: UnsafePointer<Scalar>, _ columns: Int, into out: UnsafeMutablePointer<Scalar>
) {
    for c in 0..<columns { unsafe out[c] = result[c] > 0 ? gradient[c] : 0 }
}

@inline(__always)
private func addMoments<Scalar: TensorScalar>(
    _ delta: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ mean: UnsafePointer<Scalar>, _ columns: Int,
    to sums: UnsafeMutablePointer<Scalar>
) {
    let products = unsafe sums + columns
    for c in 0..<columns {
        unsafe sums[c] += delta[c]
        unsafe products[c] += delta[c] * (y[c] - mean[c])
    }
}

/// Rows in groups that depend on their number alone, so that sums by groups do not depend on threads.
private struct RowGroups {
    let rows: Int
    var count: Int { max(1, min(16, rows / 256)) }

    func range(_ group: Int) -> Range<Int> { (group * rows / count)..<((group + 1) * rows / count) }
}

/// max(factor · x + offset, 0), with a factor and an offset for each column.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func rectifiedColumns<Scalar: TensorScalar>(_ x: SharedMemory<Scalar>, _ factor: [Scalar], _ offset: [Scalar], threads: Int) -> [Scalar] {
    let columns = factor.count, rows = RowGroups(rows: x.count / columns)
    return unsafe [Scalar](unsafeUninitializedCapacity: x.count) { result, filled in
        filled = x.count
        withPointers(factor, offset, factor, factor) { factor, offset, _, _ in
            guard let result = unsafe result.baseAddress.map({ unsafe SharedPointer($0) }) else { return }
            Workers(count: threads).run(rows.count, grain: 1) { _, groups in
                for row in rows.range(groups.lowerBound).lowerBound..<rows.range(groups.upperBound - 1).upperBound {
                    let line = unsafe UnsafePointer(x.base + row &* columns), out = unsafe result.base + row &* columns
                    for c in 0..<columns {
                        let y = unsafe factor.base[c] * line[c] + offset.base[c]
                        unsafe out[c] = y > 0 ? y : 0
                    }
                }
            }
        }
    }
}
