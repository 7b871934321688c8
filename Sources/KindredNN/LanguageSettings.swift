/// How a ``LanguageModel`` is made and trained.
///
///     var settings = LanguageSettings(vocabulary: 5000)
///     settings.units = [256, 256]
///     let trainer = try LanguageTrainer(settings)
public struct LanguageSettings: Sendable, Hashable, Codable {
    /// How many tokens there are, 0 among them: 1 to 2²⁴.
    public var vocabulary: Int
    /// Components of a token's vector: 1 to 65,536.
    public var dimension = 128
    /// Units of each LSTM layer, the first one first: 1 to 16 layers of 1 to 65,536.
    public var units = [256]
    /// Share of each layer's inputs dropped in training, in 0..<1.
    public var dropout = 0.0
    /// Share of each layer's hidden state dropped on its way to the next step, in 0..<1.
    public var recurrentDropout = 0.0
    /// Rows that the text is cut into, which are read side by side.
    public var batch = 32
    /// Steps that derivatives go back: T of truncated backpropagation through time.
    public var steps = 35
    /// How often the text is read.
    public var epochs = 10
    /// The length of RMSprop's steps.
    public var learningRate = 0.002
    /// ρ of RMSprop, in 0..<1.
    public var decay = 0.9
    /// The greatest norm of all gradients together.
    public var clip = 5.0
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0

    /// Settings for so many tokens.
    public init(vocabulary: Int) { self.vocabulary = vocabulary }

    /// That every setting lies in its range.
    ///
    /// - Throws: ``LSTMError`` `setting`, naming the first that does not, and the range.
    public func validate() throws(LSTMError) {
        try Self.require(vocabulary, "vocabulary", 1...(1 << 24))
        try Self.require(dimension, "dimension", 1...65_536)
        try Self.require(units.count, "number of layers", 1...16)
        for count in units { try Self.require(count, "number of units", 1...65_536) }
        for (name, rate) in [("dropout", dropout), ("recurrent dropout", recurrentDropout), ("decay", decay)] {
            guard rate >= 0, rate < 1 else { throw LSTMError(.setting, "\(name) is \(rate): at least 0 and below 1 is allowed") }
        }
        try Self.require(batch, "batch", 1...65_536)
        try Self.require(steps, "number of steps", 1...65_536)
        try Self.require(epochs, "number of epochs", 1...1_000_000)
        guard parameterCount <= 1 << 30 else { throw LSTMError(.setting, "the model would have \(parameterCount) numbers: at most \(1 << 30) are allowed") }
        for (name, value) in [("learning rate", learningRate), ("clip", clip)] {
            guard value > 0, value <= 1e6 else { throw LSTMError(.setting, "\(name) is \(value): above 0 and at most 1000000 is allowed") }
        }
    }

    /// How many numbers the model has. O(layers).
    var parameterCount: Int {
        var count = vocabulary * dimension, inputs = dimension
        for units in units {
            count += 4 * units * (inputs + units + 1)
            inputs = units
        }
        return count + vocabulary * (inputs + 1)
    }

    private static func require(_ value: Int, _ name: String, _ range: ClosedRange<Int>) throws(LSTMError) {
        guard !range.contains(value) else { return }
        throw LSTMError(.setting, "\(name) is \(value): \(range.lowerBound) to \(range.upperBound) is allowed")
    }
}
