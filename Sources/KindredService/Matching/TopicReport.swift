import Foundation
public import KindredRetrieval

/// A file of texts beside topics, in words: topics learned from them, or those that a file has kept.
public struct TopicReport: Sendable {
    /// The model.
    public let model: TopicModel
    /// The vocabulary.
    public let words: [String]
    /// For each text, its topics' shares.
    public let shares: [[Double]]
    /// How uncertain the model is about words of texts that it did not learn from; nil when there are none.
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

    /// Lays texts beside topics that were learned from others.
    ///
    /// - Throws: `FileError`, `DistributionError`.
    public init(_ request: TopicRequest, model saved: SavedTopics) throws {
        let texts = try TopicTexts(request, words: saved.words).texts.map { WordCounts($0) }
        model = saved.model
        words = saved.words
        shares = try model.topics(of: texts)
        perplexity = texts.contains { $0.total >= 2 } ? try model.perplexity(of: texts) : nil
        unigramPerplexity = nil
    }

    /// The topics, to be kept.
    public var saved: SavedTopics { SavedTopics(model, words: words) }

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
