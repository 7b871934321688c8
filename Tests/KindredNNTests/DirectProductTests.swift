import KindredMath
@testable import KindredNN
import Testing

/// Products of matrices beside sums in Float64, whichever code makes them.
@Suite struct DirectProductTests {
    private static func numbers(_ count: Int, _ random: inout SeededRandom) -> [Float] {
        (0..<count).map { _ in Float(random.uniform() * 2 - 1) }
    }

    private static func exact(
        _ a: [Float], transposed: (a: Bool, b: Bool), _ b: [Float], m: Int, n: Int, k: Int
    ) -> [Double] {
        (0..<m * n).map { place in
            let (i, j) = place.quotientAndRemainder(dividingBy: n)
            return (0..<k).reduce(0) { sum, l in
                sum + Double(a[transposed.a ? l * m + i : i * k + l]) * Double(b[transposed.b ? j * k + l : l * n + j])
            }
        }
    }

    @Test(arguments: [(1, 16, 7), (6, 16, 1), (7, 48, 33), (64, 64, 100), (250, 80, 30), (241, 32, 1_100), (9, 15, 8), (6, 16, 0)])
    func products(_ m: Int, _ n: Int, _ k: Int) {
        var random = SeededRandom(seed: 7)
        let a = Self.numbers(m * k, &random), b = Self.numbers(k * n, &random)
        for transposed in [(a: false, b: false), (a: true, b: false), (a: false, b: true), (a: true, b: true)] {
            let expected = Self.exact(a, transposed: transposed, b, m: m, n: n, k: k)
            let found = product(a, transposed: transposed.a, b, transposed: transposed.b, m: m, n: n, k: k, threads: 1)
            #expect(found.count == m * n)
            for (value, exact) in zip(found, expected) { #expect(abs(Double(value) - exact) < 1e-6 * Double(k + 1)) }
            let sums = Self.numbers(m * n, &random)
            var kept = sums
            unsafe kept.withUnsafeMutableBufferPointer { kept in
                guard let kept = kept.baseAddress else { return }
                unsafe multiply(a, transposeA: transposed.a, b, transposeB: transposed.b, m: m, n: n, k: k, beta: 1, into: kept)
            }
            for (place, value) in kept.enumerated() {
                #expect(abs(Double(value) - Double(sums[place]) - expected[place]) < 1e-6 * Double(k + 2))
            }
        }
    }

    /// As in a perceptron of 784, 256 and 64: forward and both gradients of a batch that needs more than one block.
    @Test func threadsDoNotMatter() {
        var random = SeededRandom(seed: 8)
        for (m, n, k, transposed) in [(500, 256, 784, false), (784, 256, 64, true), (64, 256, 784, false)] {
            let a = Self.numbers(m * k, &random), b = Self.numbers(k * n, &random)
            let alone = product(a, transposed: transposed, b, transposed: false, m: m, n: n, k: k, threads: 1)
            for threads in [2, 3, 7] {
                #expect(product(a, transposed: transposed, b, transposed: false, m: m, n: n, k: k, threads: threads) == alone)
            }
        }
    }
}
