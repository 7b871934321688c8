import KindredMath
@testable import KindredNN
import Testing

/// The block in one step beside its parts one after the other.
@Suite struct ConvolutionBlockTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var batch, height, width, channels, outputs: Int
        var pooled: Bool
        var testDescription: String { "\(batch) × \(height) × \(width) × \(channels) → \(outputs)\(pooled ? ", pooled" : "")" }
    }

    static let small = [
        Case(batch: 3, height: 4, width: 6, channels: 2, outputs: 3, pooled: true), Case(batch: 2, height: 5, width: 3, channels: 1, outputs: 2, pooled: true),
        Case(batch: 3, height: 3, width: 2, channels: 2, outputs: 2, pooled: false),
    ]
    static let large = [
        Case(batch: 5, height: 14, width: 14, channels: 32, outputs: 64, pooled: true),
        Case(batch: 37, height: 7, width: 5, channels: 16, outputs: 48, pooled: true),
        Case(batch: 9, height: 12, width: 11, channels: 1, outputs: 16, pooled: true),
        Case(batch: 4, height: 9, width: 8, channels: 48, outputs: 80, pooled: false),
        Case(batch: 4, height: 9, width: 8, channels: 3, outputs: 20, pooled: true),
    ]

    static func block<Scalar: TensorScalar>(_ size: Case) -> ConvolutionBlock<Scalar> {
        var random = SeededRandom(seed: 3)
        let block = ConvolutionBlock<Scalar>(channels: size.channels, outputs: size.outputs, pooled: size.pooled, &random)
        block.normalisation.scale.value = drawn([size.outputs], seed: 4).converted()
        block.normalisation.shift.value = drawn([size.outputs], seed: 5).converted()
        block.normalisation.mean.value = drawn([size.outputs], seed: 6).converted()
        block.normalisation.variance.value = drawn([size.outputs], in: 0.5..<2, seed: 7).converted()
        return block
    }

    @Test(arguments: small, [true, false]) func gradients(_ size: Case, training: Bool) {
        checkLayer(Self.block(size), drawn([size.batch, size.height, size.width, size.channels], seed: 8), training: training)
    }

    /// The result, the gradients and the running statistics of one pass.
    static func run<Scalar: TensorScalar>(_ size: Case, training: Bool, threads: Int = 1, inParts: Bool = false) -> [[Scalar]] {
        let block: ConvolutionBlock<Scalar> = block(size)
        let x = Variable<Scalar>(drawn([size.batch, size.height, size.width, size.channels], seed: 8).converted(), requiresGradient: true)
        let pass = Pass(training: training, threads: threads)
        let y: Variable<Scalar>
        if inParts {
            let active = block.normalisation(x.conv2D(block.weight.variable(), padding: 1), pass).relu()
            y = size.pooled ? active.maxPool2D() : active
        } else {
            y = block(x, pass)
        }
        y.backward(from: drawn(y.shape, seed: 9).converted())
        return [y.value.scalars, x.gradient?.scalars ?? []] + block.parameters.map { $0.gradient?.scalars ?? [] } + block.statistics.map(\.value.scalars)
    }

    @Test(arguments: small + large, [true, false]) func isTheSumOfItsParts(_ size: Case, training: Bool) {
        let expected: [[Double]] = Self.run(size, training: training, inParts: true)
        let double: [[Double]] = Self.run(size, training: training), float: [[Float]] = Self.run(size, training: training)
        for place in expected.indices {
            let scale = expected[place].map(abs).max() ?? 0
            #expect(zip(double[place], expected[place]).allSatisfy { abs($0 - $1) <= 1e-11 * scale }, "\(place)")
            #expect(zip(float[place], expected[place]).allSatisfy { abs(Double($0) - $1) <= 1e-4 * scale }, "\(place)")
            #expect(float[place].count == expected[place].count)
        }
    }

    @Test(arguments: large) func threadsDoNotMatter(_ size: Case) {
        let one: [[Float]] = Self.run(size, training: true)
        for threads in [2, 5] { #expect(Self.run(size, training: true, threads: threads) == one) }
    }
}
