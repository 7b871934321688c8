internal import KindredMath

// Convolution, batch normalisation, ReLU and pooling in one step. Memory is what training on images waits for, so the results of
// the convolution are written once and read once:
// - Forward, each chunk is measured and pooled while it is in the cache. Normalisation and ReLU rise (or fall, where γ < 0) with
//   their argument, so the largest of a square is found before them.
// - Backward, the gradient beyond the pooling is that of the largest alone, so its sums run over pooled numbers; the gradient of
//   a chunk is made in the cache from what the convolution gave, and used there for the weights and for the images.

/// What the forward half leaves for the backward half.
///
/// A block keeps the one it used last: pages fresh from the system would cost a sixth of a step.
final class BlockTrace<Scalar: TensorScalar>: Sendable {
    let shape: ConvolutionShape
    let isPooled: Bool
    /// What the convolution gave: batch × places × outputs.
    let products: SharedMemory<Scalar>
    /// Of each square the product that is largest once normalised, and which of the four; the products themselves when not pooled.
    let best: SharedMemory<Scalar>
    let which: SharedMemory<UInt8>

    /// Places of an image once pooled.
    var pooledPlaces: Int { Self.pooledPlaces(shape, isPooled) }

    private static func pooledPlaces(_ shape: ConvolutionShape, _ isPooled: Bool) -> Int {
        isPooled ? (shape.outHeight / 2) * (shape.outWidth / 2) : shape.places
    }

    init(_ shape: ConvolutionShape, pooled: Bool) {
        self.shape = shape
        isPooled = pooled
        products = SharedMemory(count: shape.batch * shape.places * shape.outputs)
        let count = pooled ? shape.batch * Self.pooledPlaces(shape, pooled) * shape.outputs : 0
        best = pooled ? SharedMemory(count: count) : products
        which = SharedMemory(count: count)
    }
}

/// Convolves, measures and pools; `signs` holds −1 for outputs that the normalisation turns round. Moments only when wanted.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func convolveBlock<Scalar: TensorScalar>(
    _ x: [Scalar], _ weights: [Scalar], signs: [Scalar], measured: Bool, into trace: BlockTrace<Scalar>, threads: Int
) -> ColumnMoments {
    let shape = trace.shape, rooms = ConvolutionRoom<Scalar>.rooms(shape, threads: threads)
    let size = shape.places * shape.outputs, pooledSize = trace.pooledPlaces * shape.outputs
    let moments = SharedMemory<Scalar>(count: measured ? shape.chunks * 2 * shape.outputs : 0)
    unsafe x.withUnsafeBufferPointer { x in
        unsafe weights.withUnsafeBufferPointer { weights in
            unsafe signs.withUnsafeBufferPointer { signs in
                guard let x = x.baseAddress, let weights = weights.baseAddress, let signs = signs.baseAddress else { return }
                let (from, by, turned) = unsafe (SharedPointer(x), SharedPointer(weights), SharedPointer(signs))
                Workers(count: rooms.count).run(shape.chunks, grain: 1) { worker, chunks in
                    for chunk in chunks {
                        let images = shape.images(chunk), out = unsafe trace.products.base + images.lowerBound * size
                        unsafe rooms[worker].convolve(from.base + images.lowerBound * shape.imageCount, images.count, by.base, into: out)
                        if measured {
                            let mean = unsafe moments.base + chunk * 2 * shape.outputs
                            unsafe measure(out, images.count * shape.places, shape.outputs, mean, mean + shape.outputs)
                        }
                        guard trace.isPooled else { continue }
                        for image in images {
                            unsafe pool(
                                trace.products.base + image * size, shape, turned.base, best: trace.best.base + image * pooledSize,
                                which: trace.which.base + image * pooledSize)
                        }
                    }
                }
            }
        }
    }
    return measured ? merged(moments, shape) : ColumnMoments(columns: shape.outputs)
}

/// The moments of all chunks, joined in their order.
private func merged<Scalar: TensorScalar>(_ parts: SharedMemory<Scalar>, _ shape: ConvolutionShape) -> ColumnMoments {
    var total = ColumnMoments(columns: shape.outputs)
    for chunk in 0..<shape.chunks {
        var part = ColumnMoments(columns: shape.outputs)
        part.count = shape.images(chunk).count * shape.places
        for c in 0..<shape.outputs {
            part.mean[c] = unsafe Double(parts.base[(2 * chunk) * shape.outputs + c])
            part.squares[c] = unsafe Double(parts.base[(2 * chunk + 1) * shape.outputs + c])
        }
        total.merge(part)
    }
    return total
}

/// What the backward half of a block needs besides its trace: the gradient of the product y is
/// along · y + level, plus the pooled gradient where the largest of its square lies.
struct BlockSlopes<Scalar: TensorScalar>: Sendable {
    /// Of each pooled number, times γ/σ.
    let pooled: [Scalar]
    let along, level: [Scalar]
}

/// The gradients of the weights, k·k·C × O, and of the images if wanted.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func blockGradients<Scalar: TensorScalar>(
    _ x: [Scalar], _ weights: [Scalar], _ slopes: BlockSlopes<Scalar>, _ trace: BlockTrace<Scalar>, wantsImages: Bool, threads: Int
) -> (weights: [Scalar], images: [Scalar]) {
    let shape = trace.shape, rooms = ConvolutionRoom<Scalar>.rooms(shape, threads: threads)
    let back = wantsImages ? ConvolutionRoom<Scalar>.rooms(shape.reversed.inChunks(of: shape.chunk), threads: threads) : []
    let size = shape.places * shape.outputs, pooledSize = trace.pooledPlaces * shape.outputs, weightCount = shape.patch * shape.outputs
    let totals = SharedMemory<Scalar>(count: shape.groups * weightCount, of: 0)
    let gradients = rooms.map { _ in SharedMemory<Scalar>(count: shape.chunk * size) }
    let turned = wantsImages ? reversedWindows(weights, shape) : []
    let images = unsafe [Scalar](unsafeUninitializedCapacity: wantsImages ? x.count : 0) { result, filled in
        filled = wantsImages ? x.count : 0
        withPointers(x, slopes.pooled, slopes.along, slopes.level) { x, pooled, along, level in
            let to = unsafe result.baseAddress.map { unsafe SharedPointer($0) }
            let turned = SharedMemory(turned)
            Workers(count: rooms.count).run(shape.groups, grain: 1) { worker, groups in
                let gradient = unsafe gradients[worker].base
                for group in groups {
                    for chunk in shape.chunks(ofGroup: group) {
                        let some = shape.images(chunk)
                        for image in some {
                            unsafe unpool(
                                pooled.base + image * pooledSize, trace.isPooled ? trace.which.base + image * pooledSize : nil,
                                trace.products.base + image * size, shape, along.base, level.base,
                                into: gradient + (image - some.lowerBound) * size)
                        }
                        unsafe rooms[worker].addWeightGradient(
                            x.base + some.lowerBound * shape.imageCount, some.count, gradient, to: totals.base + group * weightCount)
                        guard wantsImages, let to else { continue }
                        unsafe back[worker].convolve(gradient, some.count, turned.base, into: to.base + some.lowerBound * shape.imageCount)
                    }
                }
            }
        }
    }
    return (sumOfParts(totals, count: weightCount), images)
}
