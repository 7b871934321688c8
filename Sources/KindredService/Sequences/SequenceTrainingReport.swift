#if Keras
public import KindredNN

/// What training on a text led to.
public struct SequenceTrainingReport: Sendable {
    /// What a token was.
    public var level: SequenceTraining.Level
    /// How many ids there are, padding and the unknown token among them.
    public var vocabulary: Int
    /// Tokens that taught, and those that judged.
    public var tokens: Int, heldOutTokens: Int
    /// How many numbers the model has.
    public var parameters: Int
    /// What each epoch led to.
    public var epochs: [LanguageTrainer.Epoch]
    /// How long it took.
    public var seconds: Double
}

extension SequenceTrainingReport {
    /// As the command prints it.
    public var json: JSONObject {
        let epochs = epochs.map { epoch in
            JSONValue.object(["training": .finite(epoch.training), "held_out": epoch.heldOut.map { .finite($0) } ?? .null])
        }
        return [
            "level": .string(level.rawValue), "vocabulary": .init(vocabulary), "tokens": .init(tokens), "held_out_tokens": .init(heldOutTokens),
            "parameters": .init(parameters), "epochs": .array(epochs), "perplexity": self.epochs.last?.heldOut.map { .finite($0) } ?? .null,
            "seconds": .finite((seconds * 1e3).rounded() / 1e3),
        ]
    }
}
#endif
