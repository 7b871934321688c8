import GRDB

// Older catalogues have no table of aliases: it is made with the first alias, and until then older programs can open them.
extension Catalog {
    /// The aliases and the collections they name, by ascending alias.
    func aliases() throws(StorageError) -> [(alias: String, collection: String)] {
        try passing("read \(url.path)") {
            try queue.read { database in
                guard try database.tableExists("aliases") else { return [] }
                return try Row.fetchAll(database, sql: "SELECT alias, collection FROM aliases ORDER BY alias").map { (try $0.value(0), try $0.value(1)) }
            }
        }
    }

    /// The collection that an alias names.
    func collection(ofAlias alias: String) throws(StorageError) -> String? {
        try passing("read \(url.path)") {
            try queue.read { database in
                guard try database.tableExists("aliases") else { return nil }
                return try Row.fetchOne(database, sql: "SELECT collection FROM aliases WHERE alias = ?", arguments: [alias])?.value(0)
            }
        }
    }

    /// Changes aliases in one transaction.
    func change(_ changes: [Database.AliasChange]) throws(StorageError) {
        try passing("change aliases") {
            try queue.write { database in
                try Self.addAliases(database)
                for change in changes { try Self.apply(change, database) }
            }
        }
    }

    private static func addAliases(_ database: GRDB.Database) throws {
        guard try !database.tableExists("aliases") else { return }
        try database.execute(sql: "CREATE TABLE aliases(alias TEXT PRIMARY KEY, collection TEXT NOT NULL) WITHOUT ROWID")
        try database.execute(sql: "PRAGMA user_version = \(Database.formatVersion)")
    }

    private static func apply(_ change: Database.AliasChange, _ database: GRDB.Database) throws {
        switch change {
        case .create(let alias, let collection):
            try checkFree(alias, database)
            guard try isCollection(collection, database) else { throw StorageError(.notFound, "Collection \(collection) not found") }
            try set(alias, collection, database)
        case .delete(let alias): try database.execute(sql: "DELETE FROM aliases WHERE alias = ?", arguments: [alias])
        case .rename(let alias, let other):
            try checkFree(other, database)
            guard let row = try Row.fetchOne(database, sql: "SELECT collection FROM aliases WHERE alias = ?", arguments: [alias]) else {
                throw StorageError(.notFound, "Alias \(alias) does not exists!")
            }
            try database.execute(sql: "DELETE FROM aliases WHERE alias = ?", arguments: [alias])
            try set(other, row.value(0), database)
        }
    }

    private static func set(_ alias: String, _ collection: String, _ database: GRDB.Database) throws {
        let sql = "INSERT INTO aliases VALUES (?, ?) ON CONFLICT(alias) DO UPDATE SET collection = excluded.collection"
        try database.execute(sql: sql, arguments: [alias, collection])
    }

    private static func isCollection(_ name: String, _ database: GRDB.Database) throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM collections WHERE name = ?", arguments: [name]) != nil
    }

    /// Collections and aliases share one space of names.
    private static func checkFree(_ alias: String, _ database: GRDB.Database) throws {
        if try isCollection(alias, database) { throw StorageError(.alreadyExists, "Wrong input: Collection `\(alias)` already exists!") }
    }
}
