import KindredNN

/// A chain of layers that answers: sequences in, numbers out.
///
///     let model = try SequentialModel(contentsOf: "lstm.h5")
///     model.inputShape                       // [37, 6]
///     let y = try model.predict(x)           // [rows, 37, 6] → [rows, 3]
///
/// Layers: Embedding, LSTM, Bidirectional LSTM, Dense, Activation, Masking, Flatten; Dropout and noise do nothing. All arithmetic is in
/// 32-bit floats. It does not train; a value that any thread may use.
public struct SequentialModel: Sendable {
    /// A layer with what the configuration says of it.
    struct Stage: Sendable {
        let description: LayerDescription
        let layer: any SequenceLayer
        let slots: [WeightSlot]
        /// The shape that comes out.
        let shape: [Int?]
        /// Arrays by slot, kept for writing the model.
        let weights: [Tensor<Float>]
    }

    /// The states of all LSTM layers for one row, to go on from.
    public struct State: Sendable {
        var layers: [[LSTMState]]
    }

    let configuration: ModelConfiguration
    let stages: [Stage]
    /// The shape of one input; lengths that are free are nil.
    public let inputShape: [Int?]
    /// How texts become ids, when the file says so: files that Kindred wrote may, Keras' do not.
    public var tokenizer: KerasTokenizer?

    /// Builds the chain of a configuration.
    ///
    /// - Throws: `unsupported` for a layer, an activation or an option that is not computed, `mismatch` for weights of other shapes.
    init(_ configuration: ModelConfiguration, weights: some WeightSource) throws(KerasError) {
        self.configuration = configuration
        inputShape = try Self.inputShape(of: configuration)
        var shape = inputShape, counts = [String: Int](), stages = [Stage]()
        for description in configuration.layers {
            let kind = try LayerKinds.kind(of: description)
            let slots = try kind.slots(description, input: shape)
            for slot in slots { try Self.requireSize(slot, description) }
            let place = counts[description.kind, default: 0]
            counts[description.kind] = place + 1
            let arrays = try weights.weights(of: description, place: place, slots)
            let layer = try kind.init(description, input: shape, weights: arrays)
            shape = try layer.shape(after: shape)
            stages.append(Stage(description: description, layer: layer, slots: slots, shape: shape, weights: arrays))
        }
        self.stages = stages
    }

    private static func requireSize(_ slot: WeightSlot, _ layer: LayerDescription) throws(KerasError) {
        var count = 1
        for length in slot.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            guard !overflow, product <= 1 << 34 else { throw KerasError(.tooLarge, "layer '\(layer.name)' claims weights of shape \(slot.shape)") }
            count = product
        }
    }

    /// What the configuration says; else a first embedding takes ids, and nothing else is known.
    private static func inputShape(of configuration: ModelConfiguration) throws(KerasError) -> [Int?] {
        if let shape = configuration.inputShape { return shape }
        let first = configuration.layers[0]
        if first.kind == "Embedding" { return [first.options["input_length"]?.integer] }
        if let width = first.options["input_dim"]?.integer, width > 0, width <= ModelLimits.width { return [nil, width] }
        throw KerasError(.malformed, "the model '\(configuration.name)' does not say what shape it takes")
    }

    /// The shape of one output; lengths that are free are nil.
    public var outputShape: [Int?] { stages.last?.shape ?? inputShape }

    /// How many numbers the layers hold.
    public var parameterCount: Int { stages.reduce(0) { $0 + $1.weights.reduce(0) { $0 + $1.count } } }

    /// The layers: class, name, output shape as text (`[any, 16]`), numbers held.
    public var layers: [(kind: String, name: String, shape: String, parameters: Int)] {
        stages.map { ($0.description.kind, $0.description.name, $0.shape.text, $0.weights.reduce(0) { $0 + $1.count }) }
    }

    /// Whether states outlive a row in a layer.
    public var isStateful: Bool { stages.contains { $0.layer.isStateful } }

    /// The states at zero.
    public var start: State { State(layers: stages.map { $0.layer.start }) }
}
