/// One choice: row `anchor` is nearer to row `positive` than to row `negative`.
public struct Choice: Sendable, Hashable {
    /// What was asked for.
    public var anchor: Int
    /// What should be near; nil when nothing was chosen.
    public var positive: Int?
    /// What should be far; nil when nothing was left.
    public var negative: Int?
    /// How much it counts beside others, above 0.
    public var weight: Double

    /// A choice; one of `positive` and `negative` at least.
    public init(anchor: Int, positive: Int?, negative: Int?, weight: Double = 1) {
        self.anchor = anchor
        self.positive = positive
        self.negative = negative
        self.weight = weight
    }
}
