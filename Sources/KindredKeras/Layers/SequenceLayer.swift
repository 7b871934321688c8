import KindredNN

/// A layer that only answers.
protocol SequenceLayer: Sendable {
    /// The weights that it needs, in Keras' order.
    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot]

    /// A layer of a description with its weights, one for each slot.
    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError)

    /// The shape of what comes out for the shape that goes in; lengths that are free are nil.
    ///
    /// - Throws: `mismatch`
    func shape(after input: [Int?]) throws(KerasError) -> [Int?]

    /// The states that it carries from step to step, at zero.
    var start: [LSTMState] { get }
    /// Whether states outlive the row.
    var isStateful: Bool { get }

    /// One row.
    ///
    /// - Throws: `mismatch` for what only the numbers show, as ids that an embedding does not have.
    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal
}

extension SequenceLayer {
    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot] { [] }
    func shape(after input: [Int?]) throws(KerasError) -> [Int?] { input }
    var start: [LSTMState] { [] }
    var isStateful: Bool { false }
}

/// The layers that are read, by Keras' names.
enum LayerKinds {
    private static let kinds: [String: any SequenceLayer.Type] = [
        "Embedding": EmbeddingLayer.self, "LSTM": LSTMLayer.self, "Bidirectional": BidirectionalLayer.self, "Dense": DenseLayer.self,
        "Activation": ActivationLayer.self, "Masking": MaskingLayer.self, "Flatten": FlattenLayer.self,
        "Dropout": IdentityLayer.self, "SpatialDropout1D": IdentityLayer.self, "GaussianDropout": IdentityLayer.self, "GaussianNoise": IdentityLayer.self,
        "ActivityRegularization": IdentityLayer.self,
    ]

    /// - Throws: `unsupported` with the layer's name and class.
    static func kind(of layer: LayerDescription) throws(KerasError) -> any SequenceLayer.Type {
        guard let kind = kinds[layer.kind] else {
            let reset = layer.options["reset_after"].map { " with reset_after \($0.json)" } ?? ""
            throw KerasError(.unsupported, "layer '\(layer.name)' is of class \(layer.kind)\(reset), which is not read; read are InputLayer, \(kinds.keys.sorted().joined(separator: ", "))")
        }
        return kind
    }
}
