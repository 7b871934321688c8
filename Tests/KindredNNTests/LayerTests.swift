import KindredMath
@testable import KindredNN
import Testing

/// Checks the derivatives of a layer for its input and for each of its parameters.
func checkLayer(
    _ layer: some Layer<Double>, _ x: Tensor<Double>, training: Bool = true, tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let start = layer.statistics.map(\.value)
    let parameters = layer.parameters
    func run(_ x: Variable<Double>) -> Variable<Double> {
        for (statistic, value) in zip(layer.statistics, start) { statistic.value = value }
        return layer(x, Pass(training: training, random: SeededRandom(seed: 5)))
    }
    checkGradients([x], tolerance: tolerance, sourceLocation: sourceLocation) { run($0[0]) }
    for parameter in parameters {
        let values = parameter.value
        checkGradients([values], tolerance: tolerance, sourceLocation: sourceLocation) { leaf in
            parameter.value = leaf[0].value
            parameter.clearGradient()
            let result = run(Variable(x))
            parameter.value = values
            // The layer's own leaf collects into the parameter; here it is handed on to the leaf that is checked.
            return Variable(result.value, of: [leaf[0]]) { gradient in
                result.backward(from: gradient)
                return [parameter.gradient]
            }
        }
    }
}

@Suite struct LayerTests {
    static func random() -> SeededRandom { SeededRandom(seed: 11) }

    @Test func linear() {
        var random = Self.random()
        checkLayer(Linear(inputs: 3, outputs: 4, &random), drawn([5, 3]))
        checkLayer(Linear(inputs: 3, outputs: 4, bias: false, &random), drawn([5, 3]))
    }

    @Test(arguments: Activation<Double>.Function.allCases) func activations(_ function: Activation<Double>.Function) {
        checkLayer(Activation(function), drawn([4, 3], in: -2..<2))
    }

    @Test(arguments: [true, false]) func batchNormalisation(training: Bool) {
        let layer = BatchNormalisation<Double>(columns: 3)
        layer.scale.value = drawn([3], seed: 2)
        layer.shift.value = drawn([3], seed: 3)
        layer.mean.value = drawn([3], seed: 4)
        layer.variance.value = drawn([3], in: 0.5..<2, seed: 5)
        checkLayer(layer, drawn([6, 3]), training: training)
        checkLayer(layer, drawn([2, 3, 2, 3]), training: training)
    }

    @Test func layerNormalisation() {
        let layer = LayerNormalisation<Double>(columns: 5)
        layer.scale.value = drawn([5], seed: 2)
        layer.shift.value = drawn([5], seed: 3)
        checkLayer(layer, drawn([4, 5]))
        checkLayer(layer, drawn([2, 3, 5]))
    }

    @Test func dropout() {
        checkLayer(Dropout(0.3), drawn([4, 5]))
        let x = Variable(drawn([4, 5]))
        #expect(Dropout(0.3)(x, .evaluation).value == x.value)
    }

    @Test(arguments: [(1, 0), (3, 1), (3, 0), (3, 2), (2, 1), (5, 2)]) func convolution(window: Int, padding: Int) {
        var random = Self.random()
        let layer = Convolution<Double>(channels: 2, outputs: 3, window: window, padding: padding, &random)
        checkLayer(layer, drawn([2, 5, 6, 2]))
    }

    @Test func convolutionByItsDefinition() {
        var random = Self.random()
        let layer = Convolution<Double>(channels: 2, outputs: 3, &random), x = drawn([2, 4, 5, 2]), w = layer.weight.value
        let result = layer(Variable(x), .evaluation).value
        #expect(result.shape == [2, 4, 5, 3])
        for (n, y, column, o) in [(0, 0, 0, 0), (1, 2, 3, 1), (1, 3, 4, 2), (0, 1, 0, 2)] {
            var expected = 0.0
            for (i, j, c) in (0..<18).map({ ($0 / 6, $0 / 2 % 3, $0 % 2) }) where (0..<4).contains(y + i - 1) && (0..<5).contains(column + j - 1) {
                expected += x[n, y + i - 1, column + j - 1, c] * w[i, j, c, o]
            }
            #expect(abs(result[n, y, column, o] - expected) < 1e-12)
        }
    }

    @Test(arguments: [Pooling<Double>.Form.largest(2), .mean(2), .largest(3), .mean(3), .globalMean])
    func pooling(_ form: Pooling<Double>.Form) {
        checkLayer(Pooling<Double>(form), drawn([2, 5, 4, 3]))
    }

    @Test func networks() {
        var random = Self.random()
        let layers: [any Layer<Double>] = [
            Convolution(channels: 1, outputs: 2, &random), BatchNormalisation(columns: 2), Activation(.tanh), Pooling(.mean(2)), Flatten(),
            Dropout(0.2), Linear(inputs: 8, outputs: 3, &random), LayerNormalisation(columns: 3),
        ]
        checkLayer(Sequential(layers), drawn([3, 4, 5, 1]))
        #expect(Sequential(layers).parameters.count == 8 && Sequential(layers).statistics.count == 2)
    }

    @Test func recurrence() {
        var random = Self.random()
        let layer = RecurrentLayer<Double>(inputs: 2, units: 3, &random)
        checkLayer(layer, drawn([4, 5, 2]))
        let x = drawn([1, 2, 2])
        let states = layer.states(Variable(x))
        let second = (Variable(Tensor(Array(x.scalars[2...]), shape: [1, 2])).matmul(layer.input.variable()) + states[0].matmul(layer.recurrent.variable())).tanh()
        #expect(zip(states[1].value.scalars, second.value.scalars).allSatisfy { abs($0 - $1) < 1e-14 })
    }

    @Test func embedding() {
        var random = Self.random()
        let layer = Embedding<Double>(count: 5, dimension: 3, &random)
        layer([4, 0, 4]).sum().backward()
        #expect(layer.table.gradient?.scalars == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2])
    }

    @Test func runningStatistics() {
        let layer = BatchNormalisation<Double>(columns: 1)
        _ = layer(Variable(Tensor([1, 2, 3, 6], shape: [4, 1])), Pass(training: true))
        #expect(abs(layer.mean.value.scalars[0] - 0.3) < 1e-15)
        #expect(abs(layer.variance.value.scalars[0] - (0.9 + 0.1 * 14 / 3)) < 1e-14)
    }

    @Test(arguments: [1, 7, 40]) func threadsDoNotMatter(batch: Int) {
        var random = Self.random()
        let layer = Convolution<Float>(channels: 5, outputs: 6, &random), x = drawn([batch, 9, 8, 5]).converted(to: Float.self)
        func run(_ threads: Int) -> [[Float]] {
            let leaf = Variable(x, requiresGradient: true)
            layer.parameters.forEach { $0.clearGradient() }
            let result = layer(leaf, Pass(training: true, threads: threads))
            (result * result).sum().backward()
            return [result.value.scalars, leaf.gradient?.scalars ?? []] + layer.parameters.map { $0.gradient?.scalars ?? [] }
        }
        let one = run(1)
        #expect(run(2) == one && run(3) == one)
    }
}
