public import KindredNN

extension SequentialModel {
    fileprivate static let key = "kindred.sequence"
    private static let tokenizerKey = "kindred.tokenizer"

    /// The model as a safetensors file holds it: arrays as Keras shapes them, `<layer>.kernel` and so on, and the configuration in the metadata,
    /// with the tokenizer when there is one.
    ///
    ///     try model.checkpoint.write(to: "lstm.safetensors")
    ///     try SequentialModel(Checkpoint(contentsOf: "lstm.safetensors"))   // the same model
    public var checkpoint: Checkpoint {
        var checkpoint = Checkpoint(metadata: [Self.key: configuration.json])
        checkpoint.metadata[Self.tokenizerKey] = tokenizer?.json
        for stage in stages {
            for (slot, tensor) in zip(stage.slots, stage.weights) { checkpoint.tensors["\(stage.description.name).\(slot.name)"] = tensor }
        }
        return checkpoint
    }

    /// The model of a checkpoint that was made of one.
    ///
    /// - Throws: `wrongFormat` when the metadata names no model, and as reading a Keras file does.
    public init(_ checkpoint: Checkpoint) throws(KerasError) {
        guard let json = checkpoint.metadata[Self.key] else { throw KerasError(.wrongFormat, "holds tensors, but no sequence model: the metadata has no '\(Self.key)'") }
        try self.init(try ModelConfiguration(json: json), weights: CheckpointWeights(checkpoint: checkpoint))
        tokenizer = try checkpoint.metadata[Self.tokenizerKey].map { json throws(KerasError) in try KerasTokenizer(json: json) }
    }
}

extension Checkpoint {
    /// Whether it was made of a model.
    var holdsModel: Bool { metadata[SequentialModel.key] != nil }
}
