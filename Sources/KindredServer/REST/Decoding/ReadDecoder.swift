#if Server
import KindredService

/// A page of points as it is asked for.
struct ScrollRequest {
    var offset: PointID?
    var limit = 10
    var filter: Filter?
    var orderBy: OrderBy?
    var withPayload = PayloadSelector.all
    var withVectors = VectorSelector.none

    init(_ value: BodyValue) throws {
        let object = try value.object()
        offset = try object.optional("offset") { try $0.pointID() }
        limit = try object.optional("limit") { try $0.unsigned(from: 1) } ?? limit
        filter = try object.optional("filter") { try $0.filter() }
        orderBy = try object.optional("order_by", QueryDecoder.orderBy)
        withPayload = try object.optional("with_payload", SelectorDecoder.payload) ?? withPayload
        withVectors = try object.vectorSelector() ?? withVectors
    }
}

/// Points by id as they are asked for.
struct RetrieveRequest {
    var ids: [PointID]
    var withPayload: PayloadSelector
    var withVectors: VectorSelector

    init(_ value: BodyValue) throws {
        let object = try value.object()
        ids = try object.required("ids", SelectorDecoder.ids)
        withPayload = try object.optional("with_payload", SelectorDecoder.payload) ?? .all
        withVectors = try object.vectorSelector() ?? .none
    }
}

/// The values of a field as they are asked for.
struct FacetRequest {
    var key: PayloadPath
    var limit: Int
    var filter: Filter?

    init(_ value: BodyValue) throws {
        let object = try value.object()
        key = try object.required("key") { try $0.path() }
        limit = try object.optional("limit") { try $0.unsigned(from: 1) } ?? 10
        filter = try object.optional("filter") { try $0.filter() }
        _ = try object.optional("exact") { try $0.bool() }
    }
}

/// A matrix of distances as it is asked for.
struct MatrixRequest {
    var using: String?
    var sample: Int
    var limit: Int
    var filter: Filter?

    init(_ value: BodyValue) throws {
        let object = try value.object()
        using = try object.optional("using") { try $0.string() }
        sample = try object.optional("sample") { try $0.unsigned(from: 2) } ?? 10
        limit = try object.optional("limit") { try $0.unsigned(from: 1) } ?? 3
        filter = try object.optional("filter") { try $0.filter() }
    }
}

extension QueryDecoder {
    /// The body of `/points/query/groups`.
    static func groups(_ value: BodyValue) throws -> GroupsQuery { try grouping(value.object(), query(value)) }

    /// Puts `group_by` and its companions to a query.
    static func grouping(_ object: BodyObject, _ query: PointsQuery) throws -> GroupsQuery {
        var groups = GroupsQuery(query, groupBy: try object.required("group_by") { try $0.path() })
        groups.groupSize = try object.optional("group_size") { try $0.unsigned(from: 1) } ?? groups.groupSize
        groups.lookup = try object.optional("with_lookup", groupLookup)
        return groups
    }

    private static func groupLookup(_ value: BodyValue) throws -> GroupLookup {
        guard case .object(let object) = value else { return GroupLookup(collection: try value.string()) }
        var lookup = GroupLookup(collection: try object.required("collection") { try $0.string() })
        lookup.withPayload = try object.optional("with_payload", SelectorDecoder.payload) ?? lookup.withPayload
        lookup.withVectors = try object.vectorSelector() ?? lookup.withVectors
        return lookup
    }
}
#endif
