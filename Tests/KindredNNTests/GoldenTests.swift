import Foundation
import KindredMath
@testable import KindredNN
import Testing

/// Values and gradients of torch in Float64, made by Fixtures/make.py.
struct Golden: Decodable {
    struct Numbers: Decodable {
        let shape: [Int]
        let scalars: [Double]
        func tensor<Scalar: TensorScalar>() -> Tensor<Scalar> { Tensor(scalars.map { Scalar($0) }, shape: shape) }
    }
    struct Case: Decodable {
        let name: String
        let inputs: [Numbers]
        let result, seed: Numbers
        let gradients: [Numbers]
    }
    struct Path: Decodable {
        let name: String
        let end: [Double]
    }
    struct Clipped: Decodable {
        let norm: Double
        let gradient: [Double]
    }
    let operations, layers: [Case]
    let optimizers: [Path]
    let clipped: Clipped

    static func url(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
    }

    static let all = Result { try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url("torch.json"))) }
}

@Suite struct GoldenTests {
    typealias Inputs<Scalar: TensorScalar> = [Variable<Scalar>]

    static func operation<Scalar: TensorScalar>(_ name: String, _ x: Inputs<Scalar>) -> Variable<Scalar>? {
        switch name {
        case "exp": x[0].exp()
        case "log": x[0].log()
        case "squareRoot": x[0].squareRoot()
        case "power": x[0].power(2.5)
        case "absolute": x[0].absolute()
        case "clamped": x[0].clamped(to: -0.5...0.4)
        case "cosine": x[0].cosine()
        case "sine": x[0].sine()
        case "arccosine": x[0].arccosine()
        case "relu": x[0].relu()
        case "leakyReLU": x[0].leakyReLU()
        case "elu": x[0].elu()
        case "gelu": x[0].gelu()
        case "tanh": x[0].tanh()
        case "sigmoid": x[0].sigmoid()
        case "softplus": x[0].softplus()
        case "softmax": x[0].softmax(axis: 1)
        case "logSoftmax": x[0].logSoftmax()
        case "logSumExp": x[0].logSumExp(axis: 1)
        case "sum": x[0].sum(axis: 0)
        case "mean": x[0].mean(axis: 2)
        case "max": x[0].max(axis: 1)
        case "min": x[0].min(axis: 2)
        case "add": x[0] + x[1]
        case "subtract": x[0] - x[1]
        case "multiply": x[0] * x[1]
        case "divide": x[0] / x[1]
        case "maximum": x[0].maximum(x[1])
        case "minimum": x[0].minimum(x[1])
        case "matmul": x[0].matmul(x[1])
        case "unitRows": x[0].unitRows()
        case "pairwiseDistances": x[0].pairwiseDistances()
        case "gatheringRows": x[0].gatheringRows([3, 0, 3])
        case "concatenated": x[0].concatenated(with: x[1], axis: 1)
        default: nil
        }
    }

    static func layer<Scalar: TensorScalar>(_ name: String, _ x: Inputs<Scalar>) -> Variable<Scalar>? {
        switch name {
        case "linear": return x[0].affine(x[1], x[2])
        case "convolutionSame": return x[0].conv2D(x[1], x[2], padding: 1)
        case "convolutionValid": return x[0].conv2D(x[1], x[2])
        case "maxPool2D": return x[0].maxPool2D()
        case "averagePool2D": return x[0].averagePool2D()
        case "globalAveragePool": return x[0].globalAveragePool()
        case "batchNormalisation", "batchNormalisationImages": return x[0].batchNormalised(x[1], x[2], epsilon: 1e-5).0
        case "layerNormalisation": return x[0].layerNormalised(x[1], x[2])
        case "convolutionBlock":
            var spare: BlockTrace<Scalar>?
            return x[0].convolutionBlock(x[1], x[2], x[3], pooled: true, epsilon: 1e-5, threads: 1, reusing: &spare).0
        case "embedding": return x[0].gatheringRows([1, 0, 1])
        default: return nil
        }
    }

