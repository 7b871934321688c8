import Foundation
import GRDB
import KindredIndex
import RoaringBitmaps
import Synchronization

/// A run of a collection's rows with their own files, in the folder `segments/<id>`.
///
/// What a segment is never changes but for the rows appended to the one that grows; which of its rows count is said by the
/// `SegmentView`s of a snapshot. Its files are opened, checked and prepared at their first use, so that opening a database
/// takes no time.
final class Segment: Sendable {
    let id: Int64
    let isSealed: Bool
    /// Pid of the first row; in a growing segment row *s* has pid first + s.
    let first: Int64
    let capacity: Int
    let folder: URL
    let configuration: CollectionConfiguration
    let checksums: [String: UInt32]
    private let state = Mutex(State())
    let payloadIndex: SegmentPayloadIndex
    let variableRuns: VariableVectorRuns

    private struct State {
        var contents: SegmentContents?
    }

    init(
        record: SegmentRecord, folder: URL, configuration: CollectionConfiguration, contents: SegmentContents? = nil,
        payloadIndex: SegmentPayloadIndex = SegmentPayloadIndex(), variableRuns: VariableVectorRuns = VariableVectorRuns()
    ) {
        self.variableRuns = variableRuns
        self.payloadIndex = payloadIndex
        id = record.id
        isSealed = record.isSealed
        first = record.first
        capacity = record.capacity
        checksums = record.checksums
        self.folder = folder
        self.configuration = configuration
        state.withLock { $0.contents = contents }
    }

    /// The opened files, which the first caller waits for.
    ///
    /// - Parameter indexes: the collection as it is now, which says what indexes it should have.
    /// - Throws: `StorageError` with code `corrupt`, `notFound` or `newerVersion` when a file is not what SQLite says.
    func contents(_ view: SegmentView, indexes: CollectionConfiguration, store: CollectionStore, memory: MemoryBudget) throws(StorageError) -> SegmentContents {
        let result: Result<SegmentContents, StorageError> = state.withLock { state in
            if let contents = state.contents { return .success(contents) }
            do throws(StorageError) {
                let contents = try SegmentContents(opening: self, view: view, indexes: indexes, store: store, memory: memory)
                state.contents = contents
                return .success(contents)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The opened files, when somebody needed them already.
    var openContents: SegmentContents? { state.withLock { $0.contents } }

    /// Replaces the contents, after the optimiser rebuilt a derived file.
    func replace(_ contents: SegmentContents) { state.withLock { $0.contents = contents } }
}

/// One segment as a snapshot sees it: how many rows there are, and which of them count.
struct SegmentView: Sendable {
    let segment: Segment
    var last: Int64
    var rows: Int
    var tombstones: RoaringBitmap
    var absent: [String: RoaringBitmap]
    /// Grows whenever a payload is changed in place; an index file of another version is stale.
    var payloadVersion: Int64
    private var live = LiveSlots()

    init(segment: Segment, last: Int64, rows: Int, tombstones: RoaringBitmap, absent: [String: RoaringBitmap], payloadVersion: Int64) {
        self.segment = segment
        self.last = last
        self.rows = rows
        self.tombstones = tombstones
        self.absent = absent
        self.payloadVersion = payloadVersion
    }

    init(record: SegmentRecord, segment: Segment) {
        self.init(
            segment: segment, last: record.last, rows: record.rows, tombstones: record.tombstones, absent: record.absent,
            payloadVersion: record.payloadVersion)
    }

    /// What SQLite should say of the segment.
    var record: SegmentRecord {
        SegmentRecord(
            id: segment.id, isSealed: segment.isSealed, first: segment.first, last: last, rows: rows, capacity: segment.capacity,
            tombstones: tombstones, absent: absent, checksums: segment.checksums, payloadVersion: payloadVersion)
    }

    /// Rows that count.
    var liveCount: Int { rows - Int(tombstones.count) }

    /// The view after a write; forgets what was derived from the old one.
    func changed(_ change: (inout SegmentView) -> Void) -> SegmentView {
        var view = self
        change(&view)
        view.live = LiveSlots()
        return view
    }

    /// The same rows, held by another segment.
    func held(by segment: Segment) -> SegmentView {
        SegmentView(segment: segment, last: last, rows: rows, tombstones: tombstones, absent: absent, payloadVersion: payloadVersion)
    }

    /// Whether a row with this pid may lie here.
    func mayHold(_ pid: Int64) -> Bool { rows > 0 && pid >= segment.first && pid <= last }

    /// The rows that count and have the vector of this name; nil when all do.
    func liveSlots(_ name: String) -> SlotSet? {
        let missing = absent[name] ?? RoaringBitmap()
        if tombstones.isEmpty && missing.isEmpty { return nil }
        return live.value(name) { SlotSet(words: tombstones.union(missing).words(count: rows).map { ~$0 }, universe: rows) }
    }

    /// What a filter's rows were found to be, when it was asked before.
    func cachedMatches(_ filter: Filter) -> RoaringBitmap? { live.matches(filter) }

    func cache(_ matches: RoaringBitmap, for filter: Filter) { live.setMatches(matches, filter) }

    /// The rows that count, have the vector of this name and match; what makes them is asked once a view.
    func admitted(_ name: String, _ filter: Filter, _ matches: () throws(StorageError) -> RoaringBitmap) throws(StorageError) -> SlotSet {
        let key = LiveSlots.Key(name: name, filter: filter)
        if let known = live.admitted(key) { return known }
        let matching = SlotSet(words: try matches().words(count: rows), universe: rows)
        let admitted = liveSlots(name).map { $0.intersection(matching) } ?? matching
        live.setAdmitted(admitted, key)
        return admitted
    }

    /// The rows that count.
    var liveBitmap: RoaringBitmap {
        rows == 0 ? RoaringBitmap() : RoaringBitmap(range: 0..<UInt32(rows)).subtracting(tombstones)
    }
}

/// Live rows by vector name and the rows that filters match, computed once a view.
private final class LiveSlots: Sendable {
    private let sets = Mutex<[String: SlotSet]>([:])

    func value(_ name: String, _ make: () -> SlotSet) -> SlotSet {
        if let set = sets.withLock({ $0[name] }) { return set }
        let set = make()
        sets.withLock { $0[name] = set }
        return set
    }

    /// Answers kept; people page through one filter, or few.
    private static let matchesMax = 16
    private let filters = Mutex<[Filter: RoaringBitmap]>([:])

    func matches(_ filter: Filter) -> RoaringBitmap? { filters.withLock { $0[filter] } }

    func setMatches(_ matches: RoaringBitmap, _ filter: Filter) {
        filters.withLock { filters in
            if filters.count >= Self.matchesMax { filters.removeAll() }
            filters[filter] = matches
        }
    }

    struct Key: Hashable {
        var name: String
        var filter: Filter
    }

    private let admittedSets = Mutex<[Key: SlotSet]>([:])

    func admitted(_ key: Key) -> SlotSet? { admittedSets.withLock { $0[key] } }

    func setAdmitted(_ set: SlotSet, _ key: Key) {
        admittedSets.withLock { sets in
            if sets.count >= Self.matchesMax { sets.removeAll() }
            sets[key] = set
        }
    }
}

/// The opened files of a segment.
struct SegmentContents: Sendable {
    let rows: RowTable
    /// By vector name.
    var columns: [String: VectorColumn]
    /// By vector name; none for columns that are scanned.
    var indexes: [String: SegmentIndex] = [:]
}
