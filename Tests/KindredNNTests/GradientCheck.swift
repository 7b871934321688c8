import KindredMath
@testable import KindredNN
import Testing

/// Numbers in a range, drawn from a seed.
func drawn(_ shape: [Int], in range: Range<Double> = -1..<1, seed: UInt64 = 1) -> Tensor<Double> {
    var random = SeededRandom(seed: seed)
    return Tensor((0..<shape.reduce(1, *)).map { _ in random.uniform(in: range) }, shape: shape)
}

/// Compares the derivatives of `f` with central differences, for every element of every input.
///
/// The result is weighted by random numbers, so that no derivative cancels by symmetry.
func checkGradients(
    _ inputs: [Tensor<Double>], tolerance: Double = 1e-6, step h: Double = 1e-5, sourceLocation: SourceLocation = #_sourceLocation,
    _ f: ([Variable<Double>]) -> Variable<Double>
) {
    let variables = inputs.map { Variable($0, requiresGradient: true) }
    let result = f(variables)
    let weights = drawn(result.shape, seed: 77)
    result.backward(from: weights)
    func weighted(_ inputs: [Tensor<Double>]) -> Double {
        zip(f(inputs.map { Variable($0) }).value.scalars, weights.scalars).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for place in inputs.indices {
        guard let gradient = variables[place].gradient else {
            Issue.record("no gradient for input \(place)", sourceLocation: sourceLocation)
            continue
        }
        for i in 0..<inputs[place].count {
            var (above, below) = (inputs, inputs)
            above[place].scalars[i] += h
            below[place].scalars[i] -= h
            let expected = (weighted(above) - weighted(below)) / (2 * h)
            let error = abs(gradient.scalars[i] - expected) / max(1, abs(expected))
            #expect(error < tolerance, "input \(place), element \(i): \(gradient.scalars[i]), by differences \(expected)", sourceLocation: sourceLocation)
        }
    }
}
