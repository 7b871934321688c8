public import KindredNN

extension SequentialModel {
    /// A trained language model as a chain that Keras knows: Embedding → LSTM layers that answer at every step → Dense with softmax.
    ///
    /// Token 0 is padding: it leaves the states as they are.
    ///
    /// - Parameter tokenizer: kept with the model.
    /// - Throws: `malformed` when a weight is no finite number.
    public init(_ language: LanguageModel<Float>, tokenizer: KerasTokenizer) throws(KerasError) {
        let table = language.embedding.table.value
        var layers = [
            LayerDescription(
                "Embedding", "embedding", ["input_dim": .number(Double(language.vocabulary)), "output_dim": .number(Double(table.shape[1])), "mask_zero": .bool(true)])
        ]
        var tensors = ["embedding.embeddings": table]
        for (place, layer) in language.layers.enumerated() {
            let name = "lstm_\(place + 1)"
            layers.append(LayerDescription(name, layer, everyStep: true))
            tensors.merge(layer.tensors(name)) { $1 }
        }
        layers.append(LayerDescription("Dense", "dense", ["units": .number(Double(language.vocabulary)), "activation": .text("softmax")]))
        tensors["dense.kernel"] = language.output.weight.value
        tensors["dense.bias"] = language.output.bias?.value
        let configuration = ModelConfiguration(name: "language_model", layers: layers, batch: nil, inputShape: [nil])
        try self.init(configuration, weights: CheckpointWeights(checkpoint: Checkpoint(tensors: tensors)))
        self.tokenizer = tokenizer
    }
}

extension LayerDescription {
    /// A layer of some options and its name.
    init(_ kind: String, _ name: String, _ options: [String: ConfigurationValue]) {
        self.init(kind: kind, name: name, options: .object(options.merging(["name": .text(name)]) { $1 }))
    }

    /// A layer as it was trained.
    init(_ name: String, _ layer: LSTM<Float>, everyStep: Bool) {
        self.init(
            "LSTM", name,
            [
                "units": .number(Double(layer.units)), "return_sequences": .bool(everyStep), "go_backwards": .bool(layer.backwards),
                "dropout": .number(Double(layer.dropout)), "recurrent_dropout": .number(Double(layer.recurrentDropout)),
            ])
    }
}

extension LSTM<Float> {
    /// The layer's arrays as a checkpoint of models names them. Without peepholes, which Keras does not have.
    func tensors(_ name: String) -> [String: Tensor<Float>] {
        precondition(peepholes == nil, "layer \(name) has peepholes, which no Keras layer has")
        return ["\(name).kernel": kernel.value, "\(name).recurrent_kernel": recurrentKernel.value, "\(name).bias": bias.value]
    }
}
