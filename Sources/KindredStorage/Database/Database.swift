public import Foundation
import GRDB
import Synchronization

/// A directory of collections.
///
///     let database = try Database(path: "kindred-data")
///     let films = try database.createCollection("films", .init(dimension: 3, measure: .cosine))
///
/// One process at a time may write: it holds the lock file of the directory, and a second one gets an error with code `locked`.
/// Any number may open it for reading only. You need not call ``close()``: everything a call acknowledged is on the disk.
///
/// ## Topics
/// - Opening: ``init(path:options:)``, ``close()``
/// - Collections: ``createCollection(_:_:doorParameters:)``, ``collection(_:)``, ``collectionNames()``, ``dropCollection(_:)``, ``restoreCollection(from:as:)``, ``changeAliases(_:)``, ``aliases()``
public final class Database: Sendable {
    /// Version of the catalogue's schema; a directory with a larger one is refused.
    static let formatVersion = 2
    /// Version of a catalogue without aliases, which programs that know none can open.
    static let oldestFormatVersion = 1
    static let applicationID = 0x4B4E_4443

    /// The directory.
    public let url: URL
    /// How it was opened.
    public let options: DatabaseOptions
    let catalog: Catalog
    let memory: MemoryBudget
    let lock: DatabaseLock?
    /// The collections that somebody asked for; held while one is made, opened, replaced or dropped.
    let open = Mutex<[String: VectorCollection]>([:])

    /// Opens a database, making the directory when there is none.
    ///
    /// - Throws: `StorageError`: `locked` when another process writes to it, `corrupt` when the directory holds something else or is
    ///   damaged, `newerVersion`, `notFound` for reading only a directory that does not exist.
    public init(path: String, options: DatabaseOptions = .init()) throws(StorageError) {
        url = URL(filePath: path, directoryHint: .isDirectory)
        self.options = options
        memory = MemoryBudget(limit: options.memoryLimit)
        try Self.prepareFolder(url, options)
        lock = options.isReadOnly ? nil : try DatabaseLock(url)
        catalog = try Catalog(url.appending(path: "catalog.sqlite"), readOnly: options.isReadOnly)
        if !options.isReadOnly { try sweep() }
    }

    private static func prepareFolder(_ url: URL, _ options: DatabaseOptions) throws(StorageError) {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
        guard !exists || isDirectory.boolValue else { throw StorageError(.invalidArgument, "\(url.path) is a file, not a directory") }
        let catalog = FileManager.default.fileExists(atPath: url.appending(path: "catalog.sqlite").path)
        if options.isReadOnly || !options.createsIfMissing {
            guard catalog else { throw StorageError(.notFound, "there is no database in \(url.path): create a collection first, or name another directory with --database") }
            return
        }
        if exists, !catalog {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
            guard names.allSatisfy({ $0.hasPrefix(".") || $0 == DatabaseLock.fileName || $0 == "collections" && hasNoCollections(url) }) else {
                throw StorageError(.corrupt, "\(url.path) holds other files and no catalog.sqlite: it is not a Kindred database, or its catalogue was lost")
            }
        }
        try rethrowing("create \(url.path)") {
            try FileManager.default.createDirectory(at: url.appending(path: "collections"), withIntermediateDirectories: true)
        }
    }

