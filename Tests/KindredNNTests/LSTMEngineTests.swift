import KindredMath
@testable import KindredNN
import Testing

@Suite struct LSTMEngineTests {
    static func floats(_ count: Int, seed: UInt64, in range: Range<Double> = -1..<1) -> [Float] {
        drawn([count], in: range, seed: seed).converted(to: Float.self).scalars
    }

    /// A layer of Double with peepholes if wanted, and its weights.
    static func layer(inputs: Int, units: Int, everyStep: Bool = false, backwards: Bool = false, peepholes: LSTMPeepholeReading? = nil) throws -> (LSTM<Double>, LSTMWeights) {
        var random = SeededRandom(seed: 4)
        let layer = LSTM<Float>(inputs: inputs, units: units, everyStep: everyStep, backwards: backwards, peepholes: peepholes, &random)
        layer.peepholes?.value = Tensor(floats(3 * units, seed: 8), shape: [3 * units])
        let weights = try layer.weights()
        let exact = LSTM<Double>(inputs: inputs, units: units, everyStep: everyStep, backwards: backwards, peepholes: peepholes, &random)
        try exact.load(weights)
        return (exact, weights)
    }

    @Test(arguments: [nil, LSTMPeepholeReading.current, .previous]) func agreesWithTheLayer(_ peepholes: LSTMPeepholeReading?) throws {
        for (inputs, units) in [(1, 1), (3, 5), (20, 33), (64, 128)] {
            let (layer, weights) = try Self.layer(inputs: inputs, units: units, everyStep: true, peepholes: peepholes)
            let x = Self.floats(9 * inputs, seed: 1), engine = LSTMEngine(weights)
            var state = LSTMState.zero(units: units)
            let ours = engine.run(x, state: &state, everyStep: true)
            let exact = layer(Variable(Tensor(x, shape: [1, 9, inputs]).converted(to: Double.self)), .evaluation).value
            #expect(largestDifference(Tensor(ours, shape: exact.shape).converted(to: Double.self), exact) < 1e-6)
            #expect(state.hidden == Array(ours.suffix(units)))
        }
    }

    @Test(arguments: LSTMPrecision.allCases) func chunksGiveTheBitsOfOneRun(_ precision: LSTMPrecision) throws {
        let (_, weights) = try Self.layer(inputs: 7, units: 37, peepholes: .current)
        let engine = LSTMEngine(weights, precision: precision), x = Self.floats(40 * 7, seed: 2)
        var whole = LSTMState.zero(units: 37), parts = whole, single = whole
        let outputs = engine.run(x, state: &whole, everyStep: true)
        var pieces = [Float](), start = 0
        for length in [1, 16, 0, 5, 18] {
            pieces += engine.run(Array(x[(start * 7)..<((start + length) * 7)]), state: &parts, everyStep: true)
            start += length
        }
        for step in 0..<40 { engine.step(Array(x[(step * 7)..<((step + 1) * 7)]), &single) }
        #expect(pieces == outputs)
        #expect(parts == whole)
        #expect(single == whole)
        #expect(outputs.allSatisfy { $0.magnitude < 1 })
    }

    @Test func maskedStepsCopyTheState() throws {
        let (_, weights) = try Self.layer(inputs: 3, units: 4)
        let engine = LSTMEngine(weights), x = Self.floats(5 * 3, seed: 2)
        let mask = [false, true, false, true, false]
        var state = LSTMState.zero(units: 4), short = state
        let outputs = engine.run(x, state: &state, mask: mask, everyStep: true)
        _ = engine.run(Array(x[3..<6] + x[9..<12]), state: &short)
        #expect(state == short)
        #expect(Array(outputs[0..<4]) == [0, 0, 0, 0])
        #expect(outputs[4..<8] == outputs[8..<12])
        var nothing = short
        #expect(engine.run(x, state: &nothing, mask: [Bool](repeating: false, count: 5)) == short.hidden)
        #expect(nothing == short)
        #expect(engine.run([], state: &nothing) == short.hidden)
        #expect(engine.run([], state: &nothing, everyStep: true) == [])
    }

    @Test func backwardsReadsFromTheEnd() throws {
        let (_, weights) = try Self.layer(inputs: 3, units: 4)
        let engine = LSTMEngine(weights), x = Self.floats(5 * 3, seed: 2)
        let turned = (0..<5).reversed().flatMap { x[($0 * 3)..<($0 * 3 + 3)] }
        var there = LSTMState.zero(units: 4), back = there
        let mask = [true, false, true, true, true]
        #expect(engine.run(x, state: &back, mask: mask, backwards: true, everyStep: true) == engine.run(turned, state: &there, mask: mask.reversed(), everyStep: true))
        #expect(there == back)
    }

