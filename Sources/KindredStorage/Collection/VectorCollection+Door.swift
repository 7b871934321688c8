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
            return nil
        }
        if let refusal { throw refusal }
    }
}