    /// Whether a process was killed between making the folder of the collections and the catalogue.
    private static func hasNoCollections(_ url: URL) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: "collections").path)) == []
    }

    /// Removes folders that the catalogue does not name: a process was killed while it created or dropped them.
    private func sweep() throws(StorageError) {
        let names = Set(try catalog.entries().map(\.folder))
        let root = url.appending(path: "collections")
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [] where !names.contains(name) {
            try? FileManager.default.removeItem(at: root.appending(path: name))
        }
    }

    /// The names of the collections, ascending.
    public func collectionNames() throws(StorageError) -> [String] { try catalog.entries().map(\.name).sorted() }

    /// Makes an empty collection.
    ///
    /// - Parameters:
    ///   - name: 1 to 255 bytes, without control characters and slashes.
    ///   - configuration: what it holds.
    ///   - doorParameters: a text that is kept with it: see ``VectorCollection/doorParameters()``.
    /// - Throws: `StorageError`: `alreadyExists`, `invalidArgument` also for the name of an alias, `readOnly`, `diskFull`.
    @discardableResult
    public func createCollection(_ name: String, _ configuration: CollectionConfiguration, doorParameters: String? = nil) throws(StorageError) -> VectorCollection {
        try open.withLock { open throws(StorageError) in try made(name, configuration, doorParameters, &open) }
    }

    /// A collection by its name or an alias.
    ///
    /// - Throws: `StorageError`: `notFound`; `corrupt` or `newerVersion` when its files are not sound.
    public func collection(_ name: String) throws(StorageError) -> VectorCollection {
        try open.withLock { open throws(StorageError) in
            guard let collection = try opened(name, &open) else { throw StorageError(.notFound, "there is no collection \(name)") }
            return collection
        }
    }

    /// A collection by its name or an alias; when there is none, an empty one is made. A program that begins so can run again and again.
    ///
    /// - Parameters:
    ///   - name: 1 to 255 bytes, without control characters and slashes.
    ///   - configuration: what it holds when it is made. One that exists keeps its index, its optimizer and what it has learned.
    /// - Throws: `StorageError`: `alreadyExists` when it has other vectors than the configuration: other names or dimensions, or
    ///   another measure that was not learned; and what ``collection(_:)`` and ``createCollection(_:_:doorParameters:)`` throw.
    public func collection(_ name: String, orCreate configuration: CollectionConfiguration) throws(StorageError) -> VectorCollection {
        try open.withLock { open throws(StorageError) in
            guard let collection = try opened(name, &open) else { return try made(name, configuration, nil, &open) }
            if let difference = collection.configuration.difference(from: configuration) {
                throw StorageError(.alreadyExists, "collection \(name) exists with \(difference)")
            }
            return collection
        }
    }

    private func made(
        _ name: String, _ configuration: CollectionConfiguration, _ doorParameters: String?, _ open: inout [String: VectorCollection]
    ) throws(StorageError) -> VectorCollection {
        try Self.check(name: name)
        try configuration.validate()
        guard !options.isReadOnly else { throw StorageError(.readOnly, "the database was opened for reading only") }
        guard try catalog.entry(name) == nil else { throw StorageError(.alreadyExists, "collection \(name) exists already") }
        guard try catalog.collection(ofAlias: name) == nil else { throw StorageError(.invalidArgument, "Can't create collection with name \(name). Alias with the same name already exists") }
        let folder = "\(UUID().uuidString.lowercased())"
        let url = url.appending(path: "collections/\(folder)", directoryHint: .isDirectory)
        let collection = try VectorCollection(creating: name, configuration: configuration, folder: url, options: options, memory: memory, lock: lock)
        if let doorParameters { try collection.store.transaction("keep the door's parameters") { try $0.setMeta("door", doorParameters) } }
        try MappedFile.synchronizeFolder(self.url.appending(path: "collections"))
        try catalog.add(name: name, folder: folder)
        open[name] = collection
        return collection
    }

    /// The collection of a name or an alias, opened if need be; nil when there is none.
    private func opened(_ name: String, _ open: inout [String: VectorCollection]) throws(StorageError) -> VectorCollection? {
        if let collection = open[name] { return collection }
        let name = try catalog.collection(ofAlias: name) ?? name
        if let collection = open[name] { return collection }
        guard let entry = try catalog.entry(name) else { return nil }
        let url = url.appending(path: "collections/\(entry.folder)", directoryHint: .isDirectory)
        let collection = try VectorCollection(opening: name, folder: url, options: options, memory: memory, lock: lock)
        open[name] = collection
        return collection
    }

    /// Removes a collection and its files.
    ///
    /// - Throws: `StorageError`: `notFound`, `readOnly`.
    public func dropCollection(_ name: String) throws(StorageError) {
        guard !options.isReadOnly else { throw StorageError(.readOnly, "the database was opened for reading only") }
        // Under the lock: nobody may open the collection again between its leaving the catalogue and its closing.
        let (collection, folder) = try open.withLock { open throws(StorageError) in
            guard let entry = try catalog.entry(name) else { throw StorageError(.notFound, "there is no collection \(name)") }
            try catalog.remove(name)
            return (open.removeValue(forKey: name), entry.folder)
        }
        try collection?.close()
        try? FileManager.default.removeItem(at: url.appending(path: "collections/\(folder)"))
    }

    /// Runs `body` while no collection is made, opened or dropped.
    func exclusively(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        try open.withLock { _ throws(StorageError) in try body() }
    }

    /// Ends all use of the database and gives the lock back.
    ///
    /// Background work is stopped; what it had not finished is done again next time.
    public func close() throws(StorageError) {
        let collections = open.withLock { open in
            defer { open = [:] }
            return Array(open.values)
        }
        for collection in collections { try collection.close() }
        try catalog.close()
        lock?.release()
    }

    static func check(name: String) throws(StorageError) {
        guard (1...255).contains(name.utf8.count) else {
            throw StorageError(.invalidArgument, "a collection's name has \(name.utf8.count) bytes; 1 to 255 are allowed")
        }
        guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && $0 != "/" && $0 != "\\" }) else {
            throw StorageError(.invalidArgument, "collection name \"\(name)\" has a control character or a slash")
        }
    }
}

/// How a database is opened.
public struct DatabaseOptions: Sendable {
    /// For reading only: takes no lock, changes no file.
    public var isReadOnly = false
    /// Whether a directory without a database becomes one.
    public var createsIfMissing = true
    /// Bytes of memory the collections' indexes and buffers may take; more is refused with code `memoryLimit`. Nil sets no bound.
    public var memoryLimit: Int?
    /// Whether segments are sealed, merged and indexed in the background; `VectorCollection.optimize` does it at any time.
    public var optimizesInBackground = true
    /// Whether opening a collection looks for its files; a repair cannot insist on them.
    var checksFiles = true
    /// Threads that build indexes in the background; nil takes one a core.
    public var optimizerThreads: Int?

    /// The defaults: for writing, created when missing, no bound.
    public init() {}
}
