#if Server
import KindredService

/// Reads what of the points comes back, and which points are meant.
enum SelectorDecoder {
    /// `true`, a list of paths, `{"include": …}` or `{"exclude": …}`.
    static func payload(_ value: BodyValue) throws -> PayloadSelector {
        switch value {
        case .json(.bool(let wanted)): return wanted ? .all : .none
        case .object(let object) where object["include"] != nil: return .include(try object.required("include", paths))
        case .object(let object) where object["exclude"] != nil: return .exclude(try object.required("exclude", paths))
        case .list: return .include(try paths(value))
        default: throw InputError.wrong(value, expected: "a boolean, a list of keys, or an object with include or exclude")
        }
    }

    /// `true` or a list of names.
    static func vectors(_ value: BodyValue) throws -> VectorSelector {
        switch value {
        case .json(.bool(let wanted)): return wanted ? .all : .none
        case .list: return .names(try value.list { try $0.string() })
        default: throw InputError.wrong(value, expected: "a boolean or a list of vector names")
        }
    }

    static func paths(_ value: BodyValue) throws -> [PayloadPath] { try value.list { try $0.path() } }

    static func ids(_ value: BodyValue) throws -> [PointID] { try value.list { try $0.pointID() } }

    /// Points by `points` or by `filter`; with both, those of `points`, as the API has it.
    static func points(_ object: BodyObject) throws -> PointsSelection {
        if let ids = try object.optional("points", ids) { return .ids(ids) }
        if let filter = try object.optional("filter", { try $0.filter() }) { return .filter(filter) }
        throw InputError.format("Either list of point ids or filter should be provided")
    }

    /// Points by `points` or `filter`, or a bare list of ids.
    static func points(_ value: BodyValue) throws -> PointsSelection {
        if case .list = value { return .ids(try ids(value)) }
        return try points(try value.object())
    }
}
#endif
