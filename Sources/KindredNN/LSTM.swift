public import KindredMath

/// A layer of long short-term memory, trained by backpropagation through time.
///
/// ```swift
/// let layer = LSTM<Float>(inputs: 6, units: 64, &random)
/// let last = layer(series, pass)                       // [batch, 64], of [batch, steps, 6]
/// let engine = LSTMEngine(try layer.weights())         // to infer with
/// ```
///
/// The formulas are those of ``LSTMWeights``. All steps are one operation of the tape, with its derivative written by hand.
public final class LSTM<Scalar: TensorScalar>: Layer {
    /// Kᵀ, inputs × 4·units, in blocks of the gates i, f, c, o, as Keras stores it.
    public let kernel: Parameter<Scalar>
    /// Uᵀ, units × 4·units.
    public let recurrentKernel: Parameter<Scalar>
    /// b, of shape [4·units].
    public let bias: Parameter<Scalar>
    /// pᵢ, p_f, pₒ, of shape [3·units]; nil without peepholes.
    public let peepholes: Parameter<Scalar>?
    /// Which cell state the output gate's peephole sees.
    public let peepholeReading: LSTMPeepholeReading
    /// Whether the result holds the outputs of all steps, [batch, steps, units], not the last alone.
    public let everyStep: Bool
    /// Whether sequences are read from their end; all outputs then lie in the order of reading.
    public let backwards: Bool
    /// Share of the inputs dropped in training, the same ones at all steps of a sequence (Gal, Ghahramani, NeurIPS 2016).
    public let dropout: Scalar
    /// Share of the hidden state dropped on its way to the next step, the same units at all steps.
    public let recurrentDropout: Scalar
    /// After how many steps derivatives are cut off: truncated backpropagation through time. nil for none.
    public var truncation: Int?

    /// How many numbers are read at each step.
    public var inputs: Int { kernel.value.shape[0] }
    /// How many units there are.
    public var units: Int { recurrentKernel.value.shape[0] }

    /// A layer with a kernel after Glorot, an orthogonal recurrent kernel, and biases of 0 but for the forget gate's, which are 1
    /// (Jozefowicz, Zaremba, Sutskever, ICML 2015). Peepholes begin at 0.
    ///
    /// - Precondition: positive sizes; dropout rates in [0, 1).
    public init(
        _ name: String = "lstm", inputs: Int, units: Int, everyStep: Bool = false, backwards: Bool = false, peepholes: LSTMPeepholeReading? = nil,
        dropout: Scalar = 0, recurrentDropout: Scalar = 0, truncation: Int? = nil, _ random: inout SeededRandom
    ) {
        precondition(inputs > 0 && units > 0, "an LSTM of \(inputs) inputs and \(units) units")
        precondition(dropout >= 0 && dropout < 1 && recurrentDropout >= 0 && recurrentDropout < 1, "dropout rates of \(dropout) and \(recurrentDropout)")
        precondition(truncation.map { $0 > 0 } ?? true, "derivatives cut off after \(truncation ?? 0) steps")
        let drawn = Initializer.glorotUniform.tensor(Scalar.self, shape: [inputs, 4 * units], fanIn: inputs, fanOut: 4 * units, &random)
        kernel = Parameter(name + ".kernel", drawn)
        let turning = Initializer.orthogonal.tensor(Scalar.self, shape: [units, 4 * units], fanIn: units, fanOut: 4 * units, &random)
        recurrentKernel = Parameter(name + ".recurrent_kernel", turning)
        let remembering = (0..<4).flatMap { [Scalar](repeating: $0 == 1 ? 1 : 0, count: units) }
        bias = Parameter(name + ".bias", Tensor(remembering, shape: [4 * units]))
        self.peepholes = peepholes.map { _ in Parameter(name + ".peepholes", Tensor(repeating: 0, shape: [3 * units])) }
        peepholeReading = peepholes ?? .current
        self.everyStep = everyStep
        self.backwards = backwards
        self.dropout = dropout
        self.recurrentDropout = recurrentDropout
        self.truncation = truncation
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [kernel, recurrentKernel, bias] + (peepholes.map { [$0] } ?? []) }

    /// The outputs of sequences that begin at a state of zeros.
    ///
    /// - Precondition: `x` has shape [batch, steps, inputs], of at least one step.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> { read(x, pass).outputs }

    /// The outputs of sequences, and where their states ended.
    ///
    /// - Parameters:
    ///   - mask: batch × steps truths; a step that is false leaves the state, and so the output, as it was.
    ///   - start: where the sequences begin, zeros when nil. No derivative goes there.
    /// - Precondition: `x` has shape [batch, steps, inputs], of at least one step; mask and start fit it.
    public func read(
        _ x: Variable<Scalar>, _ pass: Pass, mask: [Bool]? = nil, from start: LSTMBatchState<Scalar>? = nil
    ) -> (outputs: Variable<Scalar>, end: LSTMBatchState<Scalar>) {
        read(x, pass, mask: mask, from: start, alignsOutputs: false)
    }

    func read(
        _ x: Variable<Scalar>, _ pass: Pass, mask: [Bool]?, from start: LSTMBatchState<Scalar>?, alignsOutputs: Bool
    ) -> (outputs: Variable<Scalar>, end: LSTMBatchState<Scalar>) {
        precondition(x.value.rank == 3 && x.shape[2] == inputs && x.shape[1] > 0, "sequences of shape \(x.shape) for \(inputs) inputs")
        let (batch, steps) = (x.shape[0], x.shape[1])
        precondition(mask.map { $0.count == batch * steps } ?? true, "a mask of \(mask?.count ?? 0) for \(batch) × \(steps) steps")
        let start = start ?? .zero(batch: batch, units: units)
        precondition(start.hidden.shape == [batch, units], "states of shape \(start.hidden.shape) for \(batch) sequences of \(units) units")
        var reading = LSTMReading<Scalar>(batch: batch, steps: steps, inputs: inputs, units: units)
        (reading.backwards, reading.everyStep, reading.alignsOutputs) = (backwards, everyStep, alignsOutputs)
        (reading.truncation, reading.peepholeReading, reading.mask) = (truncation, peepholeReading, mask)
        if pass.isTraining {
            if dropout > 0 { reading.inputDropout = dropoutFactors(dropout, count: batch * inputs, &pass.random) }
            if recurrentDropout > 0 { reading.stateDropout = dropoutFactors(recurrentDropout, count: batch * units, &pass.random) }
        }
        return x.lstm(
            kernel.variable(), recurrentKernel.variable(), bias.variable(), peepholes?.variable(), reading, from: start, threads: pass.threads)
    }
}
