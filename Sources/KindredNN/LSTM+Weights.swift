extension LSTM {
    /// The numbers of the layer, for an ``LSTMEngine``.
    ///
    /// - Throws: ``LSTMError`` `notFinite` when training has run away.
    public func weights() throws(LSTMError) -> LSTMWeights {
        try LSTMWeights(
            inputs: inputs, units: units, inputKernel: kernel.value.transposed().converted(to: Float.self).scalars,
            recurrentKernel: recurrentKernel.value.transposed().converted(to: Float.self).scalars,
            bias: bias.value.converted(to: Float.self).scalars, peepholes: peepholes?.value.converted(to: Float.self).scalars,
            peepholeReading: peepholeReading)
    }

    /// Gives the layer some numbers.
    ///
    /// - Throws: ``LSTMError`` `size`, before anything is changed, when they are of another shape, or have peepholes where the layer has none
    ///   or another reading of them.
    public func load(_ weights: LSTMWeights) throws(LSTMError) {
        guard weights.inputs == inputs, weights.units == units else {
            throw LSTMError(.size, "weights of \(weights.inputs) inputs and \(weights.units) units for a layer of \(inputs) and \(units)")
        }
        let sight = weights.peepholes.map { _ in weights.peepholeReading.rawValue } ?? "no"
        let ours = peepholes.map { _ in peepholeReading.rawValue } ?? "no"
        guard sight == ours else { throw LSTMError(.size, "weights with \(sight) peepholes for a layer with \(ours) ones") }
        kernel.value = Tensor(weights.inputKernel, shape: [4 * units, inputs]).transposed().converted()
        recurrentKernel.value = Tensor(weights.recurrentKernel, shape: [4 * units, units]).transposed().converted()
        bias.value = Tensor(weights.bias, shape: [4 * units]).converted()
        if let numbers = weights.peepholes { peepholes?.value = Tensor(numbers, shape: [3 * units]).converted() }
    }
}
