extension Database {
    /// One change of the names by which collections are called.
    public enum AliasChange: Sendable {
        /// `alias` names `collection` from now on, whatever it named before.
        case create(alias: String, collection: String)
        /// `alias` names nothing; it need not have named anything.
        case delete(alias: String)
        /// An alias gets another name, which names nothing else afterwards.
        case rename(alias: String, to: String)
    }

    /// Changes aliases durably, all of them in order or none.
    ///
    /// An alias serves wherever a collection is named, but for dropping it, and goes away with its collection.
    ///
    /// - Throws: `StorageError`: `alreadyExists` when a collection has an alias's name, `notFound` for a collection that is not there or an
    ///   alias that is to be renamed, `invalidArgument` for a name that no collection could have, `readOnly`.
    public func changeAliases(_ changes: [AliasChange]) throws(StorageError) {
        guard !options.isReadOnly else { throw StorageError(.readOnly, "the database was opened for reading only") }
        for change in changes {
            switch change {
            case .create(let alias, _), .rename(_, let alias): try Self.check(name: alias)
            case .delete: break
            }
        }
        guard !changes.isEmpty else { return }
        // Under the lock, so that no collection of such a name is made meanwhile.
        try exclusively { () throws(StorageError) in try catalog.change(changes) }
    }

    /// The aliases and the collections they name, by ascending alias.
    public func aliases() throws(StorageError) -> [(alias: String, collection: String)] { try catalog.aliases() }

    /// Whether a collection or an alias has this name.
    public func hasCollection(_ name: String) throws(StorageError) -> Bool {
        if try catalog.entry(name) != nil { return true }
        return try catalog.collection(ofAlias: name) != nil
    }
}
