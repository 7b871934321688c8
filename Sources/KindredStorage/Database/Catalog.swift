import Foundation
import GRDB

/// The SQLite file of a database that says which collections exist.
final class Catalog: Sendable {
    /// A collection and the folder its files lie in.
    struct Entry: Sendable {
        var name: String
        var folder: String
    }

    let queue: DatabaseQueue
    private let gate = ClosingGate()
    let url: URL

    /// Opens the catalogue, or makes an empty one.
    init(_ url: URL, readOnly: Bool) throws(StorageError) {
        self.url = url
        if !readOnly, !FileManager.default.fileExists(atPath: url.path) { try Self.create(url) }
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(5)
        queue = try rethrowing("open \(url.path)") { try DatabaseQueue(path: url.path, configuration: configuration) }
        let (application, version) = try rethrowing("open \(url.path)") { [queue] in
            try queue.read { database in
                (try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0, try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0)
            }
        }
        guard application == Database.applicationID else { throw StorageError(.corrupt, "\(url.path) is not the catalogue of a Kindred database") }
        guard version <= Database.formatVersion else {
            throw StorageError(.newerVersion, "\(url.path) has format version \(version), this program reads up to \(Database.formatVersion): use a newer Kindred")
        }
    }

    /// Makes an empty catalogue under another name first, so that a process killed meanwhile leaves a whole one or none.
    private static func create(_ url: URL) throws(StorageError) {
        let folder = url.deletingLastPathComponent()
        let partial = folder.appending(path: ".\(url.lastPathComponent).new")
        try rethrowing("create \(url.path)") {
            for suffix in ["", "-journal"] where FileManager.default.fileExists(atPath: partial.path + suffix) {
                try FileManager.default.removeItem(atPath: partial.path + suffix)
            }
            let queue = try DatabaseQueue(path: partial.path)
            try queue.write { database in
                try database.execute(sql: "CREATE TABLE collections(name TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE) WITHOUT ROWID")
                try database.execute(sql: "PRAGMA application_id = \(Database.applicationID); PRAGMA user_version = \(Database.oldestFormatVersion)")
            }
            try queue.close()
            try FileManager.default.moveItem(at: partial, to: url)
        }
        try MappedFile.synchronizeFolder(folder)
    }

    func entries() throws(StorageError) -> [Entry] {
        try passing("read \(url.path)") {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT name, folder FROM collections ORDER BY name").map { Entry(name: try $0.value(0), folder: try $0.value(1)) }
            }
        }
    }

    func entry(_ name: String) throws(StorageError) -> Entry? {
        try passing("read \(url.path)") {
            try queue.read { database in
                try Row.fetchOne(database, sql: "SELECT name, folder FROM collections WHERE name = ?", arguments: [name])
                    .map { Entry(name: try $0.value(0), folder: try $0.value(1)) }
            }
        }
    }

    func add(name: String, folder: String) throws(StorageError) {
        try passing("add collection \(name)") {
            try queue.write { try $0.execute(sql: "INSERT INTO collections VALUES (?, ?)", arguments: [name, folder]) }
        }
    }

    /// Lets a name stand for another folder, whether it stood for one before or not.
    func put(name: String, folder: String) throws(StorageError) {
        try passing("put collection \(name) in place") {
            let sql = "INSERT INTO collections VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET folder = excluded.folder"
            try queue.write { try $0.execute(sql: sql, arguments: [name, folder]) }
        }
    }

    /// Removes a collection and its aliases.
    func remove(_ name: String) throws(StorageError) {
        try passing("remove collection \(name)") {
            try queue.write { database in
                try database.execute(sql: "DELETE FROM collections WHERE name = ?", arguments: [name])
                if try database.tableExists("aliases") { try database.execute(sql: "DELETE FROM aliases WHERE collection = ?", arguments: [name]) }
            }
        }
    }

    func close() throws(StorageError) {
        guard gate.close() else { return }
        try rethrowing("close \(url.path)") { try queue.close() }
    }

    func passing<Value>(_ what: @autoclosure () -> String, _ body: () throws -> Value) throws(StorageError) -> Value {
        try rethrowing(what()) { try gate.pass(url.path, body) }
    }

    /// What SQLite finds wrong with the file; empty when it is sound.
    func integrityProblems() throws(StorageError) -> [String] {
        try passing("check \(url.path)") {
            try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" } }
        }
    }
}
