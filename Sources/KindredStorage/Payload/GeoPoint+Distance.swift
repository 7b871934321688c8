#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension GeoPoint {
    /// The mean radius of the Earth in metres (IUGG).
    static var earthRadius: Double { 6_371_008.8 }

    /// The distance to another place in metres on the great circle, by the haversine formula
    /// (Sinnott, Virtues of the haversine, 1984).
    public func distance(to other: GeoPoint) -> Double {
        let radians = Double.pi / 180
        let halfLatitude = sin((other.latitude - latitude) * radians / 2)
        let halfLongitude = sin((other.longitude - longitude) * radians / 2)
        let a =
            halfLatitude * halfLatitude
            + cos(latitude * radians) * cos(other.latitude * radians) * halfLongitude * halfLongitude
        return 2 * Self.earthRadius * asin(min(1, a.squareRoot()))
    }

    /// The place of a payload value: an object whose `lat` and `lon` are numbers on the Earth; nil for all else.
    public init?(_ value: JSONValue) {
        guard case .object(let object) = value, let latitude = object["lat"]?.doubleValue,
            let longitude = object["lon"]?.doubleValue, GeoPoint.isOnEarth(latitude, longitude)
        else { return nil }
        self.init(latitude: latitude, longitude: longitude)
    }

    static func isOnEarth(_ latitude: Double, _ longitude: Double) -> Bool {
        abs(latitude) <= 90 && abs(longitude) <= 180
    }
}

extension GeoBox {
    /// Whether the place lies inside, borders excluded.
    public func contains(_ place: GeoPoint) -> Bool {
        guard bottom < place.latitude, place.latitude < top else { return false }
        if left > right { return place.longitude > left || place.longitude < right }
        return left < place.longitude && place.longitude < right
    }
}

extension GeoPolygon {
    /// Whether the place lies inside the outer ring and in no hole, borders excluded.
    ///
    /// Even-odd rule over edges taken as straight lines in degrees; a polygon across the 180th meridian must be split.
    public func contains(_ place: GeoPoint) -> Bool {
        Self.side(of: place, exterior) == .inside && interiors.allSatisfy { Self.side(of: place, $0) == .outside }
    }

    private enum Side { case inside, border, outside }

    private static func side(of place: GeoPoint, _ ring: [GeoPoint]) -> Side {
        var inside = false
        guard var previous = ring.last else { return .outside }
        for point in ring {
            if isOnEdge(place, previous, point) { return .border }
            if (point.longitude > place.longitude) != (previous.longitude > place.longitude) {
                let share = (place.longitude - point.longitude) / (previous.longitude - point.longitude)
                if place.latitude < point.latitude + share * (previous.latitude - point.latitude) { inside.toggle() }
            }
            previous = point
        }
        return inside ? .inside : .outside
    }

    private static func isOnEdge(_ p: GeoPoint, _ a: GeoPoint, _ b: GeoPoint) -> Bool {
        let cross =
            (b.latitude - a.latitude) * (p.longitude - a.longitude)
            - (b.longitude - a.longitude) * (p.latitude - a.latitude)
        return cross == 0 && min(a.latitude, b.latitude) <= p.latitude && p.latitude <= max(a.latitude, b.latitude)
            && min(a.longitude, b.longitude) <= p.longitude && p.longitude <= max(a.longitude, b.longitude)
    }
}
