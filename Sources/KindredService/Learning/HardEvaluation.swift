public import Kindred
public import KindredLearning
import KindredMath

/// What to judge on hard negatives, and how thoroughly.
public struct HardEvaluationRequest: Sendable {
    /// Which rows, which measure, how many queries.
    public var evaluation: EvaluationRequest
    /// Hardest negatives of each query.
    public var negatives = 10
    /// Which of a collection's measures says what is hard; nil for the one that serves. Rows of a file are hard by the measure judged.
    public var minedBy: Int?
    /// Sizes of changes in the data's own units; nil for such as suit it. See ``HardSetRobustness/sizes(for:norm:)``.
    public var sizes: [Double]?
    /// How sizes are told.
    public var norm = AttackNorm.lInfinity
    /// Where components of changed queries are valid; the data's own range when nil.
    public var box: InputBox?

    /// Ten negatives of each query.
    public init(_ evaluation: EvaluationRequest) { self.evaluation = evaluation }
}

/// What was judged: a measure, on the hardest negatives of some queries.
public struct HardGround: Sendable {
    /// The measure, as its text, its number and that of the measure that says what is hard, when a collection has them.
    public let measure: String
    /// See `measure`.
    public let version, minedBy: Int?
    /// Rows, classes, queries that counted, and points without label, which were left out.
    public let rows, classes, queries, unlabelled: Int
    /// Hardest negatives of each query at most.
    public let negatives: Int

    /// `{"measure", "version", "mined_by", "rows", "classes", "queries", "unlabelled", "negatives"}`.
    var json: JSONObject {
        [
            "measure": .string(measure), "version": version.map { JSONValue($0) } ?? .null, "mined_by": minedBy.map { JSONValue($0) } ?? .null, "rows": .init(rows),
            "classes": .init(classes), "queries": .init(queries), "unlabelled": .init(unlabelled), "negatives": .init(negatives),
        ]
    }
}

/// A figure among all rows, and among each query's candidates.
public struct HardFigure: Sendable {
    /// Which figure.
    public let name: String
    /// Its mean and interval over the queries.
    public let all, hard: Bootstrap.Interval

    init(_ figure: RetrievalFigure, _ result: HardSetResult, seed: UInt64) {
        name = figure.description
        (all, hard) = (result.all.interval(figure, Bootstrap(seed: seed)), result.hard.interval(figure, Bootstrap(seed: seed)))
    }
}

/// How well a measure does on hard negatives: retrieval among each query's candidates, and pairs of a query and a hard negative against pairs of
/// one class.
public struct HardEvaluation: Sendable {
    /// Pairs of one class against as many of two.
    public struct Pairs: Sendable, Hashable {
        /// Area under their ROC curve, the rate at which both errors are equal, and true acceptance at 1 % false acceptance.
        public let area, equalErrorRate: Double
        /// nil when there are too few pairs to say.
        public let acceptance: Double?
    }
    /// What was judged.
    public let ground: HardGround
    /// Each figure among all rows and among candidates.
    public let figures: [HardFigure]
    /// Negative pairs drawn from all rows, and hard ones.
    public let allPairs, hardPairs: Pairs

    /// Figures of an evaluation on hard negatives.
    public static func figures(at k: Int) -> [RetrievalFigure] { Evaluation.figures(at: k) + [.tripletAccuracy] }

    /// `{…, "figures": {"map@r": {"all": {"mean", "lower", "upper"}, "hard": {…}}}, "pairs": {"all": {"auc", "eer", "tar@far=0.01"}, "hard": {…}}}`.
    public var json: JSONObject {
        var object = ground.json
        object["figures"] = .object(figures.json)
        object["pairs"] = ["all": .object(allPairs.json), "hard": .object(hardPairs.json)]
        return object
    }
}

/// How figures on hard negatives hold up under noise and FGSM.
public struct RobustEvaluation: Sendable {
    /// What was done to queries, and the figures then.
    public struct Condition: Sendable {
        /// What was done.
        public let change: HardSetRobustness.Change
        /// Its size.
        public let epsilon: Double
        /// Each figure among all rows and among candidates.
        public let figures: [HardFigure]
    }
    /// What was judged.
    public let ground: HardGround
    /// How sizes are told, and where changed components are valid.
    public let norm: AttackNorm
    /// See `norm`.
    public let box: InputBox
    /// Whether gradients are the measure's own, and not differences.
    public let isExact: Bool
    /// Nothing first, then noise and FGSM of each size.
    public let conditions: [Condition]

    /// `{…, "norm", "box", "gradients", "conditions": [{"change": "none", "noise" or "fgsm", "epsilon", "figures": as of ``HardEvaluation/json``}]}`.
    public var json: JSONObject {
        var object = ground.json
        object["norm"] = .string(norm.rawValue)
        object["box"] = [.double(box.low), .double(box.high)]
        object["gradients"] = .string(isExact ? "exact" : "differences")
        object["conditions"] = .array(conditions.map { ["change": .string($0.change.rawValue), "epsilon": .double($0.epsilon), "figures": .object($0.figures.json)] })
        return object
    }
}

extension HardEvaluation.Pairs {
    init(_ pairs: [(Int, Int, Bool)], _ labelled: LabelledRows, _ measure: Measure) throws {
        let curve = try ROCCurve(scores: labelled.scores(of: pairs, under: measure), isSame: pairs.map(\.2))
        (area, equalErrorRate, acceptance) = (curve.area, curve.equalErrorRate, curve.acceptance(falseAt: 0.01))
    }

    fileprivate var json: JSONObject { ["auc": .double(area), "eer": .double(equalErrorRate), "tar@far=0.01": acceptance.map { .double($0) } ?? .null] }
}

extension [HardFigure] {
    fileprivate var json: JSONObject { JSONObject(map { ($0.name, ["all": .object($0.all.json), "hard": .object($0.hard.json)]) }) }
}
