public import Kindred
public import KindredLearning

/// Which collection to attack, and how.
public struct AttackRequest: Sendable {
    /// The collection.
    public var collection: String
    /// The payload field that holds the class.
    public var label: PayloadPath
    /// How thoroughly.
    public var settings: StudySettings
    /// Which of the points' vectors.
    public var using = ""
    /// Only points that match are attacked and answer.
    public var filter: String?
    /// Which of the collection's measures; nil for the one that serves.
    public var version: Int?
    /// Another of its measures to set beside it, attacked alike; nil for none.
    public var before: Int?
    /// The class that attacks aim at, by its name; nil when any wrong one will do.
    public var target: String?
    /// Points that are attacked; the others only answer.
    public var points = 500
    /// Points that answer, those that are attacked among them, the others drawn. When nil all of them do, or ``Operations/mostPairwise`` under a
    /// measure that compares pairs one by one.
    public var among: Int?
    /// The range of valid components; the data's own when nil.
    public var box: InputBox?
    /// Where to write a page about it.
    public var report: String?

    /// An attack on a collection's serving measure.
    public init(collection: String, label: PayloadPath, settings: StudySettings = StudySettings()) {
        self.collection = collection
        self.label = label
        self.settings = settings
    }
}
