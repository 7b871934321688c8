/// A field of the payload, to write filters in Swift with.
///
///     let filter: Filter = .field("price") < 20 && .field("tags") == "red" && !.field("draft").isTrue
///     let more: Filter = .field("author.name").isIn(["Le Guin", "Lem"]) || .field("year").isBetween(1950, 1979)
///
/// A string literal is a path; give `PayloadPath(parsing:)` anything that was typed in.
public struct FilterField: Hashable, Sendable {
    /// Where the field lies.
    public let path: PayloadPath

    /// The field at a path.
    public init(_ path: PayloadPath) { self.path = path }

    /// The field at a path.
    public static func field(_ path: PayloadPath) -> FilterField { FilterField(path) }
}

extension FilterField {
    /// Equal to a string, an integer or a bool.
    public static func == (field: FilterField, value: Filter.Value) -> Filter { field.filter(.match(value)) }
    /// Equal to a number, integer or double alike.
    public static func == (field: FilterField, value: Double) -> Filter { field.filter(.range(.init(equalTo: .double(value)))) }
    /// Not equal; also true of points without the field.
    public static func != (field: FilterField, value: Filter.Value) -> Filter { !(field == value) }
    /// Less than a number.
    public static func < (field: FilterField, bound: Number) -> Filter { field.filter(.range(.init(lt: bound))) }
    /// At most a number.
    public static func <= (field: FilterField, bound: Number) -> Filter { field.filter(.range(.init(lte: bound))) }
    /// Greater than a number.
    public static func > (field: FilterField, bound: Number) -> Filter { field.filter(.range(.init(gt: bound))) }
    /// At least a number.
    public static func >= (field: FilterField, bound: Number) -> Filter { field.filter(.range(.init(gte: bound))) }
    /// Before a moment.
    public static func < (field: FilterField, bound: Timestamp) -> Filter { field.filter(.dateRange(.init(lt: bound))) }
    /// At a moment or before.
    public static func <= (field: FilterField, bound: Timestamp) -> Filter { field.filter(.dateRange(.init(lte: bound))) }
    /// After a moment.
    public static func > (field: FilterField, bound: Timestamp) -> Filter { field.filter(.dateRange(.init(gt: bound))) }
    /// At a moment or after.
    public static func >= (field: FilterField, bound: Timestamp) -> Filter { field.filter(.dateRange(.init(gte: bound))) }

    /// A number from one bound to the other, both included, in one and the same value.
    public func isBetween(_ lower: Number, _ upper: Number) -> Filter { filter(.range(.init(gte: lower, lte: upper))) }
    /// Equal to `true`.
    public var isTrue: Filter { self == true }
    /// Equal to one of the values.
    public func isIn(_ values: [Filter.Value]) -> Filter { filter(.any(values)) }
    /// Has some value that is none of these.
    public func isOther(than values: [Filter.Value]) -> Filter { filter(.except(values)) }
    /// A text with every word of the query.
    public func contains(_ query: String) -> Filter { filter(.text(query)) }
    /// A text with at least one word of the query.
    public func containsAny(_ query: String) -> Filter { filter(.textAny(query)) }
    /// A text with the words of the query in order and side by side.
    public func containsPhrase(_ query: String) -> Filter { filter(.phrase(query)) }
    /// A string that begins so.
    public func hasPrefix(_ prefix: String) -> Filter { filter(.prefix(prefix)) }
    /// A place less than so many metres away.
    public func isWithin(metres radius: Double, of center: GeoPoint) -> Filter { filter(.geoRadius(center: center, radius: radius)) }
    /// A place in a box.
    public func isIn(_ box: GeoBox) -> Filter { filter(.geoBox(box)) }
    /// A place in a polygon.
    public func isIn(_ polygon: GeoPolygon) -> Filter { filter(.geoPolygon(polygon)) }
    /// So many values.
    public func count(_ range: CountRange) -> Filter { filter(.valuesCount(range)) }
    /// Missing, null or an empty list.
    public var isEmpty: Filter { filter(.isEmpty) }
    /// Holds a value: not `isEmpty`.
    public var exists: Filter { !isEmpty }
    /// Null, or a list with a null in it.
    public var isNull: Filter { filter(.isNull) }
    /// Has an element that matches the whole filter.
    public func hasElement(_ filter: Filter) -> Filter { Filter(.nested(path, filter)) }

    private func filter(_ predicate: Filter.Predicate) -> Filter { Filter(path, predicate) }
}

extension Filter {
    /// Begins a condition on a field.
    public static func field(_ path: PayloadPath) -> FilterField { FilterField(path) }
    /// The points of these ids.
    public static func ids(_ ids: some Sequence<PointID>) -> Filter { Filter(.hasID(Array(ids))) }
    /// The points that have a vector of this name.
    public static func hasVector(_ name: String) -> Filter { Filter(.hasVector(name)) }

    /// Both.
    public static func && (a: Filter, b: Filter) -> Filter { FilterExpression.all([.init(a), .init(b)]).filter }
    /// At least one of both.
    public static func || (a: Filter, b: Filter) -> Filter { FilterExpression.some([.init(a), .init(b)]).filter }
    /// The points that do not match.
    public static prefix func ! (a: Filter) -> Filter { FilterExpression.not(.init(a)).filter }
}
