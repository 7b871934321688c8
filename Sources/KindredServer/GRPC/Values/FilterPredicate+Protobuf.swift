#if Server
import Kindred
import KindredService
import SwiftProtobuf

extension Filter.Predicate {
    /// What a match asks.
    init(_ message: Qdrant_Match) throws {
        switch message.matchValue {
        case .keyword(let text): self = .match(.string(text))
        case .integer(let integer): self = .match(.int(integer))
        case .boolean(let bool): self = .match(.bool(bool))
        case .text(let text): self = .text(text)
        case .textAny(let text): self = .textAny(text)
        case .phrase(let text): self = .phrase(text)
        case .prefix(let text): self = .prefix(text)
        case .keywords(let list): self = .any(list.strings.map { .string($0) })
        case .integers(let list): self = .any(list.integers.map { .int($0) })
        case .exceptKeywords(let list): self = .except(list.strings.map { .string($0) })
        case .exceptIntegers(let list): self = .except(list.integers.map { .int($0) })
        case nil: throw RequestError.unset("match")
        }
    }

    /// Inside a circle.
    init(_ message: Qdrant_GeoRadius) throws {
        guard message.hasCenter else { throw RequestError.unset("geo_radius.center") }
        self = .geoRadius(center: GeoPoint(message.center), radius: Double(message.radius))
    }

    /// Inside a box.
    init(_ message: Qdrant_GeoBoundingBox) throws {
        guard message.hasTopLeft, message.hasBottomRight else { throw RequestError.unset("geo_bounding_box.\(message.hasTopLeft ? "bottom_right" : "top_left")") }
        let topLeft = message.topLeft, bottomRight = message.bottomRight
        self = .geoBox(GeoBox(top: topLeft.lat, left: topLeft.lon, bottom: bottomRight.lat, right: bottomRight.lon))
    }

    /// Inside a polygon.
    init(_ message: Qdrant_GeoPolygon) throws {
        guard message.hasExterior else { throw RequestError.unset("geo_polygon.exterior") }
        let interiors = message.interiors.map { $0.points.map { GeoPoint($0) } }
        self = .geoPolygon(GeoPolygon(exterior: message.exterior.points.map { GeoPoint($0) }, interiors: interiors))
    }
}

extension Bounds<Number> {
    /// Bounds on numbers.
    init(_ message: Qdrant_Range) {
        self.init(
            gt: message.hasGt ? .double(message.gt) : nil, gte: message.hasGte ? .double(message.gte) : nil, lt: message.hasLt ? .double(message.lt) : nil,
            lte: message.hasLte ? .double(message.lte) : nil)
    }
}

extension Bounds<Timestamp> {
    /// Bounds on moments.
    init(_ message: Qdrant_DatetimeRange) throws {
        self.init(
            gt: message.hasGt ? try Timestamp(message.gt) : nil, gte: message.hasGte ? try Timestamp(message.gte) : nil,
            lt: message.hasLt ? try Timestamp(message.lt) : nil, lte: message.hasLte ? try Timestamp(message.lte) : nil)
    }
}

extension Bounds<UInt64> {
    /// Bounds on the number of values.
    init(_ message: Qdrant_ValuesCount) {
        self.init(
            gt: message.hasGt ? message.gt : nil, gte: message.hasGte ? message.gte : nil, lt: message.hasLt ? message.lt : nil, lte: message.hasLte ? message.lte : nil)
    }
}
#endif
