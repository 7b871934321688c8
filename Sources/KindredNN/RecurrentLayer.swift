public import KindredMath

// Elman, "Finding structure in time", Cognitive Science 14(2), 1990.

/// The plain recurrent layer: hₜ = tanh(xₜ·W + hₜ₋₁·U + b).
public final class RecurrentLayer<Scalar: TensorScalar>: Layer {
    /// W, inputs × units.
    public let input: Parameter<Scalar>
    /// U, units × units.
    public let recurrent: Parameter<Scalar>
    /// b, of shape [units].
    public let bias: Parameter<Scalar>

    /// A layer with W after Glorot, an orthogonal U, and b of zeros.
    public init(_ name: String = "recurrent", inputs: Int, units: Int, _ random: inout SeededRandom) {
        let drawn = Initializer.glorotUniform.tensor(Scalar.self, shape: [inputs, units], fanIn: inputs, fanOut: units, &random)
        input = Parameter(name + ".input", drawn)
        let turning = Initializer.orthogonal.tensor(Scalar.self, shape: [units, units], fanIn: units, fanOut: units, &random)
        recurrent = Parameter(name + ".recurrent", turning)
        bias = Parameter(name + ".bias", Tensor(repeating: 0, shape: [units]))
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [input, recurrent, bias] }

    /// The last state, [batch, units], of sequences [batch, steps, inputs] that begin at a state of zeros.
    ///
    /// - Precondition: at least one step.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        let states = states(x)
        guard let last = states.last else { preconditionFailure("sequences of no steps: \(x.shape)") }
        return last
    }

    /// The state after each step, [batch, units] each.
    ///
    /// - Precondition: `x` has shape [batch, steps, inputs].
    public func states(_ x: Variable<Scalar>, from start: Variable<Scalar>? = nil) -> [Variable<Scalar>] {
        precondition(x.value.rank == 3 && x.shape[2] == input.value.shape[0], "sequences of shape \(x.shape) for weights of \(input.value.shape)")
        let (batch, steps, units) = (x.shape[0], x.shape[1], recurrent.value.shape[0])
        let (w, u, b) = (input.variable(), recurrent.variable(), bias.variable())
        // One product for the inputs of all steps.
        let driven = x.reshaped([batch * steps, x.shape[2]]).affine(w, b).reshaped([batch, steps, units])
        var state = start ?? Variable(Tensor(repeating: 0, shape: [batch, units]))
        return (0..<steps).map { step in
            state = (driven.sliced(axis: 1, step..<(step + 1)).reshaped([batch, units]) + state.matmul(u)).tanh()
            return state
        }
    }
}
