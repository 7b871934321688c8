import Foundation
internal import KindredMath

/// The topics while they are learned.
struct TopicLearning {
    private let texts: [WordCounts]
    private let parameters: TopicParameters
    private let isCancelled: (@Sendable () -> Bool)?
    /// λ: *words* × *topics*.
    private(set) var weights: [Double]
    /// Steps of the online method so far.
    private var steps = 0

    init(_ texts: [WordCounts], vocabulary: Int, _ parameters: TopicParameters, _ isCancelled: (@Sendable () -> Bool)?) {
        self.texts = texts
        self.parameters = parameters
        self.isCancelled = isCancelled
        var random = SeededRandom(seed: parameters.seed)
        // Near 1 with a tenth of spread: enough for topics to become different, as Hoffman's own program begins.
        weights = (0..<vocabulary * parameters.topics).map { _ in random.gamma(shape: 100) / 100 }
    }

    /// Goes over the texts until the topics settle; returns the passes.
    mutating func run() throws(DistributionError) -> Int {
        for pass in 1...parameters.passes {
            let before = weights
            switch parameters.method {
            case .batch: weights = try statistics(texts[...]).map { parameters.eta + $0 }
            case .online: try onlinePass()
            }
            var change = 0.0, whole = 0.0
            for place in weights.indices {
                change += abs(weights[place] - before[place])
                whole += weights[place]
            }
            if change <= parameters.tolerance * whole { return pass }
        }
        return parameters.passes
    }

    private mutating func onlinePass() throws(DistributionError) {
        for start in stride(from: 0, to: texts.count, by: parameters.batch) {
            let part = texts[start..<min(start + parameters.batch, texts.count)]
            let scale = Double(texts.count) / Double(part.count)
            steps += 1
            let step = pow(parameters.offset + Double(steps), -parameters.decay)
            let found = try statistics(part)
            for place in weights.indices { weights[place] = (1 - step) * weights[place] + step * (parameters.eta + scale * found[place]) }
        }
    }

    /// What some texts say about the words of each topic.
    private func statistics(_ part: ArraySlice<WordCounts>) throws(DistributionError) -> [Double] {
        let words = Self.expectation(weights, parameters.topics)
        var inference = TopicInference(words: words, topics: parameters.topics, alpha: parameters.alpha)
        var statistics = [Double](repeating: 0, count: weights.count)
        for text in part {
            if let isCancelled, isCancelled() { throw DistributionError(.cancelled, "learning of topics was stopped") }
            inference.infer(text)
            inference.add(text, to: &statistics)
        }
        for place in statistics.indices { statistics[place] *= words[place] }
        return statistics
    }

    /// exp E[ln φ] under each topic's Dirichlet distribution.
    static func expectation(_ weights: [Double], _ topics: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: topics)
        for place in weights.indices { sums[place % topics] += weights[place] }
        let all = sums.map(digamma)
        return weights.indices.map { exp(digamma(weights[$0]) - all[$0 % topics]) }
    }
}
