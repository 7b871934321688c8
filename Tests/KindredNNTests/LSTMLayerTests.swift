import KindredMath
@testable import KindredNN
import Testing

@Suite struct LSTMLayerTests {
    /// The derivatives by input and by all parameters agree with differences.
    private static func check(_ layer: LSTM<Double>, mask: [Bool]? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        if let peepholes = layer.peepholes { peepholes.value = drawn(peepholes.value.shape, seed: 5) }
        let x = drawn([2, 5, layer.inputs], seed: 3)
        checkGradients([x] + layer.parameters.map(\.value), sourceLocation: sourceLocation) { variables in
            // The layer reads its parameters, so differences go through them; the seed keeps the masks the same.
            var reading = LSTMReading<Double>(batch: 2, steps: 5, inputs: layer.inputs, units: layer.units)
            (reading.backwards, reading.everyStep, reading.mask) = (layer.backwards, layer.everyStep, mask)
            reading.peepholeReading = layer.peepholeReading
            var random = SeededRandom(seed: 9)
            if layer.dropout > 0 { reading.inputDropout = dropoutFactors(layer.dropout, count: 2 * layer.inputs, &random) }
            if layer.recurrentDropout > 0 { reading.stateDropout = dropoutFactors(layer.recurrentDropout, count: 2 * layer.units, &random) }
            let peepholes = variables.count > 4 ? variables[4] : nil
            let start = LSTMBatchState(hidden: drawn([2, layer.units], seed: 21), cell: drawn([2, layer.units], seed: 22))
            return variables[0].lstm(variables[1], variables[2], variables[3], peepholes, reading, from: start, threads: 1).outputs
        }
    }

    @Test func derivativesAgreeWithDifferences() {
        var random = SeededRandom(seed: 2)
        Self.check(LSTM(inputs: 3, units: 4, &random))
        Self.check(LSTM(inputs: 3, units: 4, everyStep: true, backwards: true, &random))
        Self.check(LSTM(inputs: 2, units: 3, everyStep: true, peepholes: .current, dropout: 0.4, recurrentDropout: 0.3, &random))
        Self.check(LSTM(inputs: 2, units: 3, peepholes: .previous, recurrentDropout: 0.5, &random))
        let mask = [true, true, false, true, false, false, true, true, true, true]
        Self.check(LSTM(inputs: 2, units: 3, everyStep: true, peepholes: .current, recurrentDropout: 0.5, &random), mask: mask)
    }

    @Test func beginsWithForgetGatesOpenAndAnOrthogonalRecurrentKernel() {
        var random = SeededRandom(seed: 2)
        let layer = LSTM<Double>(inputs: 3, units: 4, &random)
        #expect(layer.bias.value.scalars == [0, 0, 0, 0, 1, 1, 1, 1] + [Double](repeating: 0, count: 8))
        let u = layer.recurrentKernel.value, square = u.matmul(u, transposingOther: true)
        for i in 0..<4 { for j in 0..<4 { #expect(abs(square[i, j] - (i == j ? 1 : 0)) < 1e-12) } }
        let bound = (6.0 / 19).squareRoot()
        #expect(layer.kernel.value.scalars.allSatisfy { $0.magnitude <= bound })
    }

    @Test func dropoutIsOfTrainingAlone() {
        var random = SeededRandom(seed: 2)
        let layer = LSTM<Double>(inputs: 3, units: 4, dropout: 0.5, recurrentDropout: 0.5, &random)
        let x = Variable(drawn([2, 6, 3]))
        #expect(layer(x, .evaluation).value == layer(x, .evaluation).value)
        let (one, two) = (Pass(training: true, random: SeededRandom(seed: 1)), Pass(training: true, random: SeededRandom(seed: 1)))
        let first = layer(x, one).value
        #expect(first == layer(x, two).value)
        #expect(first != layer(x, one).value)
        #expect(first != layer(x, .evaluation).value)
    }

    @Test func statesGoOnFromChunkToChunk() {
        var random = SeededRandom(seed: 2)
        let layer = LSTM<Double>(inputs: 3, units: 4, everyStep: true, &random)
        let x = Variable(drawn([2, 9, 3]))
        let (whole, end) = layer.read(x, .evaluation)
        let (first, middle) = layer.read(x.sliced(axis: 1, 0..<4), .evaluation)
        let (second, last) = layer.read(x.sliced(axis: 1, 4..<9), .evaluation, from: middle)
        #expect(largestDifference(first.concatenated(with: second, axis: 1).value, whole.value) < 1e-14)
        #expect(largestDifference(last.cell, end.cell) < 1e-14)
    }

    @Test func bothDirectionsStandSideBySide() {
        var random = SeededRandom(seed: 2)
        let layer = BidirectionalLSTM<Double>(inputs: 3, units: 4, everyStep: true, &random)
        let x = Variable(drawn([2, 5, 3]), requiresGradient: true)
        let outputs = layer(x, .evaluation)
        #expect(outputs.shape == [2, 5, 8])
        let there = layer.forwards(x, .evaluation).value, back = layer.backwards(x, .evaluation).value
        for step in 0..<5 {
            for unit in 0..<4 {
                #expect(outputs.value[1, step, unit] == there[1, step, unit])
                #expect(outputs.value[1, step, 4 + unit] == back[1, 4 - step, unit])
            }
        }
        checkGradients([drawn([2, 5, 3])]) { layer($0[0], .evaluation) }
    }

    @Test func layersStack() {
        var random = SeededRandom(seed: 2)
        let stack = Sequential<Double>([LSTM("a", inputs: 3, units: 4, everyStep: true, &random), LSTM("b", inputs: 4, units: 2, &random)])
        #expect(stack(Variable(drawn([2, 5, 3])), .evaluation).shape == [2, 2])
        checkGradients([drawn([2, 5, 3])]) { stack($0[0], .evaluation) }
    }

    @Test func threadsChangeNothing() {
        var random = SeededRandom(seed: 2)
        let layer = LSTM<Float>(inputs: 64, units: 96, &random)
        let x = drawn([8, 20, 64]).converted(to: Float.self)
        func gradients(_ threads: Int) -> [Tensor<Float>?] {
            layer.parameters.forEach { $0.clearGradient() }
            layer(Variable(x), Pass(training: true, threads: threads)).sum().backward()
            return layer.parameters.map(\.gradient)
        }
        #expect(gradients(1) == gradients(2))
    }

    @Test func weightsGoOutAndIn() throws {
        var random = SeededRandom(seed: 2)
        let layer = LSTM<Float>(inputs: 3, units: 4, peepholes: .previous, &random)
        layer.peepholes?.value = drawn([12]).converted(to: Float.self)
        let other = LSTM<Float>(inputs: 3, units: 4, peepholes: .previous, &random)
        try other.load(layer.weights())
        #expect(other.parameters.map(\.value) == layer.parameters.map(\.value))
        #expect(throws: LSTMError(.size, "weights with previous peepholes for a layer with no ones")) {
            try LSTM<Float>(inputs: 3, units: 4, &random).load(layer.weights())
        }
        #expect(throws: LSTMError(.size, "weights of 3 inputs and 4 units for a layer of 2 and 4")) {
            try LSTM<Float>(inputs: 2, units: 4, &random).load(layer.weights())
        }
        layer.bias.value.scalars[2] = .nan
        #expect(throws: LSTMError(.notFinite, "number 2 of the bias is nan")) { try layer.weights() }
    }
}
