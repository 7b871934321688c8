import KindredNN

/// An activation as a layer of its own.
struct ActivationLayer: SequenceLayer {
    /// What is done to each output.
    let activation: LayerActivation

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) { activation = try layer.activation() }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        var signal = signal
        activation.apply(&signal.values, width: signal.shape.last ?? 1)
        return signal
    }
}

/// What only training uses: dropout, noise.
struct IdentityLayer: SequenceLayer {
    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {}

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal { signal }
}

/// Leaves out steps all of whose features have one value.
struct MaskingLayer: SequenceLayer {
    private let value: Float

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        guard input.count == 2 else { throw KerasError(.mismatch, "layer '\(layer.name)' masks steps, shape [steps, features]; it gets \(input.text)") }
        value = Float(layer.options["mask_value"]?.number ?? 0)
    }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        let width = signal.shape[1]
        var signal = signal
        let mask = (0..<signal.shape[0]).map { step in signal.values[(step * width)..<((step + 1) * width)].contains { $0 != value } }
        for step in mask.indices where !mask[step] {
            for place in (step * width)..<((step + 1) * width) { signal.values[place] = 0 }
        }
        signal.mask = mask
        return signal
    }
}

/// Steps and features as one row; masks end here.
struct FlattenLayer: SequenceLayer {
    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        let order = layer.options["data_format"]?.text ?? "channels_last"
        guard order == "channels_last" else { throw KerasError(.unsupported, "layer '\(layer.name)' (Flatten) has data_format '\(order)'; channels_last is computed") }
    }

    func shape(after input: [Int?]) throws(KerasError) -> [Int?] {
        var count: Int? = 1
        for length in input { count = if let known = count, let length { known.multipliedReportingOverflow(by: length).partialValue } else { nil } }
        return [count]
    }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        Signal(values: signal.values, shape: [signal.values.count], mask: nil)
    }
}
