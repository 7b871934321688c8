extension VectorCollection {
    /// A text that the doors keep with the collection: what they were told of it beyond its configuration.
    ///
    /// - Throws: `StorageError`: `closed`, `corrupt`.
    public func doorParameters() throws(StorageError) -> String? { try store.meta("door") }

    /// Keeps another text with the collection, durably; nobody else changes it meanwhile.
    ///
    /// - Parameter change: makes the new text of the old one, which is nil when there is none; what it throws changes nothing.
    /// - Throws: what `change` throws; `StorageError`: `diskFull`, `readOnly`, `closed`.
    public func changeDoorParameters(_ change: (String?) throws -> String) throws {
        let refusal = try write { _ throws(StorageError) -> (any Error)? in
            let text: String
            let old = try store.meta("door")
            do { text = try change(old) } catch { return error }
            guard text != old else { return nil }
            var snapshot = snapshot
            try commit("keep the door's parameters", &snapshot) { transaction, _ in try transaction.setMeta("door", text) }
            doorValue.withLock { $0.expire() }
            return nil
        }
        if let refusal { throw refusal }
    }

    /// What a door makes of the text that is kept with the collection; made anew only when that changed.
    ///
    /// Of a collection that is only read it is made every time, since another process may change the text.
    ///
    /// - Parameter make: makes the value of the text and of the value before, if there was one of this type. Two threads may call it
    ///   at once; one value is kept.
    /// - Throws: what `make` throws; `StorageError`: `closed`, `corrupt`.
    public func doorValue<Value: Sendable>(_ make: (_ text: String?, _ old: Value?) throws -> Value) throws -> Value {
        let known = doorValue.withLock { $0 }
        if !known.isExpired, !isReadOnly, let value = known.value as? Value { return value }
        let value = try make(try doorParameters(), known.value as? Value)
        return doorValue.withLock { $0.kept(value, since: known.version) }
    }
}

/// A value made of the doors' text, until the text changes.
struct DoorValue: Sendable {
    private(set) var value: (any Sendable)?
    private(set) var isExpired = true
    /// Grows with every change of the text.
    private(set) var version = 0

    /// The text changed.
    mutating func expire() {
        version += 1
        isExpired = true
    }

    /// Keeps a value, unless the text it was made of has changed; the value that another thread kept meanwhile goes before it.
    mutating func kept<Value: Sendable>(_ value: Value, since version: Int) -> Value {
        guard version == self.version else { return value }
        if !isExpired, let known = self.value as? Value { return known }
        self.value = value
        isExpired = false
        return value
    }
}