    @Test(arguments: LSTMPrecision.allCases) func batchesAgreeWithSingleRuns(_ precision: LSTMPrecision) throws {
        let (_, weights) = try Self.layer(inputs: 6, units: 20, peepholes: .previous)
        let engine = LSTMEngine(weights, precision: precision), count = 70, steps = 4
        let x = Self.floats(count * steps * 6, seed: 2)
        let mask = (0..<(count * steps)).map { $0 % 5 != 2 }
        for backwards in [false, true] {
            let begin = (0..<count).map { LSTMState(hidden: Self.floats(20, seed: UInt64($0)), cell: Self.floats(20, seed: UInt64(100 + $0))) }
            var states = begin, others = begin
            let outputs = engine.run(batch: x, states: &states, mask: mask, backwards: backwards, everyStep: true)
            #expect(engine.run(batch: x, states: &others, mask: mask, backwards: backwards, threads: 3) == states.flatMap(\.hidden))
            #expect(others == states)
            // In a batch the inputs of int8 are not rounded.
            let tolerance: Float = precision == .int8 ? 0.02 : precision == .bfloat16 ? 1e-6 : .leastNonzeroMagnitude
            for place in [0, 1, 63, 64, 69] {
                var state = begin[place]
                let single = engine.run(
                    Array(x[(place * steps * 6)..<((place + 1) * steps * 6)]), state: &state, mask: Array(mask[(place * steps)..<((place + 1) * steps)]),
                    backwards: backwards, everyStep: true)
                let difference = zip(single, outputs[(place * steps * 20)...]).map { ($0 - $1).magnitude }.max() ?? 0
                #expect(difference < tolerance)
            }
        }
    }

    /// The errors that the guide states: outputs after 200 steps of standard normal inputs, against float32.
    @Test func smallerWeightsStayNear() throws {
        let (_, weights) = try Self.layer(inputs: 64, units: 128)
        var random = SeededRandom(seed: 3)
        let x = (0..<(200 * 64)).map { _ in Float(random.normal()) }
        var state = LSTMState.zero(units: 128)
        let exact = LSTMEngine(weights).run(x, state: &state, everyStep: true)
        for (precision, bound, mean) in [(LSTMPrecision.bfloat16, 0.01, 0.001), (.int8, 0.04, 0.005)] {
            var state = LSTMState.zero(units: 128)
            let rough = LSTMEngine(weights, precision: precision).run(x, state: &state, everyStep: true)
            let errors = zip(rough, exact).map { Double(($0 - $1).magnitude) }
            #expect(errors.max() ?? 0 < bound, "\(precision)")
            #expect(errors.reduce(0, +) / Double(errors.count) < mean, "\(precision)")
        }
        #expect(LSTMEngine(weights).kernelByteCount == 4 * 512 * 192)
        #expect(LSTMEngine(weights, precision: .bfloat16).kernelByteCount == 2 * 512 * 192)
        #expect(LSTMEngine(weights, precision: .int8).kernelByteCount == 512 * 192 + 2 * 4 * 512)
    }

    @Test func gatesComeInTheOrderOfTheTuple() throws {
        // n = 1, m = 2: each matrix is [h, x₁, x₂].
        let weights = try LSTMWeights(
            inputs: 2, units: 1, matrices: (forget: [1, 2, 3], input: [4, 5, 6], cell: [7, 8, 9], output: [10, 11, 12]),
            biases: (forget: [0.1], input: [0.2], cell: [0.3], output: [0.4]))
        #expect(weights.recurrentKernel == [4, 1, 7, 10])
        #expect(weights.inputKernel == [5, 6, 2, 3, 8, 9, 11, 12])
        #expect(weights.bias == [0.2, 0.1, 0.3, 0.4])
        #expect(throws: LSTMError(.size, "W_C has 2 numbers, not 1 × 3")) {
            try LSTMWeights(
                inputs: 2, units: 1, matrices: (forget: [1, 2, 3], input: [4, 5, 6], cell: [7, 8], output: [10, 11, 12]),
                biases: (forget: [0], input: [0], cell: [0], output: [0]))
        }
        #expect(throws: LSTMError(.size, "b_o has 2 numbers, not 1")) {
            try LSTMWeights(
                inputs: 2, units: 1, matrices: (forget: [1, 2, 3], input: [4, 5, 6], cell: [7, 8, 9], output: [10, 11, 12]),
                biases: (forget: [0], input: [0], cell: [0], output: [0, 0]))
        }
    }

    @Test func wrongWeightsAreRefused() {
        func make(_ inputs: Int, _ units: Int, _ kernel: [Float], _ recurrent: [Float], _ bias: [Float], _ peepholes: [Float]? = nil) throws {
            _ = try LSTMWeights(inputs: inputs, units: units, inputKernel: kernel, recurrentKernel: recurrent, bias: bias, peepholes: peepholes)
        }
        let four = [Float](repeating: 0, count: 4)
        #expect(throws: LSTMError(.size, "an LSTM of 0 inputs and 1 units; both must lie in 1...16777216")) { try make(0, 1, [], four, four) }
        #expect(throws: LSTMError(.size, "input kernel: 3 numbers, not 4")) { try make(1, 1, [0, 0, 0], four, four) }
        #expect(throws: LSTMError(.size, "recurrent kernel: 5 numbers, not 4")) { try make(1, 1, four, four + [0], four) }
        #expect(throws: LSTMError(.size, "bias: 0 numbers, not 4")) { try make(1, 1, four, four, []) }
        #expect(throws: LSTMError(.size, "peepholes: 1 numbers, not 3")) { try make(1, 1, four, four, four, [1]) }
        #expect(throws: LSTMError(.notFinite, "number 1 of the recurrent kernel is inf")) { try make(1, 1, four, [0, .infinity, 0, 0], four) }
    }
}
