/// The scores of points to some examples.
public struct SimilarityTable: Sendable, Equatable {
    /// The points, in the order in which they were last written.
    public var ids: [PointID]
    /// One array an example: the measure's own value of each point of ``ids``.
    public var scores: [[Float]]

    /// Points and their scores.
    public init(ids: [PointID], scores: [[Float]]) {
        self.ids = ids
        self.scores = scores
    }
}
