import Foundation
import GRDB
import RoaringBitmaps

/// The SQLite file of a collection: the one place that says which points exist.
///
/// A point is a row of `points`. Its row number, `pid`, is never reused and grows with every write, so it also names one
/// version of the point; segments hold vectors by ascending pid. Everything a segment's files hold beyond what this database
/// names is garbage, everything derived can be rebuilt from it and the vector files.
final class CollectionStore: Sendable {
    /// Version of the schema below; a file with a larger one is refused.
    static let formatVersion = 3
    /// "KNDR", so that `file` and a curious person can tell what the database belongs to.
    static let applicationID = 0x4B4E_4452

    let url: URL
    private let pool: DatabasePool
    private let gate = ClosingGate()
    let isReadOnly: Bool
    /// Whether the tables of format version 2 are there: not in an older file that is only read.
    let hasMeasures: Bool

    /// Creates the database of a new collection.
    init(creating url: URL, configuration: CollectionConfiguration) throws(StorageError) {
        self.url = url
        isReadOnly = false
        hasMeasures = true
        pool = try Self.connect(url, readOnly: false)
        try rethrowing("create \(url.lastPathComponent)") {
            try pool.write { database in
                try database.execute(sql: Self.schema + Self.measureSchema + Self.variableVectorSchema)
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(Self.formatVersion)")
                let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
                try database.execute(sql: "INSERT INTO meta VALUES ('configuration', ?)", arguments: [text])
            }
        }
    }

    /// Opens the database of an existing collection.
    ///
    /// - Throws: `StorageError` with code `notFound`, `corrupt` or `newerVersion`.
    init(opening url: URL, readOnly: Bool) throws(StorageError) {
        self.url = url
        isReadOnly = readOnly
        guard FileManager.default.fileExists(atPath: url.path) else { throw StorageError(.corrupt, "\(url.path) is missing") }
        let pool = try Self.connect(url, readOnly: readOnly)
        self.pool = pool
        let (application, version) = try rethrowing("open \(url.lastPathComponent)") {
            try pool.read { database in
                (try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0, try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0)
            }
        }
        guard application == Self.applicationID else { throw StorageError(.corrupt, "\(url.path) is not the database of a Kindred collection") }
        guard version <= Self.formatVersion else {
            throw StorageError(.newerVersion, "\(url.path) has format version \(version), this program reads up to \(Self.formatVersion): use a newer Kindred")
        }
        hasMeasures = version >= 2 || !readOnly
        if version < Self.formatVersion, !readOnly { try migrate(from: version) }
    }

    private static let schema = """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE segments(
            id INTEGER PRIMARY KEY AUTOINCREMENT, sealed INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            rows INTEGER NOT NULL, capacity INTEGER NOT NULL, tombstones BLOB, absent TEXT NOT NULL, checksums TEXT NOT NULL,
            payload_version INTEGER NOT NULL, record_check INTEGER NOT NULL);
        CREATE TABLE points(
            pid INTEGER PRIMARY KEY, id NOT NULL UNIQUE, payload TEXT, payload_check INTEGER NOT NULL, vector_check INTEGER NOT NULL);
        CREATE TABLE fields(path TEXT PRIMARY KEY, schema TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE progress(source TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
        """

    /// What format version 2 added.
    private static let measureSchema = """
        CREATE TABLE measures(
            version INTEGER PRIMARY KEY AUTOINCREMENT, vector TEXT NOT NULL, measure TEXT NOT NULL, weights TEXT, created INTEGER NOT NULL,
            note TEXT NOT NULL);
        CREATE TABLE feedback(
            id INTEGER PRIMARY KEY AUTOINCREMENT, vector TEXT NOT NULL, anchor, query BLOB, positive, negative, weight REAL NOT NULL,
            source TEXT NOT NULL, time INTEGER NOT NULL);
        """

    /// What format version 3 added.
    private static let variableVectorSchema = """
        CREATE TABLE variable_vectors(pid INTEGER, name TEXT, value BLOB NOT NULL, PRIMARY KEY(pid, name)) WITHOUT ROWID;
        """

    /// Adds what newer versions have to an older file, in one transaction.
    private func migrate(from version: Int) throws(StorageError) {
        try rethrowing("bring \(url.lastPathComponent) from format version \(version) to \(Self.formatVersion)") {
            try pool.write { database in
                if version < 2 { try database.execute(sql: Self.measureSchema) }
                if version < 3 { try database.execute(sql: Self.variableVectorSchema) }
                try database.execute(sql: "PRAGMA user_version = \(Self.formatVersion)")
            }
        }
    }

