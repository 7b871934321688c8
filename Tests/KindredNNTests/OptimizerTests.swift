import KindredMath
@testable import KindredNN
import Testing

/// The paths of the specification: f = x₁² + ½x₂² + 3x₃² from [1, −2, ½], five steps.
@Suite struct OptimizerTests {
    static func path(steps: Int = 5, _ make: ([Parameter<Double>]) -> some Optimizer<Double>) -> [Double] {
        let parameter = Parameter("x", Tensor([1.0, -2, 0.5], shape: [3]))
        var optimizer = make([parameter])
        for _ in 0..<steps {
            optimizer.clearGradients()
            let x = parameter.variable()
            (x.squared() * Variable(Tensor([1, 0.5, 3], shape: [3]))).sum().backward()
            optimizer.step()
        }
        return parameter.value.scalars
    }

    static func expect(_ values: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(values.count == expected.count, sourceLocation: sourceLocation)
        for (value, expected) in zip(values, expected) {
            #expect(abs(value - expected) <= 1e-9 * abs(expected), "\(value) for \(expected)", sourceLocation: sourceLocation)
        }
    }

    @Test func rmsprop() {
        Self.expect(Self.path { RMSprop($0, decay: 0.9) }, [0.8955067110103783, -1.8945087781317493, 0.3976153627026288])
        Self.expect(Self.path { RMSprop($0) }, [0.6964657887382079, -1.6854815885030794, 0.22157098812742734])
        Self.expect(Self.path { RMSprop($0, decay: 0.9, momentum: 0.9) }, [0.6997286092452357, -1.6954759024535757, 0.20922209678559583])
        Self.expect(Self.path { RMSprop($0, decay: 0.9, centred: true) }, [0.8799803437007133, -1.878603461216748, 0.3829293581552372])
        Self.expect(
            Self.path { RMSprop($0, decay: 0.9, momentum: 0.9, centred: true) },
            [0.6655627921852502, -1.6597964982173496, 0.17870687225529597])
        Self.expect(Self.path { RMSprop($0, style: .keras) }, [0.98937366124598, -1.9893641696892683, 0.4893927503622304])
    }

    /// Floats go another way through the same formulas.
    @Test func floatsGoAsDoubles() {
        func path<Scalar: TensorScalar>(_ type: Scalar.Type, _ make: ([Parameter<Scalar>]) -> some Optimizer<Scalar>) -> [Scalar] {
            let start = (0..<37).map { Scalar($0 % 7) - 3 }, factors = (0..<37).map { Scalar($0 % 5) + 0.5 }
            let parameter = Parameter("x", Tensor(start, shape: [37]))
            var optimizer = make([parameter])
            for _ in 0..<20 {
                optimizer.clearGradients()
                (parameter.variable().squared() * Variable(Tensor(factors, shape: [37]))).sum().backward()
                optimizer.step()
            }
            return parameter.value.scalars
        }
        let pairs = [
            (path(Float.self) { RMSprop($0, decay: 0.9) }, path(Double.self) { RMSprop($0, decay: 0.9) }),
            (path(Float.self) { Adam($0, learningRate: 0.1) }, path(Double.self) { Adam($0, learningRate: 0.1) }),
            (
                path(Float.self) { Adam($0, learningRate: 0.1, weightDecay: 0.1, decoupled: true) },
                path(Double.self) { Adam($0, learningRate: 0.1, weightDecay: 0.1, decoupled: true) }
            ),
        ]
        for (floats, doubles) in pairs {
            for (float, double) in zip(floats, doubles) { #expect(abs(Double(float) - double) < 1e-5 * (1 + abs(double))) }
        }
    }

    @Test func theFirstStepIsLong() {
        let first = Self.path(steps: 1) { RMSprop($0) }
        #expect(abs(first[0] - 0.9) < 1e-6 && abs(first[1] + 1.9) < 1e-6)
    }

    @Test func whatHasNoGradientStays() {
        let parameter = Parameter("x", Tensor([1.0], shape: [1]))
        var optimizer = Adam([parameter], weightDecay: 0.1, decoupled: true)
        optimizer.step()
        #expect(parameter.value.scalars == [1])
    }

    @Test func clipping() {
        let parameters = [Parameter("a", Tensor<Float>([0, 0], shape: [2])), Parameter("b", Tensor<Float>(0)), Parameter("c", Tensor<Float>(0))]
        parameters[0].gradient = Tensor([3, 0], shape: [2])
        parameters[1].gradient = Tensor(4)
        #expect(clipGradients(of: parameters, toNorm: 10) == 5)
        #expect(parameters[1].gradient?.scalar == 4)
        #expect(SGD(parameters).clipGradients(toNorm: 1) == 5)
        #expect(parameters[0].gradient == Tensor([0.6, 0], shape: [2]) && parameters[1].gradient?.scalar == 0.8)
        #expect(parameters[2].gradient == nil)
    }

    @Test func schedules() {
        #expect(Schedule.constant.factor(at: 9) == 1)
        #expect((0..<4).map { Schedule.constant(warmUp: 3).factor(at: $0) } == [0.25, 0.5, 0.75, 1])
        #expect([0, 9, 10, 25].map { Schedule.step(every: 10, factor: 0.5).factor(at: $0) } == [1, 1, 0.5, 0.25])
        let cosine = Schedule.cosine(steps: 10, floor: 0.2, warmUp: 2)
        #expect(cosine.factor(at: 2) == 1 && cosine.factor(at: 10) == 0.2 && cosine.factor(at: 99) == 0.2)
        #expect(abs(cosine.factor(at: 6) - 0.6) < 1e-15)
    }
}

@Suite struct InitializerTests {
    static let all: [(Initializer, deviation: Double)] = [
        (.he, 0.1), (.heUniform, 0.1), (.glorot, (2.0 / 500).squareRoot()), (.glorotUniform, (2.0 / 500).squareRoot()),
        (.inverseRootUniform, (1.0 / 600).squareRoot()), (.normal(deviation: 0.3), 0.3), (.zeros, 0),
    ]

    @Test(arguments: all.indices) func deviations(_ place: Int) {
        let (initializer, deviation) = Self.all[place]
        var random = SeededRandom(seed: 4)
        let values = initializer.tensor(Double.self, shape: [200, 300], fanIn: 200, fanOut: 300, &random).scalars
        let square = values.reduce(0) { $0 + $1 * $1 } / 60_000
        #expect(abs(square.squareRoot() - deviation) <= 0.01 * deviation)
        #expect(abs(values.reduce(0, +) / 60_000) <= 0.02 * deviation)
        var again = SeededRandom(seed: 4)
        #expect(initializer.tensor(Double.self, shape: [200, 300], fanIn: 200, fanOut: 300, &again).scalars == values)
    }

    @Test(arguments: [[3, 7], [7, 3], [5, 5], [70, 40], [40, 90]]) func orthogonal(shape: [Int]) {
        var random = SeededRandom(seed: 4)
        let q = Initializer.orthogonal.tensor(Double.self, shape: shape, fanIn: 0, fanOut: 0, &random)
        let isWide = shape[0] <= shape[1]
        let product = q.matmul(q, transposingSelf: !isWide, transposingOther: isWide)
        for i in 0..<product.shape[0] {
            for j in 0..<product.shape[1] { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-12) }
        }
    }
}
