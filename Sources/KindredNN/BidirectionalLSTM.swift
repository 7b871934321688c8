public import KindredMath

// Schuster, Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 45(11), 1997.

/// Two LSTMs that read each sequence from either end, their outputs side by side: first the one that reads forwards.
///
/// Of all steps, the outputs of both for a step stand together; of the last alone, each gives the state after its own last step.
public final class BidirectionalLSTM<Scalar: TensorScalar>: Layer {
    /// Reads from the beginning.
    public let forwards: LSTM<Scalar>
    /// Reads from the end.
    public let backwards: LSTM<Scalar>

    /// Two layers of `units` units each.
    ///
    /// - Precondition: positive sizes; dropout rates in [0, 1).
    public init(
        _ name: String = "bidirectional", inputs: Int, units: Int, everyStep: Bool = false, peepholes: LSTMPeepholeReading? = nil, dropout: Scalar = 0,
        recurrentDropout: Scalar = 0, truncation: Int? = nil, _ random: inout SeededRandom
    ) {
        forwards = LSTM(
            name + ".forwards", inputs: inputs, units: units, everyStep: everyStep, peepholes: peepholes, dropout: dropout,
            recurrentDropout: recurrentDropout, truncation: truncation, &random)
        backwards = LSTM(
            name + ".backwards", inputs: inputs, units: units, everyStep: everyStep, backwards: true, peepholes: peepholes, dropout: dropout,
            recurrentDropout: recurrentDropout, truncation: truncation, &random)
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { forwards.parameters + backwards.parameters }

    /// [batch, 2·units], or [batch, steps, 2·units].
    ///
    /// - Precondition: `x` has shape [batch, steps, inputs], of at least one step.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> { callAsFunction(x, pass, mask: nil) }

    /// The same, with steps left out: see ``LSTM/read(_:_:mask:from:)``.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass, mask: [Bool]?) -> Variable<Scalar> {
        let there = forwards.read(x, pass, mask: mask, from: nil, alignsOutputs: true).outputs
        let back = backwards.read(x, pass, mask: mask, from: nil, alignsOutputs: true).outputs
        return there.concatenated(with: back, axis: -1)
    }
}
