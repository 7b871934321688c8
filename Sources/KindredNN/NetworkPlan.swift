/// What a network is made of, without its numbers.
///
/// A value that can be compared, written as JSON, and turned into a ``Network``.
public struct NetworkPlan: Sendable, Hashable, Codable {
    /// The shapes a network may have.
    public enum Form: Sendable, Hashable, Codable {
        /// x·W, without bias: a learnt linear metric.
        case linear(inputs: Int, outputs: Int)
        /// Linear maps with ReLU between them.
        case mlp(inputs: Int, hidden: [Int], outputs: Int)
        /// Blocks of convolution 3 × 3, batch normalisation, ReLU and pooling by 2, of `channels` outputs each; then a linear map of
        /// what is left. A block is pooled while the image has two rows and two columns.
        case convolutional(height: Int, width: Int, inputs: Int, channels: [Int], outputs: Int)
    }

    /// The shape.
    public let form: Form

    /// x·W from `inputs` to `outputs` components.
    ///
    /// - Precondition: positive sizes.
    public static func linear(_ inputs: Int, _ outputs: Int) -> NetworkPlan { NetworkPlan(.linear(inputs: inputs, outputs: outputs)) }

    /// A perceptron of several layers: inputs → hidden… → outputs, ReLU between.
    ///
    /// - Precondition: positive sizes.
    public static func mlp(_ inputs: Int, hidden: [Int] = [256], _ outputs: Int = 128) -> NetworkPlan {
        NetworkPlan(.mlp(inputs: inputs, hidden: hidden, outputs: outputs))
    }

    /// A network of four convolution blocks of 64 channels over images.
    ///
    /// - Parameters:
    ///   - channels: of the image: 1 for grey, 3 for colours that lie together in each pixel.
    ///   - width: outputs of each block.
    ///   - blocks: how many.
    /// - Precondition: positive sizes.
    public static func convolutional(height: Int, width imageWidth: Int, channels: Int = 1, outputs: Int = 64, width: Int = 64, blocks: Int = 4) -> NetworkPlan {
        NetworkPlan(
            .convolutional(
                height: height, width: imageWidth, inputs: channels, channels: [Int](repeating: width, count: blocks), outputs: outputs))
    }

    /// A plan of a form.
    ///
    /// - Precondition: `fault` of the form is nil.
    public init(_ form: Form) {
        self.form = form
        precondition(fault == nil, fault ?? "")
    }

    /// Components of a row that goes in; of an image, all its pixels' channels.
    public var inputs: Int {
        switch form {
        case .linear(let inputs, _), .mlp(let inputs, _, _): inputs
        case .convolutional(let height, let width, let inputs, _, _): height * width * inputs
        }
    }

    /// Components of a row that comes out.
    public var outputs: Int {
        switch form {
        case .linear(_, let outputs), .mlp(_, _, let outputs), .convolutional(_, _, _, _, let outputs): outputs
        }
    }

    /// How many weights its maps have; a plan from a file may be too large for an integer.
    var weightCount: Double {
        let sides: [Int]
        switch form {
        case .linear(let inputs, let outputs): sides = [inputs, outputs]
        case .mlp(let inputs, let hidden, let outputs): sides = [inputs] + hidden + [outputs]
        case .convolutional(_, _, let inputs, let channels, let outputs):
            let blocks = zip([inputs] + channels, channels).reduce(0.0) { $0 + 9 * Double($1.0) * Double($1.1) }
            return blocks + Double(channels.last ?? 0) * Double(outputs)
        }
        return zip(sides, sides.dropFirst()).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// What makes the plan impossible; nil for none.
    var fault: String? {
        let sizes: [Int] =
            switch form {
            case .linear(let inputs, let outputs): [inputs, outputs]
            case .mlp(let inputs, let hidden, let outputs): [inputs, outputs] + hidden
            case .convolutional(let height, let width, let inputs, let channels, let outputs): [height, width, inputs, outputs] + channels
            }
        if let size = sizes.first(where: { $0 < 1 || $0 > 1 << 24 }) { return "a network with a side of \(size)" }
        if case .convolutional(_, _, _, let channels, _) = form, channels.isEmpty { return "a convolutional network without blocks" }
        return nil
    }

    /// Reads a form.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for an impossible one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        form = try container.decode(Form.self, forKey: .form)
        if let fault { throw DecodingError.dataCorruptedError(forKey: .form, in: container, debugDescription: fault) }
    }

    private enum CodingKeys: String, CodingKey { case form }
}
