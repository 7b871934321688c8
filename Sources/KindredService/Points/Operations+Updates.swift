public import Kindred

extension Operations {
    /// Changes points durably, and returns the number of the change.
    ///
    /// - Throws: `RequestError` or `StorageError`. When some of the points that a change of payloads, or a removal of vectors, names by id
    ///   are not there, the others are changed and the error has kind `notFound`; nothing is changed otherwise.
    public func update(_ collection: String, _ update: PointsUpdate) throws -> UInt64 {
        let collection = try self.collection(named: collection)
        try admit([update], to: collection)
        return try apply(checked(update, in: collection), to: collection)
    }

    /// Makes several changes one after another, each durable by itself, and returns their numbers.
    ///
    /// - Throws: what ``update(_:_:)-(_,PointsUpdate)`` throws; nothing is changed when one of them is refused for what it says.
    public func update(_ collection: String, _ updates: [PointsUpdate]) throws -> [UInt64] {
        let collection = try self.collection(named: collection)
        try admit(updates, to: collection)
        let stored = try updates.map { try checked($0, in: collection) }
        return try stored.map { try apply($0, to: collection) }
    }

    /// Holds changes to the collection's limits.
    private func admit(_ updates: [PointsUpdate], to collection: VectorCollection) throws {
        guard let strict = try collection.settings.strictMode, !updates.isEmpty else { return }
        for update in updates { try strict.check(update, in: collection) }
        try strict.takeWrite(try updates.reduce(0) { $0 + (try $1.writeCost(in: collection)) })
    }

    /// A change as it is stored, after looking at everything that it says.
    private func checked(_ update: PointsUpdate, in collection: VectorCollection) throws -> PointsUpdate {
        switch update {
        case .upsert(let points, let mode, let filter): return .upsert(try VectorRules(collection).stored(points), mode: mode, filter: filter)
        case .updateVectors(let points, let filter):
            if let place = points.firstIndex(where: { $0.vectors.isEmpty && $0.sparseVectors.isEmpty && $0.multivectors.isEmpty }) {
                throw RequestError(.validation, "points[\(place)].vector: must specify vectors to update for point")
            }
            return .updateVectors(try VectorRules(collection).stored(points), filter: filter)
        case .deleteVectors(let names, _):
            guard !names.isEmpty else { throw RequestError(.validation, "vector: must specify vector names to delete") }
            let configuration = collection.configuration
            if let name = names.first(where: { configuration.vectors[$0] == nil && configuration.sparseVectors[$0] == nil }) { throw RequestError.unknownVector(name) }
            return update
        case .delete, .setPayload, .overwritePayload, .deletePayload, .clearPayload: return update
        }
    }

    private func apply(_ update: PointsUpdate, to collection: VectorCollection) throws -> UInt64 {
        switch update {
        case .upsert(let points, .upsert, nil): try collection.upsert(points)
        case .upsert(let points, let mode, let filter): try collection.upsert(points, mode: mode, filter: filter)
        case .delete(.ids(let ids)): try collection.delete(ids)
        case .delete(.filter(let filter)): try collection.delete(matching: filter)
        case .setPayload(let payload, let path, let points): try change(.merge(payload, at: path), points, in: collection)
        case .overwritePayload(let payload, let path, let points): try change(.replace(payload, at: path), points, in: collection)
        case .deletePayload(let paths, let points): try change(.remove(paths), points, in: collection)
        case .clearPayload(let points): try change(.clear, points, in: collection)
        case .updateVectors(let points, let filter): try collection.updateVectors(points, filter: filter)
        case .deleteVectors(let names, .filter(let filter)): try collection.deleteVectors(named: names, matching: filter)
        case .deleteVectors(let names, .ids(let ids)):
            try collection.deleteVectors(named: names, of: ids)
            try requireAll(ids, in: collection)
        }
        return collection.lastCommit
    }

    private func change(_ change: VectorCollection.PayloadChange, _ points: PointsSelection, in collection: VectorCollection) throws {
        switch points {
        case .filter(let filter): try collection.changePayload(matching: filter, change)
        case .ids(let ids):
            let found = try collection.changePayload(ids, change)
            if found < Set(ids).count { try requireAll(ids, in: collection) }
        }
    }

    /// Throws for the first of some points that is not there.
    private func requireAll(_ ids: [PointID], in collection: VectorCollection) throws {
        let there = Set(try collection.records(ids, withPayload: false).map(\.point.id))
        if let missing = ids.first(where: { !there.contains($0) }) { throw RequestError(.notFound, "No point with id \(missing) found") }
    }
}
