#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif
public import KindredMath

/// Negatives of one anchor drawn the more often the more alike they are, without ever losing sight of the others.
///
/// Weights begin equal. Each `update` moves them a share η towards softmax(β·similarity); β = 0 keeps them equal. Draws are
/// with replacement.
public struct AdaptiveNegatives: Sendable, Hashable {
    /// The chance of each negative; they sum to 1.
    public private(set) var weights: [Double]
    /// β, how much similarity counts.
    public var sharpness: Double
    /// η in 0...1, how fast weights follow.
    public var rate: Double

    /// Equal weights for `count` negatives.
    public init(count: Int, sharpness: Double = 10, rate: Double = 0.5) {
        weights = [Double](repeating: 1 / Double(max(1, count)), count: count)
        self.sharpness = sharpness
        self.rate = rate
    }

    /// Follows the similarities of the moment.
    ///
    /// - Precondition: one for each negative.
    public mutating func update(similarities: [Double]) {
        precondition(similarities.count == weights.count, "\(similarities.count) similarities of \(weights.count) negatives")
        guard let greatest = similarities.max() else { return }
        let powers = similarities.map { exp(sharpness * ($0 - greatest)) }
        let sum = powers.reduce(0, +)
        for i in weights.indices { weights[i] = (1 - rate) * weights[i] + rate * powers[i] / sum }
    }

    /// Draws `count` negatives by their weights, by the inverse of the distribution function.
    ///
    /// - Complexity: O(*n* + *count* log *n*).
    public func draw(_ count: Int, _ random: inout SeededRandom) -> [Int] {
        guard !weights.isEmpty else { return [] }
        var sum = 0.0
        let sums = weights.map { weight in
            sum += weight
            return sum
        }
        return (0..<count).map { _ in
            let place = random.uniform() * sum
            var low = 0, high = sums.count - 1
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > place { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
