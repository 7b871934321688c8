// Hochreiter, Schmidhuber, "Long short-term memory", Neural Computation 9(8), 1997; forget gates: Gers, Schmidhuber, Cummins,
// Neural Computation 12(10), 2000; peepholes: Gers, Schraudolph, Schmidhuber, JMLR 3, 2002.

/// The numbers of one LSTM layer in the order of Keras: blocks of the gates i, f, c, o.
///
///     z = K·x + U·h + b,   i, f, o = σ(z),  c̃ = tanh(z)
///     C ← f ⊙ C + i ⊙ c̃,   h ← o ⊙ tanh(C)
///
/// Row r of a kernel is what unit r mod n of gate r / n multiplies its input with. Keras stores the transposes.
public struct LSTMWeights: Sendable, Equatable {
    /// m, how many numbers are read at each step.
    public let inputs: Int
    /// n, how many units there are: the length of h and of C.
    public let units: Int
    /// K, 4n × m, row-major.
    public let inputKernel: [Float]
    /// U, 4n × n, row-major.
    public let recurrentKernel: [Float]
    /// b, 4n.
    public let bias: [Float]
    /// pᵢ, p_f, pₒ of n numbers each, by which the gates see the cell state; nil for gates that do not.
    public let peepholes: [Float]?
    /// Which cell state the output gate sees.
    public let peepholeReading: LSTMPeepholeReading

    /// Weights, checked.
    ///
    /// - Throws: ``LSTMError`` `size` for an array of a wrong length or a size below 1; `notFinite` for a weight that is NaN or infinite.
    /// - Complexity: O(*n*(*n* + *m*)).
    public init(
        inputs: Int, units: Int, inputKernel: [Float], recurrentKernel: [Float], bias: [Float], peepholes: [Float]? = nil,
        peepholeReading: LSTMPeepholeReading = .current
    ) throws(LSTMError) {
        let limit = 1 << 24
        guard inputs > 0, units > 0, inputs <= limit, units <= limit else {
            throw LSTMError(.size, "an LSTM of \(inputs) inputs and \(units) units; both must lie in 1...\(limit)")
        }
        try Self.check("input kernel", inputKernel, 4 * units * inputs)
        try Self.check("recurrent kernel", recurrentKernel, 4 * units * units)
        try Self.check("bias", bias, 4 * units)
        if let peepholes { try Self.check("peepholes", peepholes, 3 * units) }
        self.inputs = inputs
        self.units = units
        self.inputKernel = inputKernel
        self.recurrentKernel = recurrentKernel
        self.bias = bias
        self.peepholes = peepholes
        self.peepholeReading = peepholeReading
    }

    /// Weights of which it is known that they fit.
    init(
        checked sizes: (inputs: Int, units: Int), inputKernel: [Float], recurrentKernel: [Float], bias: [Float], peepholes: [Float]?,
        peepholeReading: LSTMPeepholeReading
    ) {
        (inputs, units) = sizes
        self.inputKernel = inputKernel
        self.recurrentKernel = recurrentKernel
        self.bias = bias
        self.peepholes = peepholes
        self.peepholeReading = peepholeReading
    }

    private static func check(_ name: String, _ values: [Float], _ count: Int) throws(LSTMError) {
        guard values.count == count else { throw LSTMError(.size, "\(name): \(values.count) numbers, not \(count)") }
        guard let place = values.firstIndex(where: { !$0.isFinite }) else { return }
        throw LSTMError(.notFinite, "number \(place) of the \(name) is \(values[place])")
    }
}

/// Which cell state the peephole of the output gate sees.
public enum LSTMPeepholeReading: String, Sendable, Hashable, CaseIterable {
    /// The new one, as Gers et al. have it.
    case current
    /// The previous one, as the other two gates.
    case previous
}
