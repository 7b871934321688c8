import Kindred

extension StrictMode {
    /// Holds a change to the limits; tokens are taken apart from that.
    func check(_ update: PointsUpdate, in collection: VectorCollection) throws {
        switch update {
        case .upsert(let points, _, let filter):
            try check(points, name: "upsert limit", in: collection)
            try checkPoints(points, in: collection)
            try checkPayloads(points.reduce(0) { $0 + $1.payload.byteEstimate }, in: collection)
            try checkUpdate(filter, FieldIndexes(collection))
        case .updateVectors(let points, let filter):
            try check(points, name: "update limit", in: collection)
            try checkUpdate(filter, FieldIndexes(collection))
        case .setPayload(let payload, _, let points), .overwritePayload(let payload, _, let points):
            try checkPayloads(payload.byteEstimate * (points.ids?.count ?? 1), in: collection)
            try checkUpdate(points.filter, FieldIndexes(collection))
        case .delete(let points), .deletePayload(_, let points), .clearPayload(let points), .deleteVectors(_, let points):
            if let filter = points.filter { try checkUpdate(filter, FieldIndexes(collection)) }
        }
    }

    /// Holds the number, the sizes and the bytes of vectors to the limits.
    private func check(_ points: [Point], name: String, in collection: VectorCollection) throws {
        try Self.check(points.count, limits.upsertBatch, name)
        if !limits.multivectorRows.isEmpty || !limits.sparseComponents.isEmpty {
            for point in points { try checkSizes(point) }
        }
        guard let limit = limits.vectorBytes else { return }
        guard try usage.admitsVectors(points.reduce(0) { $0 + $1.vectorBytes }, limit: limit, of: collection) else {
            throw Self.full("vector", limit)
        }
    }

    private func checkSizes(_ point: Point) throws {
        for (name, rows) in point.multivectors {
            guard let limit = limits.multivectorRows[name], rows.count > limit else { continue }
            throw Self.refusal("Multivector '\(name)' has a limit of \(limit) vectors, but \(rows.count) were provided!", help: "Reduce the number of vectors.")
        }
        for (name, vector) in point.sparseVectors {
            guard let limit = limits.sparseComponents[name], vector.indices.count > limit else { continue }
            throw Self.refusal("Sparse vector '\(name)' has a limit of \(limit) indices, but \(vector.indices.count) were provided!", help: "Reduce the number of indices.")
        }
    }

    /// Points that are there already may be stored again in a full collection.
    private func checkPoints(_ points: [Point], in collection: VectorCollection) throws {
        let ids = Set(points.map(\.id)), count = collection.count
        guard let limit = limits.points, count + ids.count > limit else { return }
        let known = try collection.records(Array(ids), withPayload: false).count
        guard count + ids.count - known > limit, known < ids.count else { return }
        throw Self.refusal("Max points count limit of \(limit) reached!", help: "Delete points or raise `max_points_count`.")
    }

    private func checkPayloads(_ bytes: @autoclosure () -> Int, in collection: VectorCollection) throws {
        guard let limit = limits.payloadBytes else { return }
        guard try usage.admitsPayloads(bytes(), limit: limit, of: collection) else { throw Self.full("payload", limit) }
    }

    private static func full(_ kind: String, _ limit: Int) -> RequestError {
        RequestError(.badRequest, "Max \(kind) storage size limit of \(Float(limit) / 1_048_576)MB reached!")
    }
}

extension PointsUpdate {
    /// Tokens it costs: one a point, and of a filter one a point that matches.
    func writeCost(in collection: VectorCollection) throws -> Int {
        switch self {
        case .upsert(let points, _, _), .updateVectors(let points, _): points.count
        case .delete(let points), .setPayload(_, _, let points), .overwritePayload(_, _, let points), .deletePayload(_, let points), .clearPayload(let points),
            .deleteVectors(_, let points):
            switch points {
            case .ids(let ids): ids.count
            case .filter(let filter): try collection.count(filter)
            }
        }
    }
}

extension PointsSelection {
    fileprivate var filter: Filter? {
        if case .filter(let filter) = self { filter } else { nil }
    }

    fileprivate var ids: [PointID]? {
        if case .ids(let ids) = self { ids } else { nil }
    }
}

extension Point {
    /// Bytes that the vectors take as they are stored.
    fileprivate var vectorBytes: Int {
        let dense = vectors.values.reduce(0) { $0 + $1.count }, rows = multivectors.values.joined().reduce(0) { $0 + $1.count }
        return 4 * (dense + rows) + sparseVectors.values.reduce(0) { $0 + 8 * $1.indices.count }
    }
}

extension JSONObject {
    /// Bytes of the text.
    fileprivate var byteEstimate: Int { jsonText.utf8.count }
}
