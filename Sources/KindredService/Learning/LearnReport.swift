public import Kindred
public import KindredLearning

/// What learning led to.
public struct LearnReport: Sendable {
    /// What was trained, with what, on what.
    public struct Training: Sendable, Hashable {
        /// The loss and the encoder by their names.
        public var loss, encoder: String
        /// Components of what is made of a vector.
        public var dimension: Int
        /// The mean loss of each epoch; empty for choices.
        public var losses: [Double]
        /// Points that taught or judged, and their classes; for feedback, the choices.
        public var points, classes: Int
        /// Points without label, or choices that name points that are gone: left out.
        public var leftOut: Int
        /// Seconds of reading, training and judging.
        public var seconds: Double
        /// Points known not to be of a class, that taught beside those with a label.
        public var pseudoNegatives = 0
        /// Whether what asks and what is stored are encoded alike.
        public var towers = TowerKind.shared
    }

    /// The gate's judgement by what did not teach.
    public struct Judgement: Sendable, Hashable {
        /// The figure judged by.
        public var figure: String
        /// Its mean before and after; after is NaN when nothing usable was learned.
        public var before, after: Double
        /// The mean gain and its interval.
        public var gain: Bootstrap.Interval
        /// Why it may not be served; nil when it may.
        public var refusal: String?
        /// What the reader ought to know.
        public var warnings: [String]
    }

    /// What was trained.
    public let training: Training
    /// How it was judged.
    public let judgement: Judgement
    /// The measure's number in the collection; nil when it was refused.
    public let measure: Int?
    /// Whether the collection is searched by it now.
    public let isPromoted: Bool
    /// Seconds of indexing it aside and putting it in place.
    public let promotionSeconds: Double

    /// One object with the evaluation before and after and `"promoted"`.
    public var json: JSONObject {
        var object: JSONObject = [
            "promoted": .bool(isPromoted), "measure": measure.map { JSONValue($0) } ?? .null, "figure": .string(judgement.figure),
            "before": .finite(judgement.before), "after": .finite(judgement.after), "gain": .object(judgement.gain.json),
        ]
        if let refusal = judgement.refusal { object["refusal"] = .string(refusal) }
        object["warnings"] = .array(judgement.warnings.map { .string($0) })
        object["loss"] = .string(training.loss)
        object["encoder"] = .string(training.encoder)
        if training.towers != .shared { object["towers"] = .string(training.towers.rawValue) }
        object["dimension"] = .init(training.dimension)
        object["points"] = .init(training.points)
        object["classes"] = .init(training.classes)
        object["left_out"] = .init(training.leftOut)
        if training.pseudoNegatives > 0 { object["pseudo_negatives"] = .init(training.pseudoNegatives) }
        object["epochs"] = .init(training.losses.count)
        object["losses"] = .array(training.losses.map { .finite($0) })
        object["training_s"] = .finite((training.seconds * 1e3).rounded() / 1e3)
        object["promotion_s"] = .finite((promotionSeconds * 1e3).rounded() / 1e3)
        return object
    }
}

extension JSONValue {
    /// A number; null when it is none that JSON knows.
    static func finite(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
}
