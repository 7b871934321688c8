import KindredNN
public import KindredRetrieval

/// Learned topics as a file keeps them, with their vocabulary.
///
///     try SavedTopics(model, words: words).write(to: "news.safetensors")
///     try SavedTopics(contentsOf: "news.safetensors").model == model   // true
public struct SavedTopics: Sendable, Equatable {
    /// The model.
    public let model: TopicModel
    /// The vocabulary: a word for each of the model's numbers, ascending.
    public let words: [String]

    /// What is no tensor.
    private struct Contents: Codable {
        var words: [String]
        var passes: Int
        var topics: Int
        var documentPrior: Double?
        var wordPrior: Double?
        var method: String
        var mostPasses: Int
        var tolerance: Double
        var batch: Int
        var decay: Double
        var offset: Double
        var seed: UInt64

        init(_ saved: SavedTopics) {
            let parameters = saved.model.parameters
            (words, passes, topics) = (saved.words, saved.model.passes, parameters.topics)
            (documentPrior, wordPrior, method, mostPasses) = (parameters.documentPrior, parameters.wordPrior, parameters.method.rawValue, parameters.passes)
            (tolerance, batch, decay, offset, seed) = (parameters.tolerance, parameters.batch, parameters.decay, parameters.offset, parameters.seed)
        }

        /// The parameters; nil for a method that there is not.
        var parameters: TopicParameters? {
            TopicParameters.Method(rawValue: method).map { method in
                TopicParameters(
                    topics: topics, documentPrior: documentPrior, wordPrior: wordPrior, method: method, passes: mostPasses, tolerance: tolerance, batch: batch,
                    decay: decay, offset: offset, seed: seed)
            }
        }
    }

    /// A model.
    ///
    /// - Precondition: as many words as the model's vocabulary.
    public init(_ model: TopicModel, words: [String]) {
        precondition(words.count == model.vocabulary, "\(words.count) words for a vocabulary of \(model.vocabulary)")
        (self.model, self.words) = (model, words)
    }

    /// Writes the file: whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws(FileError) {
        let weights = Tensor(model.weights, shape: [model.vocabulary, model.parameters.topics])
        try DistributionFile.write(.topics, Contents(self), ["weights": weights], to: path)
    }

    /// Reads a file and checks all of it.
    ///
    /// - Throws: `FileError`: `missing`, `truncated`, `wrongFormat`, `unsupported` for a newer version, `mismatch` for a saved mixture,
    ///   `malformed` and `notFinite` for what is no topics.
    public init(contentsOf path: String) throws(FileError) {
        let (contents, tensors) = try DistributionFile.read(.topics, Contents.self, from: path)
        guard let parameters = contents.parameters else { throw FileError(.malformed, path: path, "was learned by the method '\(contents.method.prefix(20))', which is not known") }
        guard Set(contents.words).count == contents.words.count else { throw FileError(.malformed, path: path, "has a word twice among its \(contents.words.count)") }
        guard let weights = tensors["weights"], weights.shape == [contents.words.count, contents.topics] else {
            throw FileError(.malformed, path: path, "has weights of shape \(tensors["weights"]?.shape ?? []) for \(contents.words.count) words in \(contents.topics) topics")
        }
        do {
            model = try TopicModel(restoring: weights.scalars, vocabulary: contents.words.count, passes: contents.passes, parameters: parameters)
        } catch { throw FileError(error, path) }
        words = contents.words
    }
}
