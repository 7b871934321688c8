import Foundation
import KindredMath
@testable import KindredNN
import Testing

/// Values and gradients of torch in Float64, made by Fixtures/make_lstm.py.
struct LSTMGolden: Decodable {
    struct Case: Decodable {
        let name: String
        let inputs, gradients: [Golden.Numbers]
        let hidden, cell, result, end, endCell, seed: Golden.Numbers
        let mask: [Bool]?
        let peepholes: String?
        let truncation: Int?
        let backwards, everyStep: Bool
    }
    let cases: [Case]

    static let all = Result { try JSONDecoder().decode(LSTMGolden.self, from: Data(contentsOf: Golden.url("lstm.json"))) }
}

func largestDifference<Scalar: TensorScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Double {
    precondition(a.shape == b.shape, "\(a.shape) and \(b.shape)")
    return zip(a.scalars, b.scalars).map { abs(Double($0 - $1)) }.max() ?? 0
}

@Suite struct LSTMGoldenTests {
    /// A layer of a case, with its numbers.
    static func layer<Scalar: TensorScalar>(_ golden: LSTMGolden.Case, _ type: Scalar.Type = Scalar.self) -> LSTM<Scalar> {
        var random = SeededRandom(seed: 0)
        let layer = LSTM<Scalar>(
            inputs: golden.inputs[0].shape[2], units: golden.hidden.shape[1], everyStep: golden.everyStep, backwards: golden.backwards,
            peepholes: golden.peepholes.flatMap { LSTMPeepholeReading(rawValue: $0) }, truncation: golden.truncation, &random)
        for (parameter, numbers) in zip(layer.parameters, golden.inputs.dropFirst()) { parameter.value = numbers.tensor() }
        return layer
    }

    static func check<Scalar: TensorScalar>(_ golden: LSTMGolden.Case, _ type: Scalar.Type, tolerance: Double) {
        let layer = layer(golden, Scalar.self)
        let x = Variable<Scalar>(golden.inputs[0].tensor(), requiresGradient: true)
        let start = LSTMBatchState<Scalar>(hidden: golden.hidden.tensor(), cell: golden.cell.tensor())
        let (outputs, end) = layer.read(x, .evaluation, mask: golden.mask, from: start)
        #expect(largestDifference(outputs.value, golden.result.tensor()) < tolerance, "\(golden.name)")
        #expect(largestDifference(end.hidden, golden.end.tensor()) < tolerance, "\(golden.name)")
        #expect(largestDifference(end.cell, golden.endCell.tensor()) < tolerance, "\(golden.name)")
        outputs.backward(from: golden.seed.tensor())
        let gradients = [x.gradient] + layer.parameters.map(\.gradient)
        #expect(gradients.count == golden.gradients.count)
        for (place, (ours, theirs)) in zip(gradients, golden.gradients).enumerated() {
            guard let ours else {
                Issue.record("\(golden.name): no gradient \(place)")
                continue
            }
            #expect(largestDifference(ours, theirs.tensor()) < tolerance * 10, "\(golden.name), gradient \(place)")
        }
    }

    @Test func valuesAndGradientsAreThoseOfTorch() throws {
        for golden in try LSTMGolden.all.get().cases {
            Self.check(golden, Double.self, tolerance: 1e-12)
            Self.check(golden, Float.self, tolerance: 1e-5)
        }
    }

    /// A layer whose sums are its biases: kernels of zeros.
    static func layer(ofSums sums: [Double], inputs: Int, units: Int) -> LSTM<Double> {
        var random = SeededRandom(seed: 0)
        let layer = LSTM<Double>(inputs: inputs, units: units, &random)
        layer.kernel.value = Tensor(repeating: 0, shape: [inputs, 4 * units])
        layer.recurrentKernel.value = Tensor(repeating: 0, shape: [units, 4 * units])
        layer.bias.value = Tensor(sums, shape: [4 * units])
        return layer
    }

    @Test func workedExample() {
        let layer = Self.layer(ofSums: [0, 1, 1, -1, 0.5, -0.5, 1, 1], inputs: 2, units: 2)
        let start = LSTMBatchState<Double>(hidden: Tensor([0.5, -0.1], shape: [1, 2]), cell: Tensor([0.2, 0.8], shape: [1, 2]))
        let end = layer.read(Variable(Tensor([1, 0], shape: [1, 1, 2])), .evaluation, from: start).end
        #expect(largestDifference(end.cell, Tensor([0.37727029435600584, -0.12268157505104504], shape: [1, 2])) < 1e-12)
        #expect(largestDifference(end.hidden, Tensor([0.263425648970566, -0.0892401554799563], shape: [1, 2])) < 1e-12)
        // As printed in the source, slips and all.
        #expect(largestDifference(end.cell, Tensor([0.37727, -0.12253], shape: [1, 2])) < 1e-3)
        #expect(largestDifference(end.hidden, Tensor([0.2634, -0.0900], shape: [1, 2])) < 1e-3)
    }

