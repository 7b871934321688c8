/// What somebody's choice says about likeness: to the anchor, one thing is nearer than another.
///
///     Feedback(anchor: .point(7), positive: 12, negative: 31, source: "search clicks")
public struct Feedback: Sendable, Equatable {
    /// What was asked for.
    public enum Anchor: Sendable, Equatable {
        /// A stored point.
        case point(PointID)
        /// A query's vector.
        case vector([Float])
    }

    /// What was asked for.
    public var anchor: Anchor
    /// What should be near to it: what was chosen.
    public var positive: PointID?
    /// What should be far from it: what was shown and left.
    public var negative: PointID?
    /// How much it counts beside others, above 0.
    public var weight: Double
    /// Where it comes from: a name to list and to forget by.
    public var source: String
    /// When it happened; the time of recording when nil.
    public var time: Timestamp?
    /// Which of the points' vectors is meant.
    public var using: String

    /// A choice; at least one of `positive` and `negative` must be there.
    public init(
        anchor: Anchor, positive: PointID? = nil, negative: PointID? = nil, weight: Double = 1, source: String = "", time: Timestamp? = nil, using: String = ""
    ) {
        self.anchor = anchor
        self.positive = positive
        self.negative = negative
        self.weight = weight
        self.source = source
        self.time = time
        self.using = using
    }

    /// Checks that it says something, and fits a collection of this configuration.
    ///
    /// - Throws: `StorageError` with code `invalidArgument`.
    public func validate(_ configuration: CollectionConfiguration) throws(StorageError) {
        let vector = try configuration.dense(using)
        guard positive != nil || negative != nil else {
            throw StorageError(.invalidArgument, "feedback names neither a positive nor a negative point")
        }
        guard positive != negative else { throw StorageError(.invalidArgument, "point \(positive.map { "\($0)" } ?? "") is both positive and negative") }
        guard weight > 0, weight.isFinite else { throw StorageError(.invalidArgument, "weight \(weight) is not above 0") }
        switch anchor {
        case .point(let id):
            guard id != positive, id != negative else { throw StorageError(.invalidArgument, "point \(id) is compared with itself") }
        case .vector(let values):
            guard values.count == vector.dimension else {
                throw StorageError(.invalidArgument, "the anchor has dimension \(values.count), the collection has \(vector.dimension)")
            }
            guard values.allSatisfy(\.isFinite) else { throw StorageError(.invalidArgument, "the anchor has a component that is not finite") }
        }
    }
}

/// A choice as it was recorded.
public struct RecordedFeedback: Sendable, Equatable {
    /// Its number, which no other one of the collection ever had or will have.
    public let number: Int64
    /// What was recorded.
    public let feedback: Feedback
}

/// Which recorded choices are meant; all that match everything said.
public struct FeedbackSelection: Sendable, Equatable {
    /// Only those of this source.
    public var source: String?
    /// Only those that name this point, as anchor, positive or negative.
    public var point: PointID?
    /// Only those from before this moment.
    public var before: Timestamp?
    /// Only those about this vector.
    public var using: String?

    /// All.
    public init(source: String? = nil, point: PointID? = nil, before: Timestamp? = nil, using: String? = nil) {
        self.source = source
        self.point = point
        self.before = before
        self.using = using
    }
}
