import KindredIndex
import RoaringBitmaps
import Synchronization

/// The payload indexes of one segment: made from SQLite at their first use, kept up to date by the writer afterwards.
final class SegmentPayloadIndex: Sendable {
    private struct State {
        var set: PayloadIndexSet?
        /// Slots below this are indexed.
        var rows = 0
        /// The version of the payloads that are indexed.
        var payloadVersion: Int64 = 0
        /// Slots that were dead when the indexes were made, and are not in them.
        var dead = RoaringBitmap()

        init() {}

        init(_ set: PayloadIndexSet, _ view: SegmentView) {
            self.set = set
            rows = view.rows
            payloadVersion = view.payloadVersion
            dead = view.tombstones
        }

        /// Whether the indexes say of every live row of a view what its payload is.
        func serves(_ view: SegmentView) -> Bool {
            rows >= view.rows && payloadVersion == view.payloadVersion && dead.isSubset(of: view.tombstones)
        }

        /// Whether a view is older than the indexes: a reader that began before the last writes.
        func isNewer(than view: SegmentView) -> Bool {
            set != nil && (rows > view.rows || payloadVersion > view.payloadVersion || !dead.isSubset(of: view.tombstones))
        }
    }

    private let state = Mutex(State())

    /// Indexes over at least the view's rows, with at least these fields.
    func indexes(_ schema: [PayloadPath: PayloadFieldSchema], _ view: SegmentView, _ contents: SegmentContents, _ store: CollectionStore) throws(StorageError) -> PayloadIndexSet {
        let result: Result<PayloadIndexSet, StorageError> = state.withLock { state in
            if let set = state.set, state.serves(view), schema.allSatisfy({ set.schema[$0.key] == $0.value }) { return .success(set) }
            do throws(StorageError) {
                // Indexes of other fields are kept: some other filter needed them.
                let wanted = (state.set?.schema ?? [:]).merging(schema) { $1 }
                if state.set == nil, let saved = PayloadIndexFile.read(view), schema.allSatisfy({ saved.schema[$0.key] == $0.value }) {
                    state = State(saved, view)
                    return .success(saved)
                }
                let set = try Self.build(wanted, view, contents, store)
                if state.isNewer(than: view) { return .success(set) }
                if !store.isReadOnly { PayloadIndexFile.write(set, view) }
                state = State(set, view)
                return .success(set)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func build(_ schema: [PayloadPath: PayloadFieldSchema], _ view: SegmentView, _ contents: SegmentContents, _ store: CollectionStore) throws(StorageError) -> PayloadIndexSet {
        var set = PayloadIndexSet(schema: schema)
        try store.forEach(pids: view.segment.first...max(view.segment.first, view.last)) { point in
            guard let slot = contents.rows.slot(of: point.pid, rows: view.rows) else { return }
            set.add(UInt32(slot), point.payload)
        }
        return set
    }

    /// Takes in rows that were just committed, when the indexes exist already.
    func append(_ payloads: some Sequence<Payload>, at slot: Int) {
        state.withLock { state in
            guard state.set != nil else { return }
            // Indexes that were made from an older view lack rows before these; they are made anew when next asked for.
            guard slot <= state.rows else { return }
            for (offset, payload) in payloads.enumerated() where slot + offset >= state.rows {
                state.set?.add(UInt32(slot + offset), payload)
                state.rows = slot + offset + 1
            }
        }
    }

    /// Takes in the new payloads of rows, which make the segment's payloads those of `version`.
    func replace(_ rows: [(slot: Int, payload: Payload)], version: Int64) {
        state.withLock { state in
            // Indexes made after that commit have them; older ones are made anew when next asked for.
            guard state.payloadVersion == version - 1 else { return }
            for row in rows { state.set?.add(UInt32(row.slot), row.payload) }
            state.payloadVersion = version
        }
    }

    /// How many slots match, roughly and without reading payloads; nil when there are no indexes yet.
    func estimate(_ filter: Filter) -> CardinalityEstimate? { state.withLock { $0.set?.estimate(filter) } }
}

/// A segment as the filters see it.
struct SegmentFilterSource: FilterSource {
    let view: SegmentView
    let contents: SegmentContents
    let store: CollectionStore

    func payload(at slot: UInt32) throws -> Payload {
        let pid = contents.rows.pid(Int(slot))
        return try store.payloads([pid])[pid] ?? [:]
    }

    func id(at slot: UInt32) throws -> PointID { contents.rows.id(Int(slot)) }

    func slot(of id: PointID) throws -> UInt32? {
        guard let pid = try store.pid(of: id), view.mayHold(pid) else { return nil }
        return contents.rows.slot(of: pid, rows: view.rows).map(UInt32.init)
    }

    func slots(withVector name: String) throws -> RoaringBitmap {
        guard contents.columns[name] != nil || view.segment.configuration.isVariable(name) else { return RoaringBitmap() }
        return view.liveBitmap.subtracting(view.absent[name] ?? RoaringBitmap())
    }

    /// Reads a whole range at once when many of its rows are asked for, row by row otherwise.
    func forEachPayload(at slots: RoaringBitmap, _ body: (UInt32, Payload) throws -> Void) throws {
        let wanted = slots.intersection(view.liveBitmap)
        guard let first = wanted.min, let last = wanted.max else { return }
        if wanted.count * 8 < Int(last - first) {
            try wanted.forEach { slot in try body(slot, payload(at: slot)) }
            return
        }
        try store.forEach(pids: contents.rows.pid(Int(first))...contents.rows.pid(Int(last))) { point in
            guard let slot = contents.rows.slot(of: point.pid, rows: view.rows), wanted.contains(UInt32(slot)) else { return }
            try body(UInt32(slot), point.payload)
        }
    }
}
