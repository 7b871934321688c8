internal import KindredMath
internal import KindredNN

/// What pixels are brought to: the background 0, and the farthest from it 1.
struct PixelScaling: Sendable, Hashable, Codable {
    var background: Float
    var factor: Float

    init(background: Float = 0, factor: Float = 1) {
        self.background = background
        self.factor = factor
    }

    /// Of images: the background is the middle value of what lies on their edges.
    init(_ images: Matrix<Float>, height: Int, width: Int) {
        let isEdge = (0..<height * width).filter { $0 < width || $0 >= (height - 1) * width || $0 % width == 0 || $0 % width == width - 1 }
        let edges = (0..<min(images.rows, 500)).flatMap { row in isEdge.map { images[row, $0] } }.sorted()
        let background = edges.isEmpty ? 0 : edges[edges.count / 2]
        let farthest = images.elements.reduce(Float(0)) { abs($1 - background) > abs($0) ? $1 - background : $0 }
        self.init(background: background, factor: farthest == 0 ? 1 : 1 / farthest)
    }

    func applied(to pixels: ArraySlice<Float>) -> [Float] { pixels.map { applied(to: $0) } }

    func applied(to pixel: Float) -> Float { (pixel - background) * factor }
}

/// Images, changed at random to train on. A row's number is that of its image times the symmetries, plus that of its symmetry.
struct ImageInputs: TrainingInputs {
    let images: Matrix<Float>
    let height: Int
    let width: Int
    let scaling: PixelScaling
    let symmetries: Int
    let augmentation: ImageAugmentation

    func tensor(_ rows: [Int], _ random: inout SeededRandom?) -> Tensor<Float> {
        var scalars: [Float] = []
        scalars.reserveCapacity(rows.count * height * width)
        for row in rows {
            let image = row / symmetries, size = height * width
            var pixels = scaling.applied(to: images.elements[image * size..<(image + 1) * size])
            if let symmetry = ImageSymmetry(rawValue: row % symmetries), symmetry != .identity { pixels = symmetry.applied(to: pixels, side: height) }
            if var generator = random {
                pixels = augmentation.applied(to: pixels, height: height, width: width, &generator)
                random = generator
            }
            scalars += pixels
        }
        return Tensor(scalars, shape: [rows.count, height * width])
    }
}

/// A network of convolution blocks, as something that learns.
final class ImageNetwork: EncoderNetwork {
    let network: Network<Float>

    init(_ plan: NetworkPlan, seed: UInt64) { network = Network(plan, seed: seed) }

    var parameters: [Parameter<Float>] { network.parameters }
    var statistics: [Parameter<Float>] { network.statistics }

    func embeddings(_ x: Variable<Float>, _ pass: Pass) -> Variable<Float> { network(x, pass) }

    /// The network without its last map: an identity stands there.
    func withoutProjection() -> Network<Float> {
        guard case .convolutional(let height, let width, let inputs, let channels, _) = network.plan.form,
            let map = network.layers.last as? Linear<Float>
        else { return network }
        let count = map.weight.value.shape[0]
        let served = Network<Float>(NetworkPlan(.convolutional(height: height, width: width, inputs: inputs, channels: channels, outputs: count)))
        for (own, other) in zip(served.layers.dropLast(), network.layers.dropLast()) {
            for (mine, trained) in zip(own.parameters + own.statistics, other.parameters + other.statistics) { mine.value = trained.value }
        }
        let last = served.layers.last as? Linear<Float>
        last?.weight.value = Tensor(Matrix<Float>.identity(count).elements, shape: [count, count])
        return served
    }
}
