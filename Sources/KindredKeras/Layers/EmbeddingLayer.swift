import KindredNN

/// Rows of a table by their numbers; with `mask_zero`, number 0 stands for no step.
struct EmbeddingLayer: SequenceLayer {
    private let name: String
    private let words: Int
    private let width: Int
    private let table: [Float]
    private let masksZero: Bool

    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot] {
        try layer.refuse("quantization_config")
        return [WeightSlot(name: "embeddings", path: "vars/0", shape: [try layer.count("input_dim", atMost: ModelLimits.words), try layer.count("output_dim")])]
    }

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        name = layer.name
        (words, width) = (weights[0].shape[0], weights[0].shape[1])
        table = weights[0].scalars
        masksZero = try layer.flag("mask_zero")
    }

    func shape(after input: [Int?]) throws(KerasError) -> [Int?] {
        guard input.count == 1 else { throw KerasError(.mismatch, "layer '\(name)' embeds sequences of ids, shape [steps]; it gets \(input.text)") }
        return input + [width]
    }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        var values = [Float]()
        values.reserveCapacity(signal.values.count * width)
        for (step, value) in signal.values.enumerated() {
            guard let id = Int(exactly: value), (0..<words).contains(id) else {
                throw KerasError(.mismatch, "the id \(value.idText) at step \(step) is none of layer '\(name)', which has ids 0 to \(words - 1)")
            }
            values += table[(id * width)..<((id + 1) * width)]
        }
        return Signal(values: values, shape: signal.shape + [width], mask: masksZero ? signal.values.map { $0 != 0 } : signal.mask)
    }
}

extension Float {
    /// `7` rather than `7.0`.
    fileprivate var idText: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}

extension [Int?] {
    /// `[12, any]`
    var text: String { "[" + map { $0.map(String.init) ?? "any" }.joined(separator: ", ") + "]" }
}
