import Foundation
internal import KindredMath

// Blei, Ng, Jordan, "Latent Dirichlet allocation", JMLR 3, 2003, by variational Bayes; online after Hoffman, Blei, Bach, "Online
// learning for latent Dirichlet allocation", NIPS 2010.

/// Topics of texts: each topic a distribution over words, each text a distribution over topics.
///
/// ```swift
/// let model = try TopicModel(texts, vocabulary: 5_000, parameters: TopicParameters(topics: 10))
/// model.topics(of: text)            // [0.02, 0.71, …], what the text is about
/// model.characteristic(of: 1)       // numbers of the words that tell topic 1 from others
/// try model.perplexity(of: unseen)
/// ```
///
/// The same texts and parameters give the same topics.
public struct TopicModel: Sendable, Hashable {
    /// What it was made with.
    public let parameters: TopicParameters
    /// How many words the vocabulary has.
    public let vocabulary: Int
    /// Passes over the texts that were made.
    public let passes: Int
    /// The weight of each word in each topic (λ): *words* × *topics*, row after row.
    package let weights: [Double]

    /// Learns the topics of texts.
    ///
    /// - Parameters:
    ///   - vocabulary: how many words there are; those of the texts are numbered below.
    ///   - isCancelled: asked between texts whether to give up.
    /// - Throws: `DistributionError`: `invalidParameter`, `mismatch` for a word beyond the vocabulary, `degenerate` when no text
    ///   has a word, `cancelled`.
    /// - Complexity: O(different words of texts · topics · 100) a pass at most.
    public init(_ texts: [WordCounts], vocabulary: Int, parameters: TopicParameters, isCancelled: (@Sendable () -> Bool)? = nil) throws(DistributionError) {
        try parameters.validate()
        try Self.require(texts, below: vocabulary)
        guard texts.contains(where: { !$0.words.isEmpty }) else { throw DistributionError(.degenerate, "none of the \(texts.count) texts has a word of the vocabulary") }
        var learning = TopicLearning(texts, vocabulary: vocabulary, parameters, isCancelled)
        passes = try learning.run()
        weights = learning.weights
        self.vocabulary = vocabulary
        self.parameters = parameters
    }

    /// A model as learning left it, number for number; from a file, so everything is checked.
    ///
    /// - Throws: `DistributionError`: `invalidParameter`, `mismatch` for another number of weights, `notFinite` for a weight that is not above 0.
    package init(restoring weights: [Double], vocabulary: Int, passes: Int, parameters: TopicParameters) throws(DistributionError) {
        try parameters.validate()
        guard vocabulary > 0, passes >= 0 else { throw DistributionError(.invalidParameter, "\(passes) passes over texts of \(vocabulary) words") }
        let (count, overflow) = vocabulary.multipliedReportingOverflow(by: parameters.topics)
        guard !overflow, weights.count == count else {
            throw DistributionError(.mismatch, "\(weights.count) weights for \(vocabulary) words in \(parameters.topics) topics")
        }
        for (place, weight) in weights.enumerated() where !(weight > 0) || weight == .infinity {
            throw DistributionError(.notFinite, "weight \(place) of a topic is \(weight); finite numbers above 0 are allowed")
        }
        (self.weights, self.vocabulary, self.passes, self.parameters) = (weights, vocabulary, passes, parameters)
    }

    /// - Throws: `mismatch` naming the first word that is too large.
    private static func require(_ texts: [WordCounts], below vocabulary: Int) throws(DistributionError) {
        for text in texts {
            guard let last = text.words.last, last >= vocabulary else { continue }
            throw DistributionError(.mismatch, "word \(last) of a vocabulary of \(vocabulary)")
        }
    }

    /// What share of each topic each word has (φ): *words* × *topics*, row after row. The shares of a topic have the sum 1.
    public var wordShares: [Double] {
        let k = parameters.topics, sums = totals
        return weights.indices.map { weights[$0] / sums[$0 % k] }
    }

    /// What share of the texts' words each topic has.
    public var topicShares: [Double] {
        let sums = totals, all = sums.reduce(0, +)
        return sums.map { $0 / all }
    }

    /// What each of some texts is about (θ): shares of topics, their sum 1. A text without words is about all alike.
    ///
    /// - Throws: `DistributionError.mismatch` for a word beyond the vocabulary.
    public func topics(of texts: [WordCounts]) throws(DistributionError) -> [[Double]] {
        try Self.require(texts, below: vocabulary)
        var inference = TopicInference(words: TopicLearning.expectation(weights, parameters.topics), topics: parameters.topics, alpha: parameters.alpha)
        return texts.map { text in
            inference.infer(text)
            let sum = inference.gamma.reduce(0, +)
            return inference.gamma.map { $0 / sum }
        }
    }

    /// How uncertain the model is about a word of some texts when it has seen every other word: their words are taken in the order
    /// of their numbers, the first, third, … are seen, the others guessed. As if it chose between that many words of equal chance.
    ///
    /// Completing texts, unlike the variational bound, does not charge short texts for what their topics cost
    /// (Wallach, Murray, Salakhutdinov, Mimno, "Evaluation methods for topic models", ICML 2009).
    ///
    /// - Throws: `DistributionError`: `mismatch`, `degenerate` when no text has two words.
    public func perplexity(of texts: [WordCounts]) throws(DistributionError) -> Double {
        let halves = texts.map(\.halves), shares = try topics(of: halves.map(\.seen)), words = wordShares, k = parameters.topics
        var sum = 0.0, count = 0.0
        for (theta, hidden) in zip(shares, halves.map(\.hidden)) {
            for (word, times) in zip(hidden.words, hidden.counts) {
                guard word < vocabulary else { throw DistributionError(.mismatch, "word \(word) of a vocabulary of \(vocabulary)") }
                var chance = 0.0
                for topic in 0..<k { chance += theta[topic] * words[word * k + topic] }
                sum += times * log(chance)
                count += times
            }
        }
        guard count > 0 else { throw DistributionError(.degenerate, "no text has a second word that could be guessed") }
        return exp(-sum / count)
    }

    /// The words that tell a topic from the others, first the most telling.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - balance: 1 ranks words by how frequent they are in the topic, 0 by how much more frequent they are there than elsewhere
    ///     (Sievert, Shirley, "LDAvis", 2014).
    /// - Precondition: the topic is below the number of topics.
    public func characteristic(of topic: Int, count: Int = 10, balance: Double = 0.6) -> [Int] {
        let k = parameters.topics, words = wordShares, shares = topicShares
        precondition(topic >= 0 && topic < k, "topic \(topic) of \(k)")
        let ranks = (0..<vocabulary).map { word -> Double in
            var overall = 0.0
            for other in 0..<k { overall += shares[other] * words[word * k + other] }
            let inside = words[word * k + topic]
            return balance * log(inside) + (1 - balance) * log(inside / overall)
        }
        return ranks.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }.prefix(count).map(\.self)
    }

    private var totals: [Double] {
        var sums = [Double](repeating: 0, count: parameters.topics)
        for place in weights.indices { sums[place % parameters.topics] += weights[place] }
        return sums
    }
}
