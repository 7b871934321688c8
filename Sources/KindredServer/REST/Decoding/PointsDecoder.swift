#if Server
import KindredService

/// Reads bodies that change points.
enum PointsDecoder {
    /// `{"points": […]}` or `{"batch": {…}}`, with `update_filter` and `update_mode`.
    static func upsert(_ value: BodyValue) throws -> PointsUpdate {
        let object = try value.object()
        let points = try object.optional("batch", columns) ?? object.required("points") { try $0.list(of: point) }
        return .upsert(points, mode: try object.optional("update_mode", mode) ?? .upsert, filter: try updateFilter(object))
    }

    private static func point(_ value: BodyValue) throws -> Point {
        let object = try value.object()
        let id = try object.required("id") { try $0.pointID() }
        let vectors = try object.required("vector", VectorDecoder.vectors)
        return Point(id: id, values: vectors, payload: try object.optional("payload") { try $0.payload() } ?? [:])
    }

    /// Points by columns: `ids`, `vectors` and, when there are any, `payloads`.
    private static func columns(_ value: BodyValue) throws -> [Point] {
        let object = try value.object()
        let ids = try object.required("ids", SelectorDecoder.ids)
        let vectors = try object.required("vectors", rows)
        let payloads = try object.optional("payloads", payloads)
        guard vectors.allSatisfy({ $0.count == ids.count }) else {
            throw InputError.validation("number of vectors (\(vectors.first { $0.count != ids.count }?.count ?? 0)) must be the same as number of ids (\(ids.count))")
        }
        if let payloads, payloads.count != ids.count {
            throw InputError.validation("number of payloads (\(payloads.count)) must be the same as number of ids (\(ids.count))")
        }
        return ids.indices.map { row in
            let named = Dictionary(vectors.map { ($0.name, $0.values[row]) }) { $1 }
            return Point(id: ids[row], values: named, payload: payloads?[row] ?? [:])
        }
    }

    /// The vectors of one name, by rows.
    private struct Column {
        let name: String
        let values: [VectorValue]
        var count: Int { values.count }
    }

    private static func rows(_ value: BodyValue) throws -> [Column] {
        guard case .object(let object) = value else { return [Column(name: "", values: try value.list(of: VectorDecoder.vector))] }
        return try zip(object.keys, object.values).map { name, column in
            Column(name: name, values: try at(name) { try column.list(of: VectorDecoder.vector) })
        }
    }

    private static func payloads(_ value: BodyValue) throws -> [Payload] {
        try value.list { $0 == .null ? [:] : try $0.payload() }
    }

    private static func mode(_ value: BodyValue) throws -> UpdateMode {
        switch try value.string() {
        case "upsert": return .upsert
        case "insert_only": return .insertOnly
        case "update_only": return .updateOnly
        case let name: throw QueryDecoder.unknownVariant(name, ["upsert", "insert_only", "update_only"])
        }
    }

    private static func updateFilter(_ object: BodyObject) throws -> Filter? { try object.optional("update_filter") { try $0.filter() } }

    static func delete(_ value: BodyValue) throws -> PointsUpdate { .delete(try SelectorDecoder.points(value)) }

    static func clearPayload(_ value: BodyValue) throws -> PointsUpdate { .clearPayload(try SelectorDecoder.points(value)) }

    static func setPayload(_ value: BodyValue) throws -> PointsUpdate {
        let (payload, path, points) = try payloadChange(value)
        return .setPayload(payload, at: path, points)
    }

    static func overwritePayload(_ value: BodyValue) throws -> PointsUpdate {
        let (payload, path, points) = try payloadChange(value)
        return .overwritePayload(payload, at: path, points)
    }

    private static func payloadChange(_ value: BodyValue) throws -> (Payload, PayloadPath?, PointsSelection) {
        let object = try value.object()
        let payload = try object.required("payload") { try $0.payload() }
        return (payload, try object.optional("key") { try $0.path() }, try SelectorDecoder.points(object))
    }

    static func deletePayload(_ value: BodyValue) throws -> PointsUpdate {
        let object = try value.object()
        return .deletePayload(try object.required("keys", SelectorDecoder.paths), try SelectorDecoder.points(object))
    }

    static func updateVectors(_ value: BodyValue) throws -> PointsUpdate {
        let object = try value.object()
        let points = try object.required("points") { try $0.list(of: pointVectors) }
        guard !points.isEmpty else { throw InputError.validation("must specify points to update").inside("points") }
        return .updateVectors(points, filter: try updateFilter(object))
    }

    private static func pointVectors(_ value: BodyValue) throws -> Point {
        let object = try value.object()
        let id = try object.required("id") { try $0.pointID() }
        let vectors = try object.required("vector", VectorDecoder.vectors)
        guard !vectors.isEmpty else { throw InputError.validation("must specify vectors to update for point").inside("vector") }
        return Point(id: id, values: vectors, payload: [:])
    }

    static func deleteVectors(_ value: BodyValue) throws -> PointsUpdate {
        let object = try value.object()
        let names = try object.required("vector") { try $0.list { try $0.string() } }
        guard !names.isEmpty else { throw InputError.validation("must specify vector names to delete").inside("vector") }
        return .deleteVectors(names, try SelectorDecoder.points(object))
    }

    /// The operations of `/points/batch`, in order.
    static func operations(_ value: BodyValue) throws -> [PointsUpdate] {
        try value.object().required("operations") { try $0.list(of: operation) }
    }

    private static func operation(_ value: BodyValue) throws -> PointsUpdate {
        let object = try value.object()
        for (key, decode) in kinds { if let update = try object.optional(key, decode) { return update } }
        throw QueryDecoder.unknownVariant(object.keys.first ?? "", kinds.map(\.0))
    }

    private static let kinds: [(String, @Sendable (BodyValue) throws -> PointsUpdate)] = [
        ("upsert", { try upsert($0) }), ("delete", { try delete($0) }), ("set_payload", { try setPayload($0) }),
        ("overwrite_payload", { try overwritePayload($0) }), ("delete_payload", { try deletePayload($0) }), ("clear_payload", { try clearPayload($0) }),
        ("update_vectors", { try updateVectors($0) }), ("delete_vectors", { try deleteVectors($0) }),
    ]
}

#endif
