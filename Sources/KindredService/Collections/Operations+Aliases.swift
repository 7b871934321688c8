public import Kindred

/// One change of the names by which collections are called.
public enum AliasChange: Sendable {
    /// `alias` names `collection` from now on.
    case create(alias: String, collection: String)
    /// `alias` names nothing.
    case delete(alias: String)
    /// An alias gets another name.
    case rename(alias: String, to: String)
}

extension Operations {
    /// Changes aliases all at once or not at all.
    ///
    /// - Throws: `RequestError`: `conflict` when a collection has an alias's name, `notFound` for an unknown collection, or an unknown alias
    ///   that is to be renamed.
    public func changeAliases(_ changes: [AliasChange]) throws {
        try reach.checkEverything()
        try database.changeAliases(changes.map(\.stored))
    }

    /// The aliases of a collection, or of all in reach: alias and collection.
    public func aliases(of collection: String? = nil) throws -> [(alias: String, collection: String)] {
        let name = try collection.map { try self.collection(named: $0).name }
        return try database.aliases().filter { (name == nil || $0.collection == name) && reach.shows($0.collection) }
    }
}

extension AliasChange {
    fileprivate var stored: Database.AliasChange {
        switch self {
        case .create(let alias, let collection): .create(alias: alias, collection: collection)
        case .delete(let alias): .delete(alias: alias)
        case .rename(let alias, let other): .rename(alias: alias, to: other)
        }
    }
}
