/// Whether what was learnt may take the place of what is served.
///
/// It may, when held-out rows are better retrieved and that is no accident: the lower end of the interval of the gain, by a paired
/// bootstrap over the same queries, lies above 0.
public struct GateVerdict: Sendable, Hashable {
    /// The figure judged by.
    public let figure: RetrievalFigure
    /// Its mean before.
    public let before: Double
    /// Its mean after.
    public let after: Double
    /// The mean gain and its interval.
    public let gain: Bootstrap.Interval
    /// Whether it may.
    public let isPromoted: Bool
    /// Why not; nil when it may.
    public let refusal: String?

    /// Judges by the same queries before and after.
    init(_ figure: RetrievalFigure, before: RetrievalResult, after: RetrievalResult, seed: UInt64) {
        self.figure = figure
        self.before = before.mean(figure)
        self.after = after.mean(figure)
        gain = after.gain(over: before, figure, Bootstrap(seed: seed))
        isPromoted = gain.lower > 0
        refusal =
            isPromoted
            ? nil
            : before.queries.isEmpty ? "no held-out row has another of its class to find" : "the gain of \(figure) on held-out rows, \(gain.mean), may be none: its interval begins at \(gain.lower)"
    }

    /// A refusal without an evaluation after.
    init(_ figure: RetrievalFigure, before: RetrievalResult, refusal: String) {
        self.figure = figure
        self.before = before.mean(figure)
        after = .nan
        gain = Bootstrap.Interval(mean: .nan, lower: .nan, upper: .nan)
        isPromoted = false
        self.refusal = refusal
    }
}
