public import Kindred

/// A query whose answers are put together by a value of their payload.
public struct GroupsQuery: Sendable {
    /// What is asked; its limit is the number of groups.
    public var query: PointsQuery
    /// The path of the value; only strings and integers count, each element of a list by itself.
    public var groupBy: PayloadPath
    /// Points per group, 1 or more.
    public var groupSize = 3
    /// A collection whose points the groups' ids name, to be returned with them.
    public var lookup: GroupLookup?

    /// Groups by a path.
    public init(_ query: PointsQuery, groupBy: PayloadPath) {
        self.query = query
        self.groupBy = groupBy
    }
}

/// Where the points that groups name lie.
public struct GroupLookup: Sendable {
    /// The collection.
    public var collection: String
    /// Which parts of payloads come along.
    public var withPayload = PayloadSelector.all
    /// Which vectors come along.
    public var withVectors = VectorSelector.none

    /// Points of a collection.
    public init(collection: String) { self.collection = collection }
}

/// Points that share a value.
public struct PointsGroup: Sendable {
    /// The value: a string or an integer.
    public var id: JSONValue
    /// The best points, best first.
    public var hits: [PointRecord]
    /// The point of the other collection that the value names, when there is one and it was asked for.
    public var lookup: PointRecord?
}

/// A value of a field and how many points have it.
public struct FacetHit: Sendable, Equatable {
    /// A string, an integer or a bool.
    public var value: JSONValue
    /// Points that have it.
    public var count: Int
}

/// Distances between points of a sample.
public struct DistanceMatrix: Sendable {
    /// The sample's ids, ascending.
    public var ids: [PointID]
    /// For each id its nearest others of the sample: places in `ids` and scores, best first.
    public var rows: [[(place: Int, score: Float)]]
}
