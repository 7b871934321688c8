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
    /// What was learnt; nil when a weight is no number.
    public let encoder: LearnedEncoder?
    /// Whether it may be served.
    public let verdict: GateVerdict
    /// The mean loss of each epoch.
    public let losses: [Double]
    /// What the reader of the verdict ought to know.
    public let warnings: [String]
}