    @Test func workedExampleGateByGate() {
        var z: [Double] = [0, 1, 1, -1, 0.5, -0.5, 1, 1]
        let before = [0.2, 0.8]
        var cell = before, activated = before, hidden = before
        unsafe z.withUnsafeMutableBufferPointer { z in
            unsafe cell.withUnsafeMutableBufferPointer { cell in
                unsafe activated.withUnsafeMutableBufferPointer { activated in
                    unsafe hidden.withUnsafeMutableBufferPointer { hidden in
                        unsafe before.withUnsafeBufferPointer { before in
                            guard let z = z.baseAddress, let b = before.baseAddress, let c = cell.baseAddress, let a = activated.baseAddress,
                                let h = hidden.baseAddress
                            else { return }
                            unsafe moveCell(z, nil, .current, 2, before: b, cell: c, activated: a, hidden: h)
                        }
                    }
                }
            }
        }
        let input = [0.5, 0.7310585786300049], forget = [0.7310585786300049, 0.2689414213699951]
        let candidate = [0.46211715726000974, -0.46211715726000974], output = [0.7310585786300049, 0.7310585786300049]
        for (ours, exact) in zip(z, input + forget + candidate + output) { #expect(abs(ours - exact) < 1e-12) }
        for (ours, exact) in zip(activated, [0.3603345295040823, -0.12206977400797524]) { #expect(abs(ours - exact) < 1e-12) }
        #expect(abs(z[2] * before[0] - 0.14621171572600097) < 1e-12)
        #expect(abs(z[0] * z[4] - 0.23105857863000487) < 1e-12)
        #expect(abs(z[3] * before[1] - 0.2151531370959961) < 1e-12)
        #expect(abs(z[1] * z[5] + 0.33783471214704114) < 1e-12)
        #expect(abs(z[1] * z[5] + 0.337684) < 1e-3)
        #expect(abs(activated[1] + 0.123) < 1e-3)
    }

    @Test func backpropagationThroughTime() throws {
        var random = SeededRandom(seed: 0)
        let layer = LSTM<Double>(inputs: 2, units: 2, everyStep: true, &random)
        // Row r, column c: 0.05 (2r + c + 1) − 0.4; the recurrent kernel half of that, rows reversed.
        let kernel = Tensor((0..<16).map { (place: Int) -> Double in 0.05 * Double(place + 1) - 0.4 }, shape: [8, 2])
        var reversed = Tensor<Double>(repeating: 0, shape: [8, 2])
        for r in 0..<8 { for c in 0..<2 { reversed[r, c] = 0.5 * kernel[7 - r, c] } }
        layer.kernel.value = kernel.transposed()
        layer.recurrentKernel.value = reversed.transposed()
        layer.bias.value = Tensor((0..<8).map { 0.1 * Double($0) - 0.3 }, shape: [8])
        let x = Variable(Tensor<Double>([1, 0, 0.5, -0.5, -1, 0.25], shape: [1, 3, 2]))
        let (outputs, end) = layer.read(x, .evaluation)
        let expected = [0.0323546544114967, 0.08844785874119455, 0.03137203299102179, 0.08151726603462761, 0.03442025903130544, 0.06297172264446685]
        #expect(largestDifference(outputs.value, Tensor(expected, shape: [1, 3, 2])) < 1e-12)
        #expect(largestDifference(end.cell, Tensor([0.0652574637259689, 0.11869513817122981], shape: [1, 2])) < 1e-12)
        let loss = (outputs - Variable(Tensor([0.1, -0.2], shape: [2]))).squared().sum() * Variable(Tensor(0.5))
        #expect(abs(loss.value.scalar - 0.12259732912984218) < 1e-12)
        loss.backward()
        let ofBias = [
            -0.0042430331172554825, 0.0370395331657403, -0.0012345250641147242, 0.01238296527906529, -0.06751500749671141, 0.27467032708922867,
            -0.0029646468274421227, 0.025101215272216114,
        ]
        #expect(largestDifference(try #require(layer.bias.gradient), Tensor(ofBias, shape: [8])) < 1e-12)
        let ofKernel = try #require(layer.kernel.gradient).transposed(), ofRecurrent = try #require(layer.recurrentKernel.gradient).transposed()
        func check(_ gradient: Tensor<Double>, _ row: Int, _ numbers: [Double]) {
            for c in 0..<2 { #expect(abs(gradient[row, c] - numbers[c]) < 1e-12) }
        }
        check(ofKernel, 0, [-0.002428171880050037, 0.00037757845208969424])
        check(ofKernel, 5, [0.08619524241414675, -0.03309390480217408])
        check(ofRecurrent, 5, [0.005425161790258638, 0.01453764350124944])
    }
}
