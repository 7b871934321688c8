public import KindredRetrieval

/// What learning the topics of a file of texts asks for.
public struct TopicRequest: Sendable {
    /// The texts: a line each, or a JSON object each.
    public var path: String
    /// The field of JSON objects that holds the text; nil for plain lines.
    public var field: String?
    /// How topics are learned.
    public var parameters: TopicParameters
    /// Words that fewer texts have are left out.
    public var leastTexts = 5
    /// Words that a larger share of the texts has are left out.
    public var mostShare = 0.5
    /// One text in so many is not learned from but guessed; 0 for none.
    public var heldOut = 10

    /// The plain way.
    public init(path: String, field: String? = nil, parameters: TopicParameters) {
        self.path = path
        self.field = field
        self.parameters = parameters
    }
}
