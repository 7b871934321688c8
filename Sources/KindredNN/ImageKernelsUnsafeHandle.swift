internal import KindredMath

// Convolutions of Float32 by the kernel of runs, which copies no windows, where channels come in sixteens. Elsewhere, and where
// Accelerate's products are faster than our kernels, windows are unfolded.

extension ConvolutionShape {
    /// Whether the kernel of runs makes results of this shape.
    func isDirect<Scalar: TensorScalar>(for type: Scalar.Type) -> Bool {
        Scalar.self == Float.self && outputs % 16 == 0 && DirectProduct.isAvailable && paddedCount * chunk < Int(UInt32.max)
    }

    var paddedWidth: Int { width + 2 * padding }
    /// Numbers of an image with its zeros around it.
    var paddedCount: Int { (height + 2 * padding) * paddedWidth * channels }

    /// Where the window of each place of a chunk begins.
    var placeStarts: [UInt32] {
        (0..<chunk * places).map { place in
            let (image, rest) = place.quotientAndRemainder(dividingBy: places)
            let (y, x) = rest.quotientAndRemainder(dividingBy: outWidth)
            return UInt32(image * paddedCount + (y * paddedWidth + x) * channels)
        }
    }

    /// Where each number of the first window lies.
    var patchStarts: [UInt32] {
        (0..<patch).map { place in
            let (cell, channel) = place.quotientAndRemainder(dividingBy: channels)
            return UInt32((cell / window * paddedWidth + cell % window) * channels + channel)
        }
    }
}

/// What a thread needs to convolve chunks of one shape: room for windows or for images with zeros around them, and their places.
struct ConvolutionRoom<Scalar: TensorScalar>: Sendable {
    let shape: ConvolutionShape
    let isDirect: Bool
    private let room: SharedMemory<Scalar>
    private let placeStarts, patchStarts: [UInt32]

    init(_ shape: ConvolutionShape) {
        self.shape = shape
        isDirect = shape.isDirect(for: Scalar.self)
        placeStarts = isDirect ? shape.placeStarts : []
        patchStarts = isDirect ? shape.patchStarts : []
        room = SharedMemory(count: shape.chunk * (isDirect ? shape.paddedCount : shape.places * shape.patch), of: 0)
    }

    /// One for each thread.
    static func rooms(_ shape: ConvolutionShape, threads: Int) -> [ConvolutionRoom] {
        (0..<max(1, threads)).map { _ in ConvolutionRoom(shape) }
    }

    /// Some images convolved: `out` takes a row of results for each place.
    @inline(__always)
    func convolve(_ images: UnsafePointer<Scalar>, _ count: Int, _ weights: UnsafePointer<Scalar>, into out: UnsafeMutablePointer<Scalar>) {
        unsafe take(images, count)
        guard isDirect else {
            return unsafe multiply(room.base, weights, m: count * shape.places, n: shape.outputs, k: shape.patch, into: out)
        }
        let runs = Kernels.Runs(runs: shape.window, jump: shape.paddedWidth * shape.channels, run: shape.window * shape.channels)
        unsafe placeStarts.withUnsafeBufferPointer { starts in
            guard let starts = starts.baseAddress else { return }
            unsafe Kernels.active.multiply(
                floats(room.base), starts: starts, rows: count * shape.places, runs, by: floats(weights), columns: shape.outputs,
                into: mutableFloats(out))
        }
    }

    /// Adds to `total`, k·k·C × O, what some images and their results' gradients say about the weights.
    @inline(__always)
    func addWeightGradient(
        _ images: UnsafePointer<Scalar>, _ count: Int, _ gradient: UnsafePointer<Scalar>, to total: UnsafeMutablePointer<Scalar>
    ) {
        unsafe take(images, count)
        guard isDirect else {
            return unsafe multiply(
                room.base, transposeA: true, gradient, m: shape.patch, n: shape.outputs, k: count * shape.places, beta: 1, into: total)
        }
        let runs = Kernels.Runs(
            runs: shape.outHeight, jump: shape.paddedWidth * shape.channels, run: shape.outWidth, step: shape.channels)
        unsafe patchStarts.withUnsafeBufferPointer { starts in
            guard let starts = starts.baseAddress else { return }
            for image in 0..<count {
                unsafe Kernels.active.multiply(
                    floats(room.base + image * shape.paddedCount), starts: starts, rows: shape.patch, runs,
                    by: floats(gradient + image * shape.places * shape.outputs), columns: shape.outputs, into: mutableFloats(total), adding: true)
            }
        }
    }

    /// Copies images into the room: as windows, or between their zeros, which stay.
    @inline(__always)
    private func take(_ images: UnsafePointer<Scalar>, _ count: Int) {
        let line = shape.width * shape.channels, paddedLine = shape.paddedWidth * shape.channels
        for image in 0..<count {
            let source = unsafe images + image * shape.imageCount
            guard isDirect else {
                unsafe unfold(source, shape, into: room.base + image * shape.places * shape.patch)
                continue
            }
            let target = unsafe room.base + (image * shape.paddedCount + shape.padding * (paddedLine + shape.channels))
            for y in 0..<shape.height { unsafe (target + y * paddedLine).update(from: source + y * line, count: line) }
        }
    }
}

/// The same memory, known to hold Float.
@inline(__always)
func floats<Scalar>(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Float> {
    unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: Float.self)
}

@inline(__always)
func mutableFloats<Scalar>(_ pointer: UnsafeMutablePointer<Scalar>) -> UnsafeMutablePointer<Float> {
    unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
}
