public import Kindred
public import KindredLearning

/// What a collection is to learn, from what, and how.
public struct LearnRequest: Sendable {
    /// Who says what belongs together.
    public enum Supervision: Sendable, Hashable, Codable {
        /// A field of the payload that holds the class.
        case label(String)
        /// A file of pairs or triplets by points' ids, JSON Lines with the keys of feedback; see ``Operations/recordFeedback(file:in:using:source:)``.
        case pairs(file: String)
        /// The ledger of recorded choices; of one source, when it is named.
        case feedback(source: String?)
    }

    /// The collection.
    public var collection: String
    /// Who says what belongs together.
    public var supervision: Supervision
    /// How to learn.
    public var plan: TrainingPlan
    /// Which of the points' vectors; of an encoder of sequences, the vector that it is to make, named like the field when nothing is said.
    public var using = ""
    /// The field of the payload that holds the sequences, for an encoder of sequences.
    public var field: String?
    /// A file of points without label that are known not to be of a class they lie near, as ``PseudoNegativeFile`` reads it; they teach beside
    /// the labels, and never judge.
    public var pseudoNegatives: String?
    /// Only points that match teach and judge.
    public var filter: String?
    /// Whether what passes the gate is served at once.
    public var promotes = true
    /// Where to write what was learned, a safetensors file; it is written whether or not it passes the gate.
    public var output: String?
    /// Where to write a page about it: curves, angles, neighbours and a map.
    public var report: String?
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
    /// So many of so many trainings of choices are done.
    case fold(Int, Int)
    /// What was learned is being put in place: rows done and rows in all of the index.
    case indexing(Int, Int)
}
