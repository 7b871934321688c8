import KindredIndex
import RoaringBitmaps
import Synchronization

/// The payload indexes of one segment: made from SQLite at their first use, kept up to date by the writer afterwards.
final class SegmentPayloadIndex: Sendable {
    private struct State {
        var set: PayloadIndexSet?
        /// Slots below this are indexed.
        var rows = 0
    }

    private let state = Mutex(State())

    /// Indexes over at least the view's rows, with at least these fields.
    func indexes(_ schema: [PayloadPath: PayloadFieldSchema], _ view: SegmentView, _ contents: SegmentContents, _ store: CollectionStore) throws(StorageError) -> PayloadIndexSet {
        let result: Result<PayloadIndexSet, StorageError> = state.withLock { state in
            if let set = state.set, state.rows >= view.rows, schema.allSatisfy({ set.schema[$0.key] == $0.value }) { return .success(set) }
            do throws(StorageError) {
                // Indexes of other fields are kept: some other filter needed them.
                let wanted = (state.set?.schema ?? [:]).merging(schema) { $1 }
                if state.set == nil, let saved = PayloadIndexFile.read(view), schema.allSatisfy({ saved.schema[$0.key] == $0.value }) {
                    state = State(set: saved, rows: view.rows)
                    return .success(saved)
                }
                let set = try Self.build(wanted, view, contents, store)
                if !store.isReadOnly { PayloadIndexFile.write(set, view) }
                state = State(set: set, rows: view.rows)
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

    /// Takes in the new payload of a row.
    func replace(_ payload: Payload, at slot: Int) {
        state.withLock { $0.set?.add(UInt32(slot), payload) }
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
        guard contents.columns[name] != nil else { return RoaringBitmap() }
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
