public import Foundation
import GRDB
import KindredIndex
import Synchronization

/// A durable set of points that can be searched by likeness and by filter.
///
///     let films = try database.createCollection("films", .init(dimension: 3, measure: .cosine))
///     try films.upsert([Point(id: 1, vector: [0.1, 0.9, 0.2], payload: ["title": "Alien", "year": 1979])])
///     let hits = try films.search(SearchRequest([0.1, 0.8, 0.3], limit: 5))
///
/// A write that returned is on the disk: a killed process or a power cut loses none of it, and a write that threw left nothing
/// behind. Reads see the collection as it was at one moment and never wait for writes. All methods may be called from any
/// thread; writes wait for each other.
///
/// ## Topics
/// - Writing: ``upsert(_:)-(_)``, ``delete(_:)``
/// - Reading: ``search(_:)``, ``fetch(_:withPayload:withVectors:)``, ``count``
public final class VectorCollection: Sendable {
    /// The collection's name in its database.
    public let name: String
    /// What the collection holds, as it is now: its indexes can be changed.
    public var configuration: CollectionConfiguration { current.withLock { $0 } }
    let current: Mutex<CollectionConfiguration>
    /// Of a collection that is only read: what it was read from.
    let configurationText = Mutex<String?>(nil)
    /// Where the collection's files lie.
    public let folder: URL
    /// Whether the database was opened for reading only.
    public let isReadOnly: Bool

    let store: CollectionStore
    let memory: MemoryBudget
    /// Kept as long as anybody, the background optimiser included, may write to the collection's files.
    private let lock: DatabaseLock?
    let published: Mutex<Snapshot>
    /// What the commit under way will publish.
    let announced = Mutex<Snapshot?>(nil)
    /// Held by the one write that is under way.
    let writer: Mutex<WriterState>

    /// What only the writer touches.
    struct WriterState: Sendable {
        /// Larger than any pid ever used.
        var nextPid: Int64
        var isClosed = false
        /// Growing segments that take no more rows: they are about to be sealed, or lack a vector.
        var closed: Set<Int64> = []
    }

    /// The fields with payload indexes.
    let fields: Mutex<PayloadFields>
    /// Held by the one piece of optimiser work that is under way.
    let optimizing = Mutex(())
    /// Sealed segments under a measure that was named in a search.
    let alternates = Mutex<[Alternate: SegmentContents]>([:])
    /// The measure that was named last.
    let alternateMeasure = Mutex<MeasureVersion?>(nil)
    /// What stopped the background optimiser last.
    let lastProblem = Mutex<String?>(nil)
    /// What the doors made of their parameters.
    let doorValue = Mutex(DoorValue())
    /// Set to make background work end early.
    let stopping = Flag()
    private let optimizesInBackground: Bool
    /// Threads that build indexes.
    let threads: Int
    private let background = DispatchQueue(label: "kindred.optimizer", qos: .utility)

    /// Creates an empty collection in a folder that does not exist yet.
    init(creating name: String, configuration: CollectionConfiguration, folder: URL, options: DatabaseOptions, memory: MemoryBudget, lock: DatabaseLock?) throws(StorageError) {
        try configuration.validate()
        self.memory = memory
        self.lock = lock
        self.name = name
        current = Mutex(configuration)
        self.folder = folder
        isReadOnly = false
        optimizesInBackground = options.optimizesInBackground
        threads = options.optimizerThreads ?? ProcessInfo.processInfo.activeProcessorCount
        try rethrowing("create \(folder.path)") {
            try FileManager.default.createDirectory(at: folder.appending(path: "segments"), withIntermediateDirectories: true)
        }
        store = try CollectionStore(creating: folder.appending(path: "collection.sqlite"), configuration: configuration)
        fields = Mutex(PayloadFields())
        published = Mutex(Snapshot(segments: []))
        writer = Mutex(WriterState(nextPid: 1))
        try MappedFile.synchronizeFolder(folder)
    }

    /// Opens a collection.
    init(opening name: String, folder: URL, options: DatabaseOptions, memory: MemoryBudget, lock: DatabaseLock?) throws(StorageError) {
        self.memory = memory
        self.lock = lock
        self.name = name
        self.folder = folder
        isReadOnly = options.isReadOnly
        optimizesInBackground = options.optimizesInBackground
        threads = options.optimizerThreads ?? ProcessInfo.processInfo.activeProcessorCount
        store = try CollectionStore(opening: folder.appending(path: "collection.sqlite"), readOnly: options.isReadOnly)
        let configuration = try store.configuration()
        current = Mutex(configuration)
        fields = Mutex(PayloadFields(declared: try store.fields()))
        if options.isReadOnly {
            published = Mutex(Snapshot(segments: [], generation: -1))
            writer = Mutex(WriterState(nextPid: 1))
            try reading { _ in }
            return
        }
        let records = try Self.sweep(store.segmentRecords(), folder: folder, store: store)
        var snapshot = Snapshot(segments: [], generation: try store.consistently { $0 })
        var closed: Set<Int64> = []
        for record in records {
            let folder = Self.folder(of: record.id, in: folder), held = configuration.held(by: record, in: folder)
            let segment = Segment(record: record, folder: folder, configuration: held)
            if !record.isSealed, held.vectors.count < configuration.vectors.count { closed.insert(record.id) }
            if options.checksFiles { try segment.checkFiles(rows: record.rows) }
            snapshot.segments.append(SegmentView(record: record, segment: segment))
        }
        published = Mutex(snapshot)
        writer = Mutex(WriterState(nextPid: (records.map(\.last).max() ?? 0) + 1, closed: closed))
    }

