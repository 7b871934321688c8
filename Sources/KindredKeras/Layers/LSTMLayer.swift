import KindredNN

/// Hochreiter, Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, with the forget gate of Gers, Schmidhuber,
/// Cummins (2000), as Keras lays it out: gate blocks in order i, f, c, o, applied as x·K + h·R + b.
struct LSTMLayer: SequenceLayer {
    /// The layer's name.
    let name: String
    /// The layer's numbers.
    let weights: LSTMWeights
    let isStateful: Bool
    /// Whether every step's output goes on, or the last one only.
    let returnsSequences: Bool
    /// Whether the last step comes first.
    let goesBackwards: Bool
    private let engine: LSTMEngine
    /// Whether outputs of masked steps are zero instead of the last output.
    var zeroesMasked: Bool

    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot] {
        guard input.count == 2, let inputs = input[1] else { throw KerasError(.mismatch, "layer '\(layer.name)' reads steps of features, shape [steps, features]; it gets \(input.text)") }
        let units = try layer.count("units")
        let gates = [WeightSlot(name: "kernel", path: "cell/vars/0", shape: [inputs, 4 * units]), WeightSlot(name: "recurrent_kernel", path: "cell/vars/1", shape: [units, 4 * units])]
        return try layer.flag("use_bias", default: true) ? gates + [WeightSlot(name: "bias", path: "cell/vars/2", shape: [4 * units])] : gates
    }

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        for option in ["return_state", "time_major"] { try layer.refuse(option) }
        for (option, standard) in [("activation", LayerActivation.tanh), ("recurrent_activation", .sigmoid)] {
            let activation = try layer.activation(option, default: standard)
            guard activation == standard else { throw KerasError(.unsupported, "layer '\(layer.name)' (LSTM) has \(option) '\(activation.rawValue)'; \(standard.rawValue) is computed") }
        }
        name = layer.name
        returnsSequences = try layer.flag("return_sequences")
        goesBackwards = try layer.flag("go_backwards")
        isStateful = try layer.flag("stateful")
        zeroesMasked = try layer.flag("zero_output_for_mask")
        let (inputs, units) = (weights[0].shape[0], weights[1].shape[0])
        let bias = weights.count > 2 ? weights[2].scalars : [Float](repeating: 0, count: 4 * units)
        do {
            self.weights = try LSTMWeights(inputs: inputs, units: units, inputKernel: weights[0].transposedRows, recurrentKernel: weights[1].transposedRows, bias: bias)
        } catch {
            throw KerasError(.malformed, "layer '\(layer.name)': \(error)")
        }
        engine = LSTMEngine(self.weights, precision: .float32)
    }

    func shape(after input: [Int?]) throws(KerasError) -> [Int?] { returnsSequences ? [input[0], weights.units] : [weights.units] }

    var start: [LSTMState] { [.zero(units: weights.units)] }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        run(signal, &states[0])
    }

    /// One row, onward from a state.
    func run(_ signal: Signal, _ state: inout LSTMState) -> Signal {
        var values = engine.run(signal.values, state: &state, mask: signal.mask, backwards: goesBackwards, everyStep: returnsSequences)
        guard returnsSequences else {
            if zeroesMasked, let last = goesBackwards ? signal.mask?.first : signal.mask?.last, !last { values = [Float](repeating: 0, count: weights.units) }
            return Signal(values: values, shape: [weights.units], mask: nil)
        }
        if zeroesMasked, let mask = signal.mask {
            for (step, counts) in (goesBackwards ? mask.reversed() : mask).enumerated() where !counts {
                for unit in 0..<weights.units { values[step * weights.units + unit] = 0 }
            }
        }
        return Signal(values: values, shape: [signal.shape[0], weights.units], mask: signal.mask)
    }
}
