public import Kindred

/// One change to the points of a collection.
public enum PointsUpdate: Sendable {
    /// Stores whole points: what a point with the same id held before is gone.
    ///
    /// - `mode` says what happens to ids that are there, or not there yet.
    /// - With `filter`, points that are there are changed only if they match it; new ones are stored.
    case upsert([Point], mode: UpdateMode = .upsert, filter: Filter? = nil)
    /// Removes points.
    case delete(PointsSelection)
    /// Sets keys of payloads, inside the object at `path` when one is given; other keys stay.
    case setPayload(Payload, at: PayloadPath? = nil, PointsSelection)
    /// Replaces whole payloads, or the object at `path`.
    case overwritePayload(Payload, at: PayloadPath? = nil, PointsSelection)
    /// Removes what stands at some paths of payloads.
    case deletePayload([PayloadPath], PointsSelection)
    /// Removes whole payloads.
    case clearPayload(PointsSelection)
    /// Sets some vectors of points that are there; other vectors and the payload stay.
    case updateVectors([Point], filter: Filter? = nil)
    /// Removes vectors by name.
    case deleteVectors([String], PointsSelection)
}

/// Points by their ids, or all that match a filter.
public enum PointsSelection: Sendable {
    /// The points with these ids; ids that are not there are ignored.
    case ids([PointID])
    /// The points that match; the empty filter names all.
    case filter(Filter)
}

/// Which parts of payloads come back.
public enum PayloadSelector: Sendable, Equatable {
    /// No payload.
    case none
    /// The whole payload.
    case all
    /// Only what stands at these paths, in its nesting.
    case include([PayloadPath])
    /// Everything but what stands at these paths.
    case exclude([PayloadPath])
}

/// Which vectors come back.
public enum VectorSelector: Sendable, Equatable {
    /// None.
    case none
    /// Every vector of the point.
    case all
    /// Those of these names.
    case names([String])
}

/// A point as it is read.
public struct PointRecord: Sendable {
    /// The point's id.
    public var id: PointID
    /// Grows with every change of the point.
    public var version: UInt64
    /// How well it answers the query; 1 where nothing is compared.
    public var score: Float
    /// The payload, when it was asked for.
    public var payload: Payload?
    /// The vectors by name, when they were asked for; "" is the unnamed one.
    public var vectors: [String: VectorValue]?
    /// The value by which the points are ordered, when they are.
    public var orderValue: OrderValue?

    /// A point without anything but its id and score.
    public init(id: PointID, version: UInt64 = 0, score: Float = 1) {
        self.id = id
        self.version = version
        self.score = score
    }
}
