internal import KindredMath
internal import KindredNN

/// An encoder of images as the tape follows it: what attacks climb.
extension ImageEncoder: ComparedForm {
    var isDistance: Bool { false }

    /// The embeddings of images in the data's units, B × pixels: as ``encode(_:threads:)`` makes them, all views and the whitening included.
    ///
    /// The weights are copied for each call, since a tape collects gradients of weights too and threads share the encoder.
    func embedded(_ x: Variable<Float>) -> Variable<Float> {
        guard x.requiresGradient else {
            let images = Matrix(rows: x.shape[0], columns: x.shape[1], elements: x.value.scalars)
            return Variable(Tensor(encode(images, 0..<images.rows).elements, shape: [images.rows, dimension]))
        }
        let network = Network<Float>(network.plan)
        for (parameter, value) in zip(network.parameters + network.statistics, values) { parameter.value = value }
        let pixels = scaled(x)
        let views = views.warps.map { warp in network(warp.map { warped(pixels, $0) } ?? pixels, .evaluation).unitRows() }
        let mean = views.dropFirst().reduce(views[0]) { $0 + $1 }.unitRows()
        guard let whitening else { return mean }
        let shift = Tensor(whitening.mean.map { -$0 }, shape: [1, whitening.mean.count])
        let map = Tensor(whitening.map.elements, shape: [whitening.map.rows, whitening.map.columns])
        return (mean + Variable(shift)).matmul(Variable(map)).unitRows()
    }

    private func scaled(_ x: Variable<Float>) -> Variable<Float> {
        let factor = scaling.factor
        return Variable(Tensor(x.value.scalars.map { scaling.applied(to: $0) }, shape: x.shape), of: [x]) { gradient in
            [Tensor(gradient.scalars.map { $0 * factor }, shape: gradient.shape)]
        }
    }

    private func warped(_ x: Variable<Float>, _ warp: ImageWarp) -> Variable<Float> {
        Variable(eachImage(x.value) { warp.applied(to: $0, height: height, width: width, into: &$1) }, of: [x]) { gradient in
            [eachImage(gradient) { warp.addTransposed(of: $0, height: height, width: width, into: &$1) }]
        }
    }

    /// What `body` makes of each image, beginning with zeros.
    private func eachImage(_ images: Tensor<Float>, _ body: (Span<Float>, inout MutableSpan<Float>) -> Void) -> Tensor<Float> {
        let size = height * width
        var result: [Float] = []
        result.reserveCapacity(images.scalars.count)
        for start in stride(from: 0, to: images.scalars.count, by: size) {
            var image = [Float](repeating: 0, count: size)
            var span = image.mutableSpan
            body(images.scalars.span.extracting(start..<start + size), &span)
            result += image
        }
        return Tensor(result, shape: images.shape)
    }
}
