/// Which points a search may return: conditions that must hold, of which one should, and that must not.
///
/// A point matches when every `must` condition holds, at least one of `should`, none of `mustNot`, and at least
/// `minShould.count` of `minShould.conditions`. An empty list restricts nothing; the empty filter matches every point.
///
///     let filter = try Filter(parsing: #"price < 20 and tags = "red" and not draft"#)
///     let same: Filter = .field("price") < 20 && .field("tags") == "red" && !.field("draft").isTrue
///     filter.matches(payload, id: 42, hasVector: { _ in true })
///
/// What each condition means is said at `Filter.Predicate`; `FilterEvaluator` decides it, and everything else (payload
/// indexes, the server) must agree with it.
public struct Filter: Hashable, Sendable {
    /// All of these hold.
    public var must: [Condition]
    /// At least one of these holds, when there are any.
    public var should: [Condition]
    /// None of these holds.
    public var mustNot: [Condition]
    /// At least so many of these hold.
    public var minShould: MinShould?

    /// A filter of the given parts.
    public init(
        must: [Condition] = [], should: [Condition] = [], mustNot: [Condition] = [], minShould: MinShould? = nil
    ) {
        self.must = must
        self.should = should
        self.mustNot = mustNot
        self.minShould = minShould
    }

    /// A filter of one condition.
    public init(_ condition: Condition) { self.init(must: [condition]) }

    /// The filter of one condition on one field.
    public init(_ path: PayloadPath, _ predicate: Predicate) { self.init(.field(path, predicate)) }

    /// Whether the filter restricts nothing.
    public var isEmpty: Bool {
        must.isEmpty && should.isEmpty && mustNot.isEmpty && (minShould?.conditions.isEmpty ?? true)
    }

    /// "At least `count` of these hold."
    public struct MinShould: Hashable, Sendable {
        /// The conditions that are counted; an empty list restricts nothing.
        public var conditions: [Condition]
        /// How many must hold; at least 1.
        public var count: Int

        /// At least `count` of `conditions`.
        public init(_ count: Int, of conditions: [Condition]) {
            self.count = count
            self.conditions = conditions
        }
    }
}

extension Filter {
    /// One thing asked of a point.
    public enum Condition: Hashable, Sendable {
        /// Something about the values at a path of the payload.
        case field(PayloadPath, Predicate)
        /// The point has one of these ids.
        case hasID([PointID])
        /// The point has a vector of this name; the empty name is the unnamed vector.
        case hasVector(String)
        /// Some element of the list at the path, taken as a payload of its own, matches the filter. Elements that are
        /// not objects never match. The path may end in `[]` or not. Ids, vectors and slices cannot be asked inside.
        case nested(PayloadPath, Filter)
        /// The point's id falls into part `index` of `total` parts of all ids: SipHash-2-4 of its bytes, modulo `total`.
        case slice(total: UInt64, index: UInt64)
        /// The point matches a filter.
        case filter(Filter)
    }

    /// What is asked of the values at a path.
    ///
    /// A list at the end of the path stands for its elements (one level), and a predicate holds when it holds for
    /// **some** value; so none of them holds on a missing field but `isEmpty`, and `valuesCount` counts it as 0.
    public enum Predicate: Hashable, Sendable {
        /// Equal to the value, kind and all: a bool is not an integer, and `"1"` is not `1`. An integer and a double of
        /// the same number are equal. Strings are equal byte by byte.
        case match(Value)
        /// Equal to one of the values; an empty list matches nothing.
        case any([Value])
        /// Present, not null, and equal to none of the values: some element is not in the list.
        case except([Value])
        /// A text that has every token of the query. Without a text index both are split into words in lower case.
        case text(String)
        /// A text that has at least one token of the query.
        case textAny(String)
        /// A text that has the tokens of the query next to each other and in order.
        case phrase(String)
        /// A string that begins with these bytes.
        case prefix(String)
        /// A number within all bounds at once.
        case range(NumberRange)
        /// A string that reads as a date (see `Timestamp`) within all bounds at once.
        case dateRange(DateRange)
        /// A place less than `radius` metres from the centre, on the great circle.
        case geoRadius(center: GeoPoint, radius: Double)
        /// A place inside the box, borders excluded.
        case geoBox(GeoBox)
        /// A place inside the polygon and outside its holes, borders excluded.
        case geoPolygon(GeoPolygon)
        /// The number of values: 1 for a scalar or an object, *n* for a list of *n*, 0 for null and for a missing field.
        case valuesCount(CountRange)
        /// Missing, null, or an empty list.
        case isEmpty
        /// Null, or a list that holds a null. A missing field is not null.
        case isNull
    }

    /// A value that payload values are compared with.
    public enum Value: Hashable, Sendable {
        /// A string.
        case string(String)
        /// An integer.
        case int(Int64)
        /// A bool.
        case bool(Bool)

        public static func == (a: Value, b: Value) -> Bool {
            switch (a, b) {
            case (.string(let a), .string(let b)): sameBytes(a, b)
            case (.int(let a), .int(let b)): a == b
            case (.bool(let a), .bool(let b)): a == b
            default: false
            }
        }

        public func hash(into hasher: inout Hasher) {
            switch self {
            case .string(let value): hasher.combine(ByteString(value))
            case .int(let value): hasher.combine(value)
            case .bool(let value): hasher.combine(value)
            }
        }
    }
}

extension Filter.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
