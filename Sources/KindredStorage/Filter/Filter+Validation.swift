extension Filter {
    /// Checks what a caller may have got wrong: rings that are not closed, places off the Earth, numbers that are not
    /// finite, counts and slices out of range, ids or vectors asked for inside `nested`, more than 100 levels.
    ///
    /// `init(parsing:)` and `init(json:)` have checked it already.
    /// - Throws: `StorageError` with `invalidArgument`.
    public func validate() throws { try validate(inList: false, depth: 100) }

    private func validate(inList: Bool, depth: Int) throws {
        guard depth > 0 else { throw Self.invalid("the filter is nested deeper than 100 levels") }
        if let minShould, minShould.count < 1 {
            throw Self.invalid("min_should.min_count is \(minShould.count); it must be 1 or larger")
        }
        for condition in must + should + mustNot + (minShould?.conditions ?? []) {
            try condition.validate(inList: inList, depth: depth)
        }
    }

    fileprivate func validated(inList: Bool, depth: Int) throws { try validate(inList: inList, depth: depth) }

    static func invalid(_ message: String) -> StorageError { StorageError(.invalidArgument, message) }
}

extension Filter.Condition {
    fileprivate func validate(inList: Bool, depth: Int) throws {
        switch self {
        case .field(_, let predicate): try predicate.validate()
        case .filter(let filter): try filter.validated(inList: inList, depth: depth - 1)
        case .nested(_, let filter): try filter.validated(inList: true, depth: depth - 1)
        case .slice(let total, let index):
            guard total >= 1 else { throw Filter.invalid("slice.total is \(total); it must be 1 or larger") }
            guard index < total else { throw Filter.invalid("slice.index is \(index); it must be less than slice.total, \(total)") }
            fallthrough
        case .hasID, .hasVector:
            if inList { throw Filter.invalid("ids, vectors and slices cannot be asked for inside nested: list elements have none") }
        }
    }
}

extension Filter.Predicate {
    fileprivate func validate() throws {
        switch self {
        case .range(let range):
            for case .double(let bound)? in [range.gt, range.gte, range.lt, range.lte] where !bound.isFinite {
                throw Filter.invalid("a bound is \(bound); bounds must be finite")
            }
        case .geoRadius(let center, let radius):
            try center.validate()
            guard radius.isFinite, radius >= 0 else { throw Filter.invalid("the radius is \(radius); it must be 0 metres or more") }
        case .geoBox(let box):
            try GeoPoint(latitude: box.top, longitude: box.left).validate()
            try GeoPoint(latitude: box.bottom, longitude: box.right).validate()
        case .geoPolygon(let polygon):
            for ring in [polygon.exterior] + polygon.interiors { try Self.validate(ring) }
        default: break
        }
    }

    private static func validate(_ ring: [GeoPoint]) throws {
        guard ring.count >= 4 else { throw Filter.invalid("a polygon's ring has \(ring.count) points; it needs at least 4") }
        guard ring.first == ring.last else { throw Filter.invalid("a polygon's ring must end where it begins") }
        for point in ring { try point.validate() }
    }
}

extension GeoPoint {
    fileprivate func validate() throws {
        guard Self.isOnEarth(latitude, longitude) else {
            throw Filter.invalid("latitude \(latitude), longitude \(longitude) is not a place on the Earth")
        }
    }
}
