/// Whether what was learnt may take the place of what is served.
///
/// It may, when held-out rows are better retrieved and that is no accident: the lower end of the interval of the gain, by a paired
/// bootstrap over the same queries, lies above 0.
public struct GateVerdict: Sendable, Hashable {
    /// The figure judged by: `map@r`, `precision@10`, `pair-auc` or `triplet-accuracy`.
    public let figure: String
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
        self.init(figure.description, before: before.values[figure] ?? [], after: after.values[figure] ?? [], seed: seed)
    }

    /// Judges by values of the same queries, pairs or triplets before and after.
    init(_ figure: String, before: [Double], after: [Double], seed: UInt64) {
        let gain = Bootstrap(seed: seed).gain(from: before, to: after)
        self.figure = figure
        self.before = Self.mean(before)
        self.after = Self.mean(after)
        self.gain = gain
        isPromoted = gain.lower > 0
        let reason = "the gain of \(figure) on what was held out, \(gain.mean), may be none: its interval begins at \(gain.lower)"
        refusal = isPromoted ? nil : before.isEmpty ? "nothing is held out to judge by" : reason
    }

    /// A refusal without an evaluation after.
    init(_ figure: String, before: [Double], refusal: String) {
        self.figure = figure
        self.before = Self.mean(before)
        after = .nan
        gain = Bootstrap.Interval(mean: .nan, lower: .nan, upper: .nan)
        isPromoted = false
        self.refusal = refusal
    }

    /// The same judgement, refused.
    init(_ judged: GateVerdict, refusal: String) {
        (figure, before, after, gain) = (judged.figure, judged.before, judged.after, judged.gain)
        isPromoted = false
        self.refusal = refusal
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

/// The judgement of what was hardened: accuracy under attack has to rise, and accuracy without may fall by 3 points.
struct HardeningVerdict {
    /// By accuracy under attack, refused when it costs too much.
    let verdict: GateVerdict
    /// Whether it costs at most what it may.
    let isCheap: Bool
    private static let mostCost = 0.03

    /// Judges by the same queries right or wrong, before and after, clean and under attack.
    init(_ before: (clean: [Bool], attacked: [Bool]), _ after: (clean: [Bool], attacked: [Bool]), epsilon: Double, seed: UInt64) {
        let share = { (right: [Bool]) in Double(right.count { $0 }) / Double(max(1, right.count)) }
        let figure = "accuracy under attack of \(epsilon)", cost = share(before.clean) - share(after.clean)
        isCheap = cost <= Self.mostCost + 1e-9
        let judged = GateVerdict(figure, before: before.attacked.map { $0 ? 1 : 0 }, after: after.attacked.map { $0 ? 1 : 0 }, seed: seed)
        verdict =
            judged.isPromoted && !isCheap
            ? GateVerdict(judged, refusal: "accuracy without attack falls from \(share(before.clean)) to \(share(after.clean)): by \(Self.mostCost) at most") : judged
    }
}
