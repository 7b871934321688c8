import KindredMath
import Testing

/// Steps of optimisers: every table gives the bits of the formulas in Swift, and touches nothing beyond its numbers.
@Suite struct KernelStepTests {
    private static let counts = Array(0...20) + [31, 32, 33, 64, 100, 1_003]

    private static func numbers(_ count: Int, _ range: ClosedRange<Float>, _ noise: inout KernelNoise) -> [Float] {
        // One more than is stepped: it must stay.
        (0...count).map { _ in Float.random(in: range, using: &noise) }
    }

    @Test(arguments: Kernels.available) func rmsprop(_ kernels: Kernels) {
        var noise = KernelNoise(state: 51)
        for count in Self.counts {
            var square = Self.numbers(count, 0...2, &noise), value = Self.numbers(count, -1...1, &noise)
            let gradient = Self.numbers(count, -3...3, &noise), (squares, values) = (square, value)
            unsafe kernels.stepRMSprop(square: &square, value: &value, gradient: gradient, count: count, decay: 0.9, rate: 0.01, epsilon: 1e-8)
            for i in 0..<count {
                let g = gradient[i], s = 0.9 * squares[i] + (1 - 0.9) * g * g
                #expect(square[i] == s)
                #expect(value[i] == values[i] - 0.01 * (g / (s.squareRoot() + 1e-8)))
            }
            #expect(square[count] == squares[count] && value[count] == values[count])
        }
    }

    @Test(arguments: Kernels.available) func adam(_ kernels: Kernels) {
        var noise = KernelNoise(state: 52)
        let rates = Kernels.AdamRates(meanDecay: 0.9, squareDecay: 0.999, rate: 0.02, correction: 3, epsilon: 1e-7)
        for count in Self.counts {
            var mean = Self.numbers(count, -1...1, &noise), square = Self.numbers(count, 0...2, &noise)
            var value = Self.numbers(count, -1...1, &noise)
            let gradient = Self.numbers(count, -3...3, &noise), (means, squares, values) = (mean, square, value)
            unsafe kernels.stepAdam(mean: &mean, square: &square, value: &value, gradient: gradient, count: count, rates)
            for i in 0..<count {
                let g = gradient[i], m = 0.9 * means[i] + (1 - 0.9) * g, s = 0.999 * squares[i] + (1 - 0.999) * g * g
                #expect(mean[i] == m)
                #expect(square[i] == s)
                #expect(value[i] == values[i] - 0.02 * m / (s.squareRoot() * 3 + 1e-7))
            }
            #expect(mean[count] == means[count] && square[count] == squares[count] && value[count] == values[count])
        }
    }
}
