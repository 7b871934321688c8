import KindredMath
public import KindredNN
import Synchronization

extension SequentialModel {
    /// Layers of LSTM that were trained to make vectors of sequences, as a chain: [Embedding →] LSTM layers, the last one's last output.
    ///
    /// - Parameters:
    ///   - embedding: the vectors of tokens, a row each, 0 for padding; nil when steps are numbers.
    ///   - tokenizer: kept with the model.
    /// - Throws: `malformed` when a weight is no finite number, `mismatch` for layers that do not follow on each other.
    /// - Precondition: at least one layer, none with peepholes.
    public init(encoder layers: [LSTMWeights], embedding: Tensor<Float>? = nil, tokenizer: KerasTokenizer? = nil) throws(KerasError) {
        precondition(!layers.isEmpty && layers.allSatisfy { $0.peepholes == nil }, "\(layers.count) layers, or peepholes, which no Keras layer has")
        var descriptions = [LayerDescription](), tensors = [String: Tensor<Float>]()
        if let embedding {
            let (words, width) = (embedding.shape[0], embedding.shape[1])
            descriptions.append(
                LayerDescription("Embedding", "embedding", ["input_dim": .number(Double(words)), "output_dim": .number(Double(width)), "mask_zero": .bool(true)]))
            tensors["embedding.embeddings"] = embedding
        }
        for (place, layer) in layers.enumerated() {
            let name = "lstm_\(place + 1)", width = 4 * layer.units
            descriptions.append(LayerDescription("LSTM", name, ["units": .number(Double(layer.units)), "return_sequences": .bool(place < layers.count - 1)]))
            tensors["\(name).kernel"] = Tensor(layer.inputKernel, shape: [width, layer.inputs]).transposed()
            tensors["\(name).recurrent_kernel"] = Tensor(layer.recurrentKernel, shape: [width, layer.units]).transposed()
            tensors["\(name).bias"] = Tensor(layer.bias, shape: [width])
        }
        let configuration = ModelConfiguration(
            name: "encoder", layers: descriptions, batch: nil, inputShape: embedding == nil ? [nil, layers[0].inputs] : [nil])
        try self.init(configuration, weights: CheckpointWeights(checkpoint: Checkpoint(tensors: tensors)))
        self.tokenizer = tokenizer
    }

    /// The components of ``encoding(of:)``: the units of the last LSTM layer, of both directions; nil for a model without one.
    public var encodingDimension: Int? { encodingPlace.flatMap { stages[$0].shape.last ?? nil } }

    /// Which stage is the last one of LSTM.
    private var encodingPlace: Int? { stages.lastIndex { $0.layer is LSTMLayer || $0.layer is BidirectionalLayer } }

    /// The vector of a sequence: the hidden state of the last LSTM layer after its last step, whatever the model makes of it further on.
    ///
    /// - Parameter row: [steps, …] as the model takes it.
    /// - Throws: `mismatch` for a model without LSTM, another shape, and ids that an embedding does not have.
    public func encoding(of row: Tensor<Float>) throws(KerasError) -> [Float] {
        guard let last = encodingPlace else { throw KerasError(.mismatch, "the model has no LSTM layer, whose hidden state would be the vector of a sequence") }
        try require(row.shape)
        var signal = Signal(values: row.scalars, shape: row.shape, mask: nil), state = start
        for (place, stage) in stages.prefix(last + 1).enumerated() { signal = try stage.layer(signal, &state.layers[place]) }
        guard signal.shape.count == 2 else { return signal.values }
        let width = signal.shape[1], end = signal.values.suffix(width)
        guard let both = stages[last].layer as? BidirectionalLayer else { return Array(end) }
        // Outputs stand by their steps: the half that runs backwards ends at the first.
        return Array(end.prefix(both.forward.weights.units) + signal.values.prefix(width).suffix(both.backward.weights.units))
    }

    /// The vectors of sequences, one after the other.
    ///
    /// - Parameter threads: nothing depends on it but the time.
    /// - Throws: as ``encoding(of:)``, with the row.
    public func encode(_ rows: [Tensor<Float>], threads: Int = 1) throws(KerasError) -> [Float] {
        let results = Mutex([Swift.Result<[Float], KerasError>?](repeating: nil, count: rows.count))
        Workers(count: max(1, min(threads, rows.count))).run(rows.count, grain: 1) { _, range in
            for row in range {
                let result = Swift.Result { () throws(KerasError) in try encoding(of: rows[row]) }
                results.withLock { $0[row] = result }
            }
        }
        var values = [Float]()
        for (row, result) in results.withLock({ $0 }).enumerated() {
            guard let result else { preconditionFailure("row \(row) of \(rows.count) was not computed") }
            do throws(KerasError) { values += try result.get() } catch { throw KerasError(error.code, "row \(row): \(error.message)") }
        }
        return values
    }

    /// A text as the model takes it: its tokenizer's ids, padded before and cut before when the model fixes their number.
    ///
    /// - Throws: `mismatch` for a model that takes no ids or has no tokenizer; `invalidArgument` for a text without a known token.
    public func row(of text: String) throws(KerasError) -> Tensor<Float> {
        guard inputShape.count == 1, let tokenizer else {
            throw KerasError(.mismatch, inputShape.count == 1 ? "the model comes without a tokenizer, which texts need" : "the model takes \(inputShape.text), not texts")
        }
        var ids = tokenizer.ids(of: text)
        guard !ids.isEmpty else { throw KerasError(.invalidArgument, "the text '\(text.prefix(60))' has no word that the tokenizer knows") }
        if let length = inputShape[0] { ids = PaddedSequences.pad([ids], length: length)[0] }
        return Tensor(ids.map(Float.init), shape: [ids.count])
    }

    /// Numbers of a series as the model takes them: whole steps one after the other.
    ///
    /// - Throws: `mismatch` for a model that takes ids, and for no whole steps.
    public func row(of series: [Float]) throws(KerasError) -> Tensor<Float> {
        guard inputShape.count == 2, let width = inputShape[1] else { throw KerasError(.mismatch, "the model takes \(inputShape.text), not series of numbers") }
        guard !series.isEmpty, series.count % width == 0 else { throw KerasError(.mismatch, "\(series.count) numbers are no whole steps of \(width)") }
        return Tensor(series, shape: [series.count / width, width])
    }
}
