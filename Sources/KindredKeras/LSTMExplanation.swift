public import KindredNN

/// Everything that one step of an LSTM layer computes, for looking at.
///
/// z = W·x + R·h′ + b for each gate; i = σ(z_i), f = σ(z_f), C̃ = tanh(z_c), o = σ(z_o); C = f·C′ + i·C̃; h = o·tanh(C).
public struct LSTMExplanation: Sendable, Equatable {
    /// The layer's name, with its direction when it is half of a Bidirectional.
    public let layer: String
    /// The step in the row, from 0.
    public let step: Int
    /// Whether the step counts; else the states are those before it.
    public let counts: Bool
    /// How much of the candidate is written, for each unit, in 0…1.
    public var input: [Float] = []
    /// How much of the cell state before is kept, in 0…1.
    public var forget: [Float] = []
    /// What could be written, in −1…1.
    public var candidate: [Float] = []
    /// How much of the cell state shows, in 0…1.
    public var output: [Float] = []
    /// The cell state before the step.
    public var cellBefore: [Float] = []
    /// The cell state after the step.
    public var cell: [Float] = []
    /// The hidden state after the step.
    public var hidden: [Float] = []
}

extension SequentialModel {
    /// What happens in each LSTM layer at a step of a row, the row begun at states of zero.
    ///
    /// - Parameter row: [steps, …] as the model takes it.
    /// - Throws: `mismatch` for another shape, `invalidArgument` for a step that the row does not have or a model without LSTM.
    public func explain(_ row: Tensor<Float>, step: Int) throws(KerasError) -> [LSTMExplanation] {
        try require(row.shape)
        guard (0..<row.shape[0]).contains(step) else { throw KerasError(.invalidArgument, "step \(step) of a row of \(row.shape[0]) steps, which are counted from 0") }
        var signal = Signal(values: row.scalars, shape: row.shape, mask: nil), state = start, found = [LSTMExplanation]()
        for (place, stage) in stages.enumerated() {
            switch stage.layer {
            case let layer as LSTMLayer: found.append(layer.explain(signal, step, name: stage.description.name))
            case let layer as BidirectionalLayer:
                found.append(layer.forward.explain(signal, step, name: stage.description.name + " forward"))
                found.append(layer.backward.explain(signal, step, name: stage.description.name + " backward"))
            default: break
            }
            signal = try stage.layer(signal, &state.layers[place])
        }
        guard !found.isEmpty else { throw KerasError(.invalidArgument, "the model has no LSTM layer to explain") }
        return found
    }
}

extension LSTMLayer {
    /// Runs from the layer's first step to the one that is asked for.
    fileprivate func explain(_ signal: Signal, _ step: Int, name: String) -> LSTMExplanation {
        let steps = goesBackwards ? Array((step..<signal.shape[0]).reversed()) : Array(0...step), width = signal.shape[1]
        var hidden = [Float](repeating: 0, count: weights.units), cell = hidden
        var explanation = LSTMExplanation(layer: name, step: step, counts: signal.mask?[step] ?? true)
        for now in steps {
            explanation.cellBefore = cell
            weights.gates(Array(signal.values[(now * width)..<((now + 1) * width)]), hidden, into: &explanation)
            if signal.mask?[now] ?? true {
                for unit in 0..<weights.units {
                    cell[unit] = explanation.forget[unit] * cell[unit] + explanation.input[unit] * explanation.candidate[unit]
                    hidden[unit] = explanation.output[unit] * LayerActivation.tanh(cell[unit])
                }
            }
        }
        (explanation.cell, explanation.hidden) = (cell, hidden)
        return explanation
    }
}

extension LSTMWeights {
    /// The four gates at an input and a hidden state.
    fileprivate func gates(_ x: [Float], _ hidden: [Float], into explanation: inout LSTMExplanation) {
        let sums = (0..<(4 * units)).map { row -> Float in
            var sum = Double(bias[row])
            for column in 0..<inputs { sum += Double(inputKernel[row * inputs + column]) * Double(x[column]) }
            for column in 0..<units { sum += Double(recurrentKernel[row * units + column]) * Double(hidden[column]) }
            return Float(sum)
        }
        explanation.input = sums[0..<units].map(LayerActivation.sigmoid)
        explanation.forget = sums[units..<(2 * units)].map(LayerActivation.sigmoid)
        explanation.candidate = sums[(2 * units)..<(3 * units)].map(LayerActivation.tanh)
        explanation.output = sums[(3 * units)...].map(LayerActivation.sigmoid)
    }
}
