/// Everything that shapes a topic model.
public struct TopicParameters: Sendable, Hashable {
    /// How the texts are gone through.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// All texts, then the topics.
        case batch
        /// Some texts, then the topics move towards what those say, by smaller steps each time.
        case online
    }

    /// How many topics.
    public var topics: Int
    /// Prior weight of a topic in a text (α); nil is one over the number of topics.
    public var documentPrior: Double?
    /// Prior weight of a word in a topic (η); nil is one over the number of topics.
    public var wordPrior: Double?
    /// How the texts are gone through.
    public var method: Method
    /// Times that all texts are gone through, at most.
    public var passes: Int
    /// Passes end when this share, or less, of the topics' weight changes.
    public var tolerance: Double
    /// Texts of a step of the online method.
    public var batch: Int
    /// How fast its steps become smaller (κ), 0.5…1.
    public var decay: Double
    /// How much its first steps are held back (τ₀).
    public var offset: Double
    /// Seed of the topics to begin with.
    public var seed: UInt64

    /// Parameters of a topic model.
    public init(
        topics: Int, documentPrior: Double? = nil, wordPrior: Double? = nil, method: Method = .batch, passes: Int = 100, tolerance: Double = 1e-4,
        batch: Int = 128, decay: Double = 0.7, offset: Double = 10, seed: UInt64 = 0
    ) {
        self.topics = topics
        self.documentPrior = documentPrior
        self.wordPrior = wordPrior
        self.method = method
        self.passes = passes
        self.tolerance = tolerance
        self.batch = batch
        self.decay = decay
        self.offset = offset
        self.seed = seed
    }

    /// α as it is used.
    var alpha: Double { documentPrior ?? 1 / Double(topics) }
    /// η as it is used.
    var eta: Double { wordPrior ?? 1 / Double(topics) }

    /// - Throws: `DistributionError.invalidParameter` naming the value and its range.
    public func validate() throws(DistributionError) {
        for (name, value) in [("topics", topics), ("passes", passes), ("batch", batch)] where !(1...1_000_000).contains(value) {
            throw DistributionError(.invalidParameter, "\(name) is \(value): 1...1000000 is allowed")
        }
        for (name, value, range) in [
            ("documentPrior", alpha, 1e-9...1e9), ("wordPrior", eta, 1e-9...1e9), ("tolerance", tolerance, 0...1), ("decay", decay, 0.5...1), ("offset", offset, 0...1e9),
        ] where !range.contains(value) {
            throw DistributionError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
        }
    }
}
