/// A common claim, judged by what was measured on somebody's vectors.
public struct Claim: Sendable, Hashable {
    /// The outcome.
    public enum Verdict: String, Sendable, Hashable {
        /// It holds here.
        case confirmed
        /// It does not hold here.
        case refuted
    }

    /// The claim, with what decides it.
    public var claim: String
    /// Whether it holds on these vectors.
    public var verdict: Verdict
    /// The number that decided.
    public var figure: Double
    /// What the number is.
    public var meaning: String

    init(_ claim: String, _ holds: Bool, _ figure: Double, _ meaning: String) {
        self.claim = claim
        verdict = holds ? .confirmed : .refuted
        self.figure = figure
        self.meaning = meaning
    }
}
