/// The weights of an LSTM in 8 bits, row by row: each row of 4·units meets inputs and states as a dot product.
struct LSTMRows: Sendable {
    let inputs, units: Int
    let input, recurrent: PackedKernel
    let bias: [Float]
    let peepholes: [Float]?
    let seesPrevious: Bool
    /// What batches multiply with.
    let panels = LSTMPanelCache()

    init(_ weights: LSTMWeights) {
        inputs = weights.inputs
        units = weights.units
        input = PackedKernel(weights.inputKernel, rows: 4 * weights.units)
        recurrent = PackedKernel(weights.recurrentKernel, rows: 4 * weights.units)
        bias = weights.bias
        peepholes = weights.peepholes
        seesPrevious = weights.peepholeReading == .previous
    }

    /// The weights as the floats they stand for, in panels.
    func unpacked() -> LSTMPanels {
        LSTMPanels(
            LSTMWeights(
                checked: (inputs, units), inputKernel: input.floats, recurrentKernel: recurrent.floats, bias: bias, peepholes: peepholes,
                peepholeReading: seesPrevious ? .previous : .current))
    }
}