    static func folder(of segment: Int64, in folder: URL) -> URL { folder.appending(path: "segments/\(segment)") }

    /// Removes what a killed process left behind: segments that never got a row, and folders nobody names.
    private static func sweep(_ records: [SegmentRecord], folder: URL, store: CollectionStore) throws(StorageError) -> [SegmentRecord] {
        let empty = records.filter { $0.rows == 0 }
        if !empty.isEmpty {
            do throws(StorageError) {
                try store.transaction("sweep") { transaction in
                    for record in empty { try transaction.removeSegment(record.id) }
                }
            } catch {
                // A full disk keeps nobody from reading; their rows go at the next opening.
                guard error.code == .diskFull else { throw error }
            }
        }
        let kept = records.filter { $0.rows > 0 }
        let names = Set(kept.map { String($0.id) })
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "segments").path)) ?? []
        for name in found where !names.contains(name) {
            try? FileManager.default.removeItem(at: folder.appending(path: "segments/\(name)"))
        }
        return kept
    }

    /// The opened files of a segment.
    ///
    /// A sealed segment whose index is missing is scanned, and the optimiser is told.
    func contents(_ view: SegmentView) throws(StorageError) -> SegmentContents {
        if let open = view.segment.openContents { return open }
        let contents = try view.segment.contents(view, indexes: configuration, store: store, memory: memory)
        if view.segment.isSealed, !isIndexed(contents, rows: view.rows) {
            wakeOptimizer()
        }
        return contents
    }

    /// The collection as it is now.
    var snapshot: Snapshot { published.withLock { $0 } }

    /// How many points the collection holds.
    public var count: Int { isReadOnly ? (try? reading { $0.count }) ?? snapshot.count : snapshot.count }

    /// Ends all use of the collection; later writes throw with code `closed`.
    func close() throws(StorageError) {
        stopping.isSet = true
        background.sync {}
        optimizing.withLock { _ in }
        writer.withLock { $0.isClosed = true }
        try store.close()
    }

    /// Lets the optimiser look for work, soon and on its own thread.
    func wakeOptimizer() {
        guard optimizesInBackground, configuration.optimizer.runsInBackground, !isReadOnly else { return }
        background.async { [weak self] in
            while let self, !self.stopping.isSet {
                // What went wrong is tried again after the next write; searches scan what is not indexed.
                do throws(StorageError) {
                    guard try self.optimizeStep() else { return }
                    self.lastProblem.withLock { $0 = nil }
                } catch {
                    if error.code != .cancelled { self.lastProblem.withLock { $0 = "\(error)" } }
                    return
                }
            }
        }
    }

    /// Runs a write: one at a time, never on a closed or read-only collection.
    func write<Value: Sendable>(_ body: (inout WriterState) throws(StorageError) -> Value) throws(StorageError) -> Value {
        guard !isReadOnly else { throw StorageError(.readOnly, "collection \(name) was opened for reading only") }
        let result: Result<Value, StorageError> = writer.withLock { state in
            guard !state.isClosed else { return .failure(StorageError(.closed, "collection \(name) is closed")) }
            do throws(StorageError) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

extension CollectionStore {
    func configuration() throws(StorageError) -> CollectionConfiguration {
        guard let text = try meta("configuration") else { throw StorageError(.corrupt, "\(url.path) has no configuration") }
        return try configuration(text)
    }

    /// The configuration of a stored text, with the weights of learned measures, which lie in a table of their own.
    func configuration(_ text: String) throws(StorageError) -> CollectionConfiguration {
        var configuration: CollectionConfiguration
        do {
            configuration = try JSONDecoder().decode(CollectionConfiguration.self, from: Data(text.utf8))
        } catch { throw StorageError(.corrupt, "\(url.path) has a damaged configuration", cause: error) }
        for (name, vector) in configuration.vectors {
            guard let version = vector.versions?.serving else { continue }
            configuration.vectors[name]?.measure = try measure(version).measure
        }
        return configuration
    }

    func meta(_ key: String) throws(StorageError) -> String? {
        try read("read \(key)") { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key]) }
    }

    func segmentRecords() throws(StorageError) -> [SegmentRecord] {
        try read("read segments") { try SegmentRecord.all($0) }
    }
}

extension Segment {
    /// Throws when a file that SQLite relies on is missing or too short; contents are checked at first use.
    func checkFiles(rows: Int) throws(StorageError) {
        for (name, vector) in configuration.denseVectors {
            let url = folder.appending(path: VectorColumn.fileName(name))
            let size = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? Int
            guard let size else { throw StorageError(.corrupt, "\(url.path) is missing: restore it from a backup, or run `kindred repair`") }
            let needed = VectorFile.headerByteCount + rows * vector.dimension * 4
            guard size >= needed else {
                throw StorageError(.corrupt, "\(url.path) has \(size) bytes where \(needed) are needed: it was truncated; restore it from a backup, or run `kindred repair`")
            }
        }
    }
}

extension VectorCollection.WriterState {
    /// Whether a segment has room behind its rows and those planned.
    func takesRows(_ view: SegmentView, planned: Int) -> Bool {
        !view.segment.isSealed && !closed.contains(view.segment.id) && view.rows + planned < view.segment.capacity
    }
}
