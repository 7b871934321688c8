public import KindredSimilarity

/// How far training is.
public struct TrainingProgress: Sendable, Hashable {
    /// Epochs done.
    public var epoch: Int
    /// Epochs in all.
    public var epochs: Int
    /// The mean loss of the last.
    public var loss: Double
}

/// What training led to.
public struct TrainingOutcome: Sendable {
    /// The choices made.
    public let settings: TrainingSettings
    /// What was learnt, of asymmetric towers the item tower; nil when a weight is no number.
    public let encoder: LearnedEncoder?
    /// The query tower of asymmetric towers; nil when `encoder` encodes queries too.
    public let queryEncoder: LearnedEncoder?
    /// Whether it may be served.
    public let verdict: GateVerdict
    /// The mean loss of each epoch.
    public let losses: [Double]
    /// What the reader of the verdict ought to know.
    public let warnings: [String]

    init(settings: TrainingSettings, learned: LearnedSides?, verdict: GateVerdict, losses: [Double], warnings: [String]) {
        self.settings = settings
        encoder = learned?.item
        queryEncoder = learned?.query
        self.verdict = verdict
        self.losses = losses
        self.warnings = warnings
    }

    /// The measure of what was learnt: `encoded`, or `towers` when each side has an encoder; nil when a weight is no number.
    ///
    /// - Throws: a `MeasureError` for towers that do not fit each other, which training does not make.
    public var measure: Measure? {
        get throws(MeasureError) {
            guard let encoder else { return nil }
            return try LearnedSides(query: queryEncoder, item: encoder).measure(isUnit: settings.isUnit)
        }
    }
}