    static func check<Scalar: TensorScalar>(
        _ cases: [Golden.Case], _ tolerance: Double, _ type: Scalar.Type, _ make: (String, Inputs<Scalar>) -> Variable<Scalar>?
    ) throws {
        for golden in cases where golden.name != "recurrence" {
            let inputs = golden.inputs.map { Variable<Scalar>($0.tensor(), requiresGradient: true) }
            let result = try #require(make(golden.name, inputs), "\(golden.name) is unknown")
            result.backward(from: golden.seed.tensor())
            compare(result.value, golden.result, tolerance, golden.name)
            for (input, gradient) in zip(inputs, golden.gradients) {
                compare(try #require(input.gradient), gradient, tolerance, "gradient of \(golden.name)")
            }
        }
    }

    static func compare<Scalar: TensorScalar>(_ value: Tensor<Scalar>, _ expected: Golden.Numbers, _ tolerance: Double, _ name: String) {
        #expect(value.shape == expected.shape, "\(name)")
        let scale = expected.scalars.map(abs).max() ?? 0
        for (value, expected) in zip(value.scalars, expected.scalars) {
            #expect(abs(Double(value) - expected) <= tolerance * scale, "\(name): \(value) for \(expected)")
        }
    }

    @Test func operations() throws {
        let cases = try Golden.all.get().operations
        #expect(cases.count > 30)
        try Self.check(cases, 1e-12, Double.self) { Self.operation($0, $1) }
        try Self.check(cases, 1e-5, Float.self) { Self.operation($0, $1) }
    }

    @Test func layers() throws {
        let cases = try Golden.all.get().layers
        try Self.check(cases, 1e-11, Double.self) { Self.layer($0, $1) }
        try Self.check(cases, 1e-5, Float.self) { Self.layer($0, $1) }
    }

    @Test func recurrence() throws {
        let golden = try #require(try Golden.all.get().layers.first { $0.name == "recurrence" })
        var random = SeededRandom(seed: 1)
        let layer = RecurrentLayer<Double>(inputs: 2, units: 4, &random)
        for (parameter, value) in zip(layer.parameters, golden.inputs.dropFirst()) { parameter.value = value.tensor() }
        let x = Variable<Double>(golden.inputs[0].tensor(), requiresGradient: true), result = layer(x, .evaluation)
        result.backward(from: golden.seed.tensor())
        Self.compare(result.value, golden.result, 1e-12, "recurrence")
        let gradients = [x.gradient] + layer.parameters.map(\.gradient)
        for (gradient, expected) in zip(gradients, golden.gradients) { Self.compare(try #require(gradient), expected, 1e-12, "recurrence") }
    }

    static let optimizers: [String: @Sendable ([Parameter<Double>]) -> any Optimizer<Double>] = [
        "rmsprop": { RMSprop($0) }, "rmspropDecay": { RMSprop($0, decay: 0.9, weightDecay: 0.1) },
        "rmspropMomentum": { RMSprop($0, decay: 0.9, momentum: 0.9) }, "rmspropCentred": { RMSprop($0, decay: 0.9, centred: true) },
        "rmspropAll": { RMSprop($0, decay: 0.9, momentum: 0.9, centred: true, weightDecay: 0.1) }, "sgd": { SGD($0, learningRate: 0.05) },
        "sgdMomentum": { SGD($0, learningRate: 0.05, momentum: 0.9) },
        "sgdNesterov": { SGD($0, learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1) },
        "adam": { Adam($0, learningRate: 0.01) }, "adamDecay": { Adam($0, learningRate: 0.01, weightDecay: 0.1) },
        "adamW": { Adam($0, learningRate: 0.01, weightDecay: 0.1, decoupled: true) },
    ]

    @Test func optimizerPaths() throws {
        let paths = try Golden.all.get().optimizers
        #expect(paths.count == Self.optimizers.count)
        for path in paths {
            let make = try #require(Self.optimizers[path.name])
            let parameter = Parameter("x", Tensor([1.0, -2, 0.5], shape: [3]))
            var optimizer = make([parameter])
            for _ in 0..<5 {
                optimizer.clearGradients()
                (parameter.variable().squared() * Variable(Tensor([1, 0.5, 3], shape: [3]))).sum().backward()
                optimizer.step()
            }
            OptimizerTests.expect(parameter.value.scalars, path.end)
        }
    }

    @Test func clipping() throws {
        let golden = try Golden.all.get().clipped
        let parameter = Parameter("x", Tensor([0.0, 0, 0], shape: [3]))
        parameter.gradient = Tensor([3, 0, 4], shape: [3])
        #expect(clipGradients(of: [parameter], toNorm: 1) == golden.norm)
        // torch adds 1e-6 to the norm before it divides.
        for (value, expected) in zip(parameter.gradient?.scalars ?? [], golden.gradient) { #expect(abs(value - expected) < 1e-6) }
    }

    @Test func aFileOfTheFormatsOwnLibrary() throws {
        let checkpoint = try Checkpoint(contentsOf: Golden.url("sample.safetensors").path)
        #expect(checkpoint.tensors["grid"] == Tensor([0, 0.25, 0.5, 0.75, 1, 1.25], shape: [2, 3]))
        #expect(checkpoint.tensors["row"] == Tensor([-1.5, 3e8], shape: [2]))
        #expect(checkpoint.tensors.count == 2 && checkpoint.metadata == ["made by": "safetensors"])
    }
}
