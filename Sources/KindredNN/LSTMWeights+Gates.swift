extension LSTMWeights {
    /// Weights given gate by gate, each matrix over [h, x], h first: row r holds what unit r multiplies h with, then x.
    ///
    ///     f = σ(W_f·[h, x] + b_f),  i = σ(W_i·[h, x] + b_i),  C̃ = tanh(W_C·[h, x] + b_C),  o = σ(W_o·[h, x] + b_o)
    ///
    /// - Parameters:
    ///   - matrices: W_f, W_i, W_C, W_o of n × (n + m) numbers each, row-major.
    ///   - biases: b_f, b_i, b_C, b_o of n numbers each.
    /// - Throws: ``LSTMError`` `size` or `notFinite`.
    public init(
        inputs: Int, units: Int, matrices: (forget: [Float], input: [Float], cell: [Float], output: [Float]),
        biases: (forget: [Float], input: [Float], cell: [Float], output: [Float]), peepholes: [Float]? = nil,
        peepholeReading: LSTMPeepholeReading = .current
    ) throws(LSTMError) {
        let named = [("W_i", matrices.input), ("W_f", matrices.forget), ("W_C", matrices.cell), ("W_o", matrices.output)]
        guard inputs > 0, units > 0, inputs <= 1 << 24, units <= 1 << 24 else {
            throw LSTMError(.size, "an LSTM of \(inputs) inputs and \(units) units; both must lie in 1...\(1 << 24)")
        }
        let width = inputs + units
        var kernel = [Float](), recurrent = [Float]()
        for (name, matrix) in named {
            guard matrix.count == units * width else { throw LSTMError(.size, "\(name) has \(matrix.count) numbers, not \(units) × \(width)") }
            for row in 0..<units {
                recurrent += matrix[(row * width)..<(row * width + units)]
                kernel += matrix[(row * width + units)..<((row + 1) * width)]
            }
        }
        let vectors = [("b_i", biases.input), ("b_f", biases.forget), ("b_C", biases.cell), ("b_o", biases.output)]
        for (name, vector) in vectors where vector.count != units { throw LSTMError(.size, "\(name) has \(vector.count) numbers, not \(units)") }
        try self.init(
            inputs: inputs, units: units, inputKernel: kernel, recurrentKernel: recurrent, bias: vectors.flatMap { $0.1 }, peepholes: peepholes,
            peepholeReading: peepholeReading)
    }
}
