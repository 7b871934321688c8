public import Kindred
public import KindredLearning

/// What a collection is to learn, from what, and how.
public struct LearnRequest: Sendable {
    /// Who says what belongs together.
    public enum Supervision: Sendable, Hashable, Codable {
        /// A field of the payload that holds the class.
        case label(String)
        /// The ledger of recorded choices; of one source, when it is named.
        case feedback(source: String?)
    }

    /// The collection.
    public var collection: String
    /// Who says what belongs together.
    public var supervision: Supervision
    /// How to learn.
    public var plan: TrainingPlan
    /// Which of the points' vectors.
    public var using = ""
    /// Only points that match teach and judge.
    public var filter: String?
    /// Whether what passes the gate is served at once.
    public var promotes = true
    /// Where to write what was learned, a safetensors file; it is written whether or not it passes the gate.
    public var output: String?
    /// Whether to go on with the learning that was interrupted; then the rest of the request but `threads`, `output` and `promotes` is
    /// what it was.
    public var resumes = false
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// What a collection is to learn.
    public init(collection: String, supervision: Supervision, plan: TrainingPlan) {
        self.collection = collection
        self.supervision = supervision
        self.plan = plan
    }
}

/// How far learning is.
public enum LearnProgress: Sendable {
    /// Reading the points.
    case reading
    /// An epoch is done.
    case epoch(TrainingProgress)
    /// What was learned is being put in place: rows done and rows in all of the index.
    case indexing(Int, Int)
}

/// What learning led to.
public struct LearnReport: Sendable {
    /// The choices made.
    public let settings: TrainingSettings
    /// The gate's judgement on points that did not teach.
    public let verdict: GateVerdict
    /// Whether the collection is searched by it now.
    public let isPromoted: Bool
    /// The measure's number in the collection; nil when it was refused.
    public let measure: Int?
    /// The mean loss of each epoch.
    public let losses: [Double]
    /// What the reader of the verdict ought to know.
    public let warnings: [String]
    /// Points that taught or judged, their classes, and points without label.
    public let points, classes, unlabelled: Int
    /// Seconds of training and judging, and of putting in place.
    public let trainingSeconds, promotionSeconds: Double

    /// One object with the evaluation before and after and `"promoted"`.
    public var json: JSONObject {
        var object: JSONObject = [
            "promoted": .bool(isPromoted), "measure": measure.map { JSONValue($0) } ?? .null, "figure": .string(verdict.figure.description),
            "before": .finite(verdict.before), "after": .finite(verdict.after), "gain": .object(verdict.gain.json),
        ]
        if let refusal = verdict.refusal { object["refusal"] = .string(refusal) }
        object["loss"] = .string(settings.loss.rawValue)
        object["encoder"] = .string(settings.encoder.rawValue)
        object["dimension"] = .init(settings.dimension)
        object["epochs"] = .init(losses.count)
        object["losses"] = .array(losses.map { .finite($0) })
        object["points"] = .init(points)
        object["classes"] = .init(classes)
        object["unlabelled"] = .init(unlabelled)
        object["warnings"] = .array(warnings.map { .string($0) })
        object["training_s"] = .finite((trainingSeconds * 1e3).rounded() / 1e3)
        object["promotion_s"] = .finite((promotionSeconds * 1e3).rounded() / 1e3)
        return object
    }
}

extension JSONValue {
    /// A number; null when it is none that JSON knows.
    static func finite(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
}
