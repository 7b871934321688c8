internal import KindredMath

// Chellapilla, Puri, Simard, "High performance convolutional neural networks for document processing", 2006: the windows are
// unfolded into rows, and a product of matrices does the rest. Ours goes by chunks that stay in the cache, and with channels
// together each window row is one copy. The gradient of the images is the convolution of the results' gradient with the
// windows turned round, so nothing is ever folded back.

/// Writes the windows of an image as rows of k·k·C numbers, one for each place of the result.
@inline(__always)
func unfold<Scalar: TensorScalar>(_ image: UnsafePointer<Scalar>, _ shape: ConvolutionShape, into rows: UnsafeMutablePointer<Scalar>) {
    let (k, channels, width) = (shape.window, shape.channels, shape.width)
    let run = k * channels
    var out = unsafe rows
    for y in 0..<shape.outHeight {
        for x in 0..<shape.outWidth {
            let left = max(0, shape.padding - x), right = max(0, x - shape.padding + k - width)
            for row in 0..<k {
                let line = y + row - shape.padding
                if line < 0 || line >= shape.height || left + right >= k {
                    unsafe out.update(repeating: 0, count: run)
                } else {
                    let start = unsafe image + (line * width + x - shape.padding + left) * channels
                    unsafe out.update(repeating: 0, count: left * channels)
                    unsafe copy(start, to: out + left * channels, (k - left - right) * channels)
                    unsafe (out + (k - right) * channels).update(repeating: 0, count: right * channels)
                }
                unsafe out += run
            }
        }
    }
}

/// A short copy in place, a long one by the system.
@inline(__always)
private func copy<Scalar: TensorScalar>(_ from: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>, _ count: Int) {
    if count < 16 {
        for i in 0..<count { unsafe to[i] = from[i] }
    } else {
        unsafe to.update(from: from, count: count)
    }
}

/// All images convolved: batch × places × outputs.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func convolved<Scalar: TensorScalar>(_ x: [Scalar], _ weights: [Scalar], _ shape: ConvolutionShape, threads: Int) -> [Scalar] {
    let rooms = ConvolutionRoom<Scalar>.rooms(shape, threads: threads), size = shape.places * shape.outputs
    return unsafe [Scalar](unsafeUninitializedCapacity: shape.batch * size) { result, filled in
        filled = shape.batch * size
        unsafe x.withUnsafeBufferPointer { x in
            unsafe weights.withUnsafeBufferPointer { weights in
                guard let x = x.baseAddress, let weights = weights.baseAddress, let result = result.baseAddress else { return }
                let (from, by, to) = unsafe (SharedPointer(x), SharedPointer(weights), SharedPointer(result))
                Workers(count: rooms.count).run(shape.chunks, grain: 1) { worker, chunks in
                    for chunk in chunks {
                        let images = shape.images(chunk)
                        unsafe rooms[worker].convolve(
                            from.base + images.lowerBound * shape.imageCount, images.count, by.base, into: to.base + images.lowerBound * size)
                    }
                }
            }
        }
    }
}

/// The gradient of the weights, k·k·C × O, of images and their results' gradients.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func convolutionWeightGradient<Scalar: TensorScalar>(
    _ x: [Scalar], _ gradient: [Scalar], _ shape: ConvolutionShape, threads: Int
) -> [Scalar] {
    let rooms = ConvolutionRoom<Scalar>.rooms(shape, threads: threads), size = shape.places * shape.outputs
    let totals = SharedMemory<Scalar>(count: shape.groups * shape.patch * shape.outputs, of: 0)
    unsafe x.withUnsafeBufferPointer { x in
        unsafe gradient.withUnsafeBufferPointer { gradient in
            guard let x = x.baseAddress, let gradient = gradient.baseAddress else { return }
            let (from, of) = unsafe (SharedPointer(x), SharedPointer(gradient))
            Workers(count: rooms.count).run(shape.groups, grain: 1) { worker, groups in
                for group in groups {
                    for chunk in shape.chunks(ofGroup: group) {
                        let images = shape.images(chunk)
                        unsafe rooms[worker].addWeightGradient(
                            from.base + images.lowerBound * shape.imageCount, images.count, of.base + images.lowerBound * size,
                            to: totals.base + group * shape.patch * shape.outputs)
                    }
                }
            }
        }
    }
    return sumOfParts(totals, count: shape.patch * shape.outputs)
}

/// The sum of parts of `count` numbers that follow one another, in their order.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func sumOfParts<Scalar: TensorScalar>(_ parts: SharedMemory<Scalar>, count: Int) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: count)
    unsafe total.withUnsafeMutableBufferPointer { total in
        guard let total = total.baseAddress else { return }
        for start in stride(from: 0, to: parts.count, by: count) {
            for i in 0..<count { unsafe total[i] += parts.base[start &+ i] }
        }
    }
    return total
}

/// The weights k × k × C × O with both window axes turned round and channels exchanged with outputs: k × k × O × C.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func reversedWindows<Scalar: TensorScalar>(_ weights: [Scalar], _ shape: ConvolutionShape) -> [Scalar] {
    let cells = shape.window * shape.window, size = shape.channels * shape.outputs
    var result = [Scalar]()
    result.reserveCapacity(weights.count)
    for cell in (0..<cells).reversed() {
        result += transposedScalars(Array(weights[(cell * size)..<((cell + 1) * size)]), rows: shape.channels, columns: shape.outputs)
    }
    return result
}