    /// How many may be in `consistently` at once: fewer than there are connections, since one of them may wait for a lock whose
    /// holder needs a connection.
    private static let consistentReaders = 8
    private let places = DispatchSemaphore(value: consistentReaders)

    private static func connect(_ url: URL, readOnly: Bool) throws(StorageError) -> DatabasePool {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.maximumReaderCount = consistentReaders + 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // FULL makes a commit reach the disk before it is acknowledged: that is the promise of `upsert`.
            if !readOnly { try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000") }
            // fsync on Apple platforms reaches the drive's cache only; elsewhere these say nothing (sqlite.org/pragma.html).
            try database.execute(sql: "PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1")
            try database.execute(sql: "PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456")
        }
        return try rethrowing("open \(url.path)") { try DatabasePool(path: url.path, configuration: configuration) }
    }

    /// Reads inside one consistent view of the database: that of the `consistently` around it, if there is one.
    func read<Value>(_ what: String, _ body: (GRDB.Database) throws -> Value) throws(StorageError) -> Value {
        try rethrowing(what) { try isReading ? pool.unsafeReentrantRead(body) : gate.pass(url.path) { try pool.read(body) } }
    }

    /// Calls `body` with the number of the last commit; everything read inside it is as that commit left it.
    func consistently<Value>(_ body: (Int64) throws -> Value) throws(StorageError) -> Value {
        if isReading { return try rethrowing("read \(url.lastPathComponent)") { try pool.unsafeReentrantRead { try body(Self.generation($0)) } } }
        places.wait()
        defer { places.signal() }
        return try rethrowing("read \(url.lastPathComponent)") {
            try gate.pass(url.path) {
                try pool.read { database in
                    let generation = try Self.generation(database)
                    return try Self.$reading.withValue(ObjectIdentifier(self)) { try body(generation) }
                }
            }
        }
    }

    /// The store whose consistent view the current task or thread reads in.
    @TaskLocal private static var reading: ObjectIdentifier?

    private var isReading: Bool { Self.reading == ObjectIdentifier(self) }

    private static func generation(_ database: GRDB.Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'generation'")
        return try Int64.fetchOne(statement) ?? 0
    }

    /// Runs one transaction: all of it is on the disk when this returns, none of it when this throws.
    func transaction<Value>(_ what: String, _ body: (StoreTransaction) throws -> Value) throws(StorageError) -> Value {
        try rethrowing(what) { try gate.pass(url.path) { try pool.write { try body(StoreTransaction(database: $0)) } } }
    }

    /// Closes the connections; the write-ahead log is folded into the file.
    func close() throws(StorageError) {
        guard gate.close() else { return }
        try rethrowing("close \(url.lastPathComponent)") {
            if !isReadOnly { _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) } }
            try pool.close()
        }
    }

    /// Copies the database, as it is at one moment, to a new file.
    func backup(to destination: URL) throws(StorageError) {
        try rethrowing("back up \(url.lastPathComponent)") {
            let copy = try DatabaseQueue(path: destination.path)
            try gate.pass(url.path) { try pool.backup(to: copy) }
            try copy.close()
        }
    }

    /// What SQLite finds wrong with the file; empty when it is sound.
    func integrityProblems() throws(StorageError) -> [String] {
        try read("check \(url.lastPathComponent)") { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        }
    }

    /// Bytes of the database and its write-ahead log.
    var byteCount: Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path + suffix)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }
}

/// Runs `body`, turning what SQLite reports into a `StorageError`.
func rethrowing<Value>(_ what: @autoclosure () -> String, _ body: () throws -> Value) throws(StorageError) -> Value {
    do {
        return try body()
    } catch let error as StorageError {
        throw error
    } catch let error as DatabaseError {
        throw StorageError(.init(error), "could not \(what()): \(error.message ?? "\(error.resultCode)")", cause: error)
    } catch {
        throw StorageError(.io, "could not \(what()): \(error)", cause: error)
    }
}

extension StorageError.Code {
    fileprivate init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        // The index of the write-ahead log could not be given its size, which only a full disk refuses.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        // What GRDB answers once the connections are closed.
        case .SQLITE_MISUSE: self = .closed
        default: self = .io
        }
    }
}
