/// How an ``LSTM`` layer goes over its sequences in one pass.
struct LSTMReading<Scalar: TensorScalar> {
    let batch, steps, inputs, units: Int
    /// Whether the last step is read first.
    var backwards = false
    /// Whether the outputs of all steps are wanted, not the last alone.
    var everyStep = false
    /// Whether outputs lie where their inputs do; else in the order of reading.
    var alignsOutputs = false
    /// Steps after which derivatives are cut off; nil for none.
    var truncation: Int?
    var peepholeReading = LSTMPeepholeReading.current
    /// batch × steps truths; a step that is false leaves the state as it is.
    var mask: [Bool]?
    /// Factors of the inputs, batch × inputs, and of the states, batch × units, the same at all steps.
    var inputDropout, stateDropout: [Scalar]?

    /// The step that is read at a place in the order of reading.
    func step(_ place: Int) -> Int { backwards ? steps - 1 - place : place }
    /// Where the output of a place goes.
    func outputPlace(_ place: Int) -> Int { alignsOutputs ? step(place) : place }
    func isMasked(_ sequence: Int, _ place: Int) -> Bool { mask.map { !$0[sequence * steps + step(place)] } ?? false }
}
