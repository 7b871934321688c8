/// A number as JSON has it, compared exactly: 2⁵³ + 1 is greater than `9007199254740992.0`.
public enum Number: Hashable, Sendable {
    /// An integer that fits in `Int64`.
    case int(Int64)
    /// An integer above `Int64.max`.
    case uint(UInt64)
    /// A double; not NaN.
    case double(Double)

    /// The number of a JSON value, nil for other kinds.
    init?(_ value: JSONValue) {
        switch value {
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        default: return nil
        }
    }

    /// The number as JSON.
    public var json: JSONValue {
        switch self {
        case .int(let value): .int(value)
        case .uint(let value): JSONValue(value)
        case .double(let value): .double(value)
        }
    }
}

extension Number: Comparable {
    public static func == (a: Number, b: Number) -> Bool { !(a < b) && !(b < a) }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .int(let value): hasher.combine(Double(value))
        case .uint(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        }
    }

    public static func < (a: Number, b: Number) -> Bool {
        switch (a, b) {
        case (.int(let a), .int(let b)): a < b
        case (.double(let a), .double(let b)): a < b
        case (.uint(let a), .uint(let b)): a < b
        case (.int(let a), .uint(let b)): a < b
        case (.uint(let a), .int(let b)): a < b
        // The standard library compares integers with floating-point numbers by value, without rounding.
        case (.int(let a), .double(let b)): below(b, a)
        case (.uint(let a), .double(let b)): below(b, a)
        case (.double(let a), .int(let b)): above(a, b)
        case (.double(let a), .uint(let b)): above(a, b)
        }
    }

    /// Whether the integer is below the double.
    private static func below<I: FixedWidthInteger>(_ bound: Double, _ value: I) -> Bool {
        if bound >= Self.limit(I.self) { return true }
        if bound <= Double(I.min) { return bound > Double(I.min) }
        let floor = bound.rounded(.down)
        return floor < bound ? value <= I(floor) : value < I(floor)
    }

    /// Whether the double is below the integer.
    private static func above<I: FixedWidthInteger>(_ bound: Double, _ value: I) -> Bool {
        if bound >= Self.limit(I.self) { return false }
        if bound < Double(I.min) { return true }
        return I(bound.rounded(.down)) < value
    }

    /// The smallest double above every value of the type.
    private static func limit<I: FixedWidthInteger>(_: I.Type) -> Double { I.isSigned ? 0x1p63 : 0x1p64 }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
}

/// Bounds on a value; the ones that are nil do not restrict. A value lies inside when it keeps all of them.
public struct Bounds<Bound: Comparable & Hashable & Sendable>: Hashable, Sendable {
    /// The value is greater than this.
    public var gt: Bound?
    /// The value is at least this.
    public var gte: Bound?
    /// The value is less than this.
    public var lt: Bound?
    /// The value is at most this.
    public var lte: Bound?

    /// Bounds.
    public init(gt: Bound? = nil, gte: Bound? = nil, lt: Bound? = nil, lte: Bound? = nil) {
        self.gt = gt
        self.gte = gte
        self.lt = lt
        self.lte = lte
    }

    /// Exactly this value.
    public init(equalTo value: Bound) { self.init(gte: value, lte: value) }

    /// Whether the value keeps every bound.
    public func contains(_ value: Bound) -> Bool {
        if let gt, !(value > gt) { return false }
        if let gte, !(value >= gte) { return false }
        if let lt, !(value < lt) { return false }
        if let lte, !(value <= lte) { return false }
        return true
    }
}

/// Bounds on a number.
public typealias NumberRange = Bounds<Number>
/// Bounds on a moment.
public typealias DateRange = Bounds<Timestamp>
/// Bounds on the number of values.
public typealias CountRange = Bounds<UInt64>

/// A place on the Earth.
public struct GeoPoint: Hashable, Sendable {
    /// Degrees north, −90 to 90.
    public var latitude: Double
    /// Degrees east, −180 to 180.
    public var longitude: Double

    /// A place.
    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// A rectangle of latitudes and longitudes. When `left` is greater than `right` it crosses the 180th meridian.
public struct GeoBox: Hashable, Sendable {
    /// The northern border in degrees.
    public var top: Double
    /// The western border in degrees.
    public var left: Double
    /// The southern border in degrees.
    public var bottom: Double
    /// The eastern border in degrees.
    public var right: Double

    /// A box.
    public init(top: Double, left: Double, bottom: Double, right: Double) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }
}

/// A polygon with holes. Each ring has at least four points, the last equal to the first.
public struct GeoPolygon: Hashable, Sendable {
    /// The outer ring.
    public var exterior: [GeoPoint]
    /// The holes.
    public var interiors: [[GeoPoint]]

    /// A polygon.
    public init(exterior: [GeoPoint], interiors: [[GeoPoint]] = []) {
        self.exterior = exterior
        self.interiors = interiors
    }
}
