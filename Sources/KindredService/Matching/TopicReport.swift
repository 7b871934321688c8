import Foundation
public import KindredRetrieval

/// Topics learned from a file of texts, in words.
public struct TopicReport: Sendable {
    /// The model.
    public let model: TopicModel
    /// The vocabulary.
    public let words: [String]
    /// For each text, its topics' shares.
    public let shares: [[Double]]
    /// How uncertain the model is about words of texts that were held out; nil when none were.
    public let perplexity: Double?
    /// The same when only the words' frequencies are known.
    public let unigramPerplexity: Double?

    /// Learns.
    ///
    /// - Throws: `FileError`, `DistributionError`.
    public init(_ request: TopicRequest, isCancelled: (@Sendable () -> Bool)? = nil) throws {
        let corpus = try TopicTexts(request), texts = corpus.texts.map { WordCounts($0) }
        let isHeldOut = texts.indices.map { request.heldOut > 0 && $0 % request.heldOut == request.heldOut - 1 }
        let learned = texts.indices.filter { !isHeldOut[$0] }.map { texts[$0] }, hidden = texts.indices.filter { isHeldOut[$0] }.map { texts[$0] }
        model = try TopicModel(learned, vocabulary: corpus.words.count, parameters: request.parameters, isCancelled: isCancelled)
        words = corpus.words
        shares = try model.topics(of: texts)
        let canGuess = hidden.contains { $0.total >= 2 }
        perplexity = canGuess ? try model.perplexity(of: hidden) : nil
        // One topic is the frequencies of the words.
        var single = request.parameters
        (single.topics, single.method, single.passes) = (1, .batch, 2)
        unigramPerplexity = canGuess ? try TopicModel(learned, vocabulary: corpus.words.count, parameters: single, isCancelled: isCancelled).perplexity(of: hidden) : nil
    }

    /// The topics, the largest share first.
    public var order: [Int] {
        let shares = model.topicShares
        return shares.indices.sorted { (-shares[$0], $0) < (-shares[$1], $1) }
    }

    /// The words that tell a topic from the others.
    public func words(of topic: Int, count: Int) -> [String] { model.characteristic(of: topic, count: count).map { words[$0] } }

    /// As JSON, with some words of each topic.
    public func json(words count: Int) -> JSONObject {
        let topics = order.map { topic -> JSONValue in
            .object([
                "topic": .init(topic), "share": .double(model.topicShares[topic]), "words": .array(words(of: topic, count: count).map { .string($0) }),
            ])
        }
        return [
            "texts": .init(shares.count), "vocabulary": .init(words.count), "passes": .init(model.passes), "perplexity": perplexity.map { .double($0) } ?? .null,
            "unigram_perplexity": unigramPerplexity.map { .double($0) } ?? .null, "topics": .array(topics),
        ]
    }

    /// Writes the shares as `.npy`: a row for each text, a column for each topic.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws {
        try VectorFileWriter.npy(shares.flatMap { $0.map { Float($0) } }, dimension: model.parameters.topics, to: path)
    }
}
