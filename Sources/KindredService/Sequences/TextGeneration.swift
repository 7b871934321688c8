#if Keras
public import KindredKeras

/// A text to be continued by a model.
public struct TextGeneration: Sendable {
    /// The model.
    public var model: SequenceModelFile
    /// What `tokenizer.to_json()` wrote; nil for a model that comes with its own.
    public var tokenizer: String?
    /// The text to go on from.
    public var seed: String
    /// How many words are added at most.
    public var count = 10
    /// How each is chosen.
    public var choice = TextGenerator.Choice.greedy
    /// How many ids the model sees, when it does not say so itself.
    public var length: Int?
    /// Whether padding is passed over instead of ending the text.
    public var skipsPadding = false
    /// Whether a seed of unknown words is taken.
    public var allowsEmpty = false

    /// A text to be continued greedily by ten words.
    public init(model: SequenceModelFile, tokenizer: String? = nil, seed: String) {
        self.model = model
        self.tokenizer = tokenizer
        self.seed = seed
    }

    /// Continues it.
    ///
    /// - Throws: `KerasError`
    public func run() throws -> TextGenerator.Continuation {
        let chain = try model.model()
        var generator = try TextGenerator(chain, try model.tokenizer(tokenizer, chain), length: length)
        (generator.choice, generator.skipsPadding, generator.allowsEmpty) = (choice, skipsPadding, allowsEmpty)
        return try generator.continued(seed, count: count)
    }
}
#endif
