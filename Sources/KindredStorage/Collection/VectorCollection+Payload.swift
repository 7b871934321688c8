import GRDB

extension VectorCollection {
    /// How a payload is changed.
    public enum PayloadChange: Sendable {
        /// Keys given take their new values, others stay: in the payload, or in the objects that a path leads to.
        case merge(Payload, at: PayloadPath? = nil)
        /// The whole payload becomes this one, or what a path leads to does.
        case replace(Payload, at: PayloadPath? = nil)
        /// These paths are removed.
        case remove([PayloadPath])
        /// Everything is removed.
        case clear
    }

    /// Changes the payloads of points; their vectors stay.
    ///
    /// Along a path objects that are missing are made and values of another kind are replaced; elements of a list are not made.
    ///
    /// - Returns: how many of the points are there.
    /// - Throws: `StorageError`: `diskFull`, `readOnly`, `closed`.
    @discardableResult
    public func changePayload(_ ids: [PointID], _ change: PayloadChange) throws(StorageError) -> Int {
        guard !ids.isEmpty else { return 0 }
        return try write { _ throws(StorageError) in try changePayloads(Set(ids), change) }
    }

    /// Changes the payloads of the points that match when the write begins.
    ///
    /// - Returns: how many points match.
    /// - Throws: `StorageError`: `invalidArgument` for a filter that cannot mean anything, `diskFull`, `readOnly`, `closed`.
    @discardableResult
    public func changePayload(matching filter: Filter, _ change: PayloadChange) throws(StorageError) -> Int {
        try validate(filter)
        return try write { _ throws(StorageError) in
            let ids = try ids(matching: filter, in: snapshot)
            return ids.isEmpty ? 0 : try changePayloads(Set(ids), change)
        }
    }

    private func changePayloads(_ ids: Set<PointID>, _ change: PayloadChange) throws(StorageError) -> Int {
        var snapshot = self.snapshot
        var changed: [(pid: Int64, payload: Payload)] = []
        var touched: Set<Int> = []
        try commit("change payloads", &snapshot) { transaction, snapshot in
            for id in ids {
                guard let row = try transaction.point(id) else { continue }
                let payload = Self.changed(row.payload, change)
                try PreparedBatch.check(payload, id)
                let text = payload.isEmpty ? nil : payload.jsonText
                try transaction.setPayload(text, checksum: Checksum.of(text, id: id), pid: row.pid)
                changed.append((row.pid, payload))
                if let index = snapshot.index(of: row.pid) { touched.insert(index) }
            }
            for index in touched {
                snapshot.segments[index] = snapshot.segments[index].changed { $0.payloadVersion += 1 }
                try transaction.save(snapshot.segments[index])
            }
        }
        for index in touched {
            let view = snapshot.segments[index]
            let rows = try changed.filter { view.mayHold($0.pid) }.map { row throws(StorageError) in (slot: try slot(of: row.pid, in: view), row.payload) }
            view.segment.payloadIndex.replace(rows, version: view.payloadVersion)
        }
        return changed.count
    }

    private static func changed(_ payload: Payload, _ change: PayloadChange) -> Payload {
        var result = payload
        switch change {
        case .merge(let other, let path): result.merge(other, at: path)
        case .replace(let other, nil): result = other
        case .replace(let other, let path?): result.set(.object(other), at: path)
        case .remove(let paths): for path in paths { result.remove(at: path) }
        case .clear: result = [:]
        }
        return result
    }

    /// Declares an index on a payload field, so that the first filter on it need not wait.
    ///
    /// Filters give the same answers with and without an index, but for text conditions, which cut texts as the index does.
    public func createFieldIndex(_ path: PayloadPath, _ schema: PayloadFieldSchema) throws(StorageError) {
        try write { _ throws(StorageError) in
            try store.transaction("declare field \(path)") { try $0.setField(path.description, JSONValue(schema).jsonText) }
            fields.withLock { fields in
                fields.declared[path] = schema
                fields.used[path] = nil
            }
            republish()
        }
        for view in snapshot.segments where view.rows > 0 {
            _ = try view.segment.payloadIndex.indexes(fieldIndexes, view, contents(view), store)
        }
    }

    /// Removes the declaration of an index; false when there was none.
    @discardableResult
    public func dropFieldIndex(_ path: PayloadPath) throws(StorageError) -> Bool {
        try write { _ throws(StorageError) in
            try store.transaction("drop field \(path)") { try $0.setField(path.description, nil) }
            let dropped = fields.withLock { $0.declared.removeValue(forKey: path) } != nil
            republish()
            return dropped
        }
    }

    /// The declared indexes.
    public var fieldIndexes: [PayloadPath: PayloadFieldSchema] { fields.withLock { $0.declared } }

    /// Forgets the filters' cached answers: a text index changes them.
    private func republish() {
        published.withLock { snapshot in
            for index in snapshot.segments.indices { snapshot.segments[index] = snapshot.segments[index].changed { _ in } }
        }
    }
}

extension StoreTransaction {
    /// The point with this id, if there is one.
    func point(_ id: PointID) throws -> StoredPoint? {
        let statement = try database.cachedStatement(sql: "SELECT pid, id, payload, payload_check FROM points WHERE id = ?")
        return try GRDB.Row.fetchOne(statement, arguments: [id.databaseValue]).map { try StoredPoint(row: $0) }
    }
}

extension CollectionStore {
    /// The pid of the point with this id, if there is one.
    func pid(of id: PointID) throws(StorageError) -> Int64? {
        try read("read points") { database in
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT pid FROM points WHERE id = ?"), arguments: [id.databaseValue])
        }
    }

    /// The declared payload indexes.
    func fields() throws(StorageError) -> [PayloadPath: PayloadFieldSchema] {
        try read("read fields") { database in
            var fields: [PayloadPath: PayloadFieldSchema] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT path, schema FROM fields") {
                fields[try PayloadPath(parsing: row.value(0, as: String.self))] = try PayloadFieldSchema(json: JSONValue(parsing: row.value(1, as: String.self)))
            }
            return fields
        }
    }
}
