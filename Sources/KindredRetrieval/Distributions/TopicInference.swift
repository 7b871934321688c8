import Foundation
internal import KindredMath

/// Which topics a text is about, given what words each topic uses: the variational expectation of one text.
struct TopicInference {
    /// For each word, exp E[ln φ] under each topic: *words* × *topics*, or probabilities outright.
    private let words: [Double]
    private let topics: Int
    private let alpha: Double
    private static let mostRounds = 100
    private static let settled = 1e-3

    /// Weights of the text's topics, without the prior; and their exp E[ln θ].
    private(set) var gamma: [Double]
    private var theta: [Double]
    private var next: [Double]

    init(words: [Double], topics: Int, alpha: Double) {
        self.words = words
        self.topics = topics
        self.alpha = alpha
        gamma = [Double](repeating: 1, count: topics)
        theta = gamma
        next = gamma
    }

    /// Finds γ of a text. Begins with even topics, so the answer depends on the text alone.
    mutating func infer(_ text: WordCounts) {
        for topic in 0..<topics { gamma[topic] = 1 }
        expectation()
        for _ in 0..<Self.mostRounds {
            for topic in 0..<topics { next[topic] = 0 }
            for place in text.words.indices {
                let row = text.words[place] &* topics
                let share = text.counts[place] / norm(row)
                for topic in 0..<topics { next[topic] += share * words[row &+ topic] }
            }
            var change = 0.0
            for topic in 0..<topics {
                let value = alpha + theta[topic] * next[topic]
                change += abs(value - gamma[topic])
                gamma[topic] = value
            }
            expectation()
            if change < Self.settled * Double(topics) { break }
        }
    }

    /// Adds what the text says about topics to statistics, *words* × *topics*, which are to be multiplied by `words`.
    func add(_ text: WordCounts, to statistics: inout [Double]) {
        for place in text.words.indices {
            let row = text.words[place] &* topics
            let share = text.counts[place] / norm(row)
            for topic in 0..<topics { statistics[row &+ topic] += share * theta[topic] }
        }
    }

    private func norm(_ row: Int) -> Double {
        var sum = 1e-100
        for topic in 0..<topics { sum += theta[topic] * words[row &+ topic] }
        return sum
    }

    private mutating func expectation() {
        let all = digamma(gamma.reduce(0, +))
        for topic in 0..<topics { theta[topic] = exp(digamma(gamma[topic]) - all) }
    }
}

/// The derivative of ln Γ, for x > 0: the recurrence up to 8, then the asymptotic series (Abramowitz, Stegun, 6.3.5 and 6.3.18).
///
/// The error is below 1e−12.
func digamma(_ x: Double) -> Double {
    var x = x, shift = 0.0
    while x < 8 {
        shift -= 1 / x
        x += 1
    }
    let inverse = 1 / (x * x)
    let series = inverse * (1.0 / 12 - inverse * (1.0 / 120 - inverse * (1.0 / 252 - inverse * (1.0 / 240 - inverse * (1.0 / 132 - inverse * (691.0 / 32_760))))))
    return shift + log(x) - 0.5 / x - series
}

extension SeededRandom {
    /// A draw from the gamma distribution of a shape of at least 1 and scale 1. Marsaglia, Tsang, ACM TOMS 26(3), 2000.
    mutating func gamma(shape: Double) -> Double {
        let d = shape - 1.0 / 3, c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal(), t = 1 + c * x
            guard t > 0 else { continue }
            let v = t * t * t
            if log(positiveUniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
