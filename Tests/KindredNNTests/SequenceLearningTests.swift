import Foundation
import KindredMath
@testable import KindredNN
import Testing

@Suite struct SequenceLearningTests {
    /// Experiment E5: with open forget gates the first input still moves the last output after 200 steps; in a plain layer it does not.
    @Test func gradientsReachFarThroughOpenForgetGates() {
        var random = SeededRandom(seed: 1)
        let lstm = LSTM<Double>(inputs: 4, units: 16, &random), plain = RecurrentLayer<Double>(inputs: 4, units: 16, &random)
        // f ≈ 1: a bias of 8. The plain layer's recurrent matrix turns, times 0.9, as after any training that does not explode.
        for j in 16..<32 { lstm.bias.value.scalars[j] = 8 }
        plain.recurrent.value = Tensor(plain.recurrent.value.scalars.map { 0.9 * $0 }, shape: [16, 16])
        let x = drawn([4, 201, 4], seed: 3)
        let (far, near) = (gradientReach(lstm, x), gradientReach(plain, x))
        #expect(far.count == 201)
        #expect(far[200] > 0.01 * far[0])
        #expect(near[100] < 1e-6 * near[0])
        #expect(near[200] < 1e-12 * near[0])
    }

    @Test func reachCountsFromTheEnd() {
        var random = SeededRandom(seed: 1)
        let layer = LSTM<Double>(inputs: 2, units: 3, truncation: 4, &random)
        let reach = gradientReach(layer, drawn([1, 10, 2]))
        // Windows of 4, 4 and 2 steps: only the last one is reached.
        #expect(reach[0] > 0 && reach[1] > 0)
        #expect(reach[2...].allSatisfy { $0 == 0 })
    }

    @Test func aSineIsFollowed() {
        var random = SeededRandom(seed: 1)
        let layer = LSTM<Float>(inputs: 1, units: 16, everyStep: true, &random), map = Linear<Float>(inputs: 16, outputs: 1, initializer: .glorotUniform, &random)
        var optimizer = Adam(layer.parameters + map.parameters, learningRate: 0.01)
        func waves(_ phases: [Double], steps: Int) -> (Tensor<Float>, Tensor<Float>) {
            func wave(_ offset: Int) -> Tensor<Float> {
                Tensor(phases.flatMap { phase in (0..<steps).map { Float(sin(0.2 * Double($0 + offset) + phase)) } }, shape: [phases.count, steps, 1])
            }
            return (wave(0), wave(1))
        }
        func loss(_ x: Tensor<Float>, _ y: Tensor<Float>, _ pass: Pass) -> Variable<Float> {
            let outputs = map(layer(Variable(x), pass).reshaped([-1, 16]), pass)
            return (outputs - Variable(y.reshaped([-1, 1]))).squared().mean()
        }
        for _ in 0..<300 {
            let (x, y) = waves((0..<16).map { _ in random.uniform(in: 0..<6.28) }, steps: 40)
            optimizer.clearGradients()
            loss(x, y, Pass(training: true)).backward()
            optimizer.clipGradients(toNorm: 5)
            optimizer.step()
        }
        let (x, y) = waves([0.1, 1.7, 3.9], steps: 100)
        let outputs = map(layer(Variable(x), .evaluation).reshaped([-1, 16]), .evaluation).value.scalars
        let errors = zip(outputs, y.scalars).enumerated().filter { $0.offset % 100 >= 5 }.map { Double($0.element.0 - $0.element.1) }
        #expect(errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count) < 1e-3)
    }

    /// The first of many symbols is asked for at the end.
    private static func recallAccuracy(_ layer: any Layer<Float>, units: Int, steps: Int, updates: Int) -> Double {
        var random = SeededRandom(seed: 7)
        let map = Linear<Float>(inputs: units, outputs: 4, initializer: .glorotUniform, &random)
        var optimizer = Adam(layer.parameters + map.parameters, learningRate: 0.01)
        func batch(_ count: Int) -> (Tensor<Float>, [Int]) {
            let symbols = (0..<count).map { _ in Int(random.uniform(in: 0..<4)) }
            var x = Tensor<Float>(repeating: 0, shape: [count, steps, 6])
            for (row, symbol) in symbols.enumerated() {
                x[row, 0, symbol] = 1
                for step in 1..<steps { x[row, step, 4 + Int(random.uniform(in: 0..<2))] = 1 }
            }
            return (x, symbols)
        }
        var mean: Float = 1
        for _ in 0..<updates where mean > 0.03 {
            let (x, symbols) = batch(32)
            optimizer.clearGradients()
            let chances = map(layer(Variable(x), Pass(training: true)), .evaluation).logSoftmax()
            let loss = -chances.gathering(symbols.enumerated().map { $0.offset * 4 + $0.element }).mean()
            mean = 0.9 * mean + 0.1 * loss.value.scalar
            loss.backward()
            optimizer.clipGradients(toNorm: 1)
            optimizer.step()
        }
        let (x, symbols) = batch(200)
        let logits = map(layer(Variable(x), .evaluation), .evaluation).value
        let right = symbols.indices.filter { row in (0..<4).max { logits[row, $0] < logits[row, $1] } == symbols[row] }.count
        return Double(right) / 200
    }

    @Test func delayedRecallAtAHundredStepsIsForTheLSTMAlone() {
        var random = SeededRandom(seed: 2)
        let lstm = LSTM<Float>(inputs: 6, units: 24, &random), plain = RecurrentLayer<Float>(inputs: 6, units: 24, &random)
        // Gates for spans of up to a hundred steps: Tallec, Ollivier, "Can recurrent neural networks warp time?", ICLR 2018.
        for j in 0..<24 {
            let span = Float(log(random.uniform(in: 1..<99)))
            lstm.bias.value.scalars[j] = -span
            lstm.bias.value.scalars[24 + j] = span
        }
        #expect(Self.recallAccuracy(lstm, units: 24, steps: 100, updates: 1000) > 0.95)
        #expect(Self.recallAccuracy(plain, units: 24, steps: 100, updates: 320) < 0.6)
    }
}
