import Foundation
import RoaringBitmaps
import Synchronization

/// One durable write of a batch: bytes to the growing segment's files, then the one commit that names them.
///
/// The files are written and synced on another thread while SQLite takes the rows: the commit waits for both, so a row never
/// exists whose bytes are not on the disk, and the two waits for the disk overlap.
struct BatchWrite {
    let collection: VectorCollection
    let batch: PreparedBatch
    let progress: ImportProgress?

    /// Rows of the batch that go to one segment.
    private struct Piece: Sendable {
        var segment: Int
        var contents: SegmentContents
        var rows: Range<Int>
        var slot: Int
    }

    func run(_ state: inout VectorCollection.WriterState) throws(StorageError) {
        var snapshot = collection.snapshot
        let pieces: [Piece]
        do throws(StorageError) { pieces = try place(&snapshot, &state) } catch {
            collection.discard(snapshot.segments.dropFirst(collection.snapshot.segments.count))
            throw error
        }
        let files = BackgroundWrite { [batch] () throws(StorageError) in
            for piece in pieces { try Self.writeFiles(piece, batch) }
        }
        do {
            try collection.commit("store \(batch.count) points", &snapshot) { transaction, snapshot in
                let replaced = try insertRows(pieces, snapshot, transaction)
                try collection.bury(replaced, in: &snapshot, transaction)
                try publishRows(pieces, in: &snapshot, transaction)
                if let progress { try transaction.setProgress(progress.rows, source: progress.source) }
                try files.wait()
            }
        } catch {
            // The rows' bytes may still be on their way; the next batch must not meet them.
            _ = try? files.wait()
            collection.discard(snapshot.segments.dropFirst(collection.snapshot.segments.count))
            throw error
        }
        indexPayloads(pieces, snapshot)
        state.nextPid = max(state.nextPid, (snapshot.segments.last?.last ?? 0) + 1)
        if pieces.last?.segment != pieces.first?.segment || snapshot.segments.last.map({ !state.takesRows($0, planned: 0) }) ?? false { collection.wakeOptimizer() }
    }

    private func indexPayloads(_ pieces: [Piece], _ snapshot: Snapshot) {
        for piece in pieces {
            let payloads = batch.payloads.isEmpty ? [Payload](repeating: [:], count: piece.rows.count) : Array(batch.payloads[piece.rows])
            snapshot.segments[piece.segment].segment.payloadIndex.append(payloads, at: piece.slot)
        }
    }

    /// Finds room for the rows, opening new segments as needed.
    private func place(_ snapshot: inout Snapshot, _ state: inout VectorCollection.WriterState) throws(StorageError) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        var planned: [Int: Int] = [:]
        while start < batch.count {
            if snapshot.segments.last.map({ !state.takesRows($0, planned: planned[snapshot.segments.count - 1, default: 0]) }) ?? true {
                snapshot.segments.append(try collection.newSegment(first: max(state.nextPid, pieces.last.map { lastPid($0, snapshot) + 1 } ?? 0)))
            }
            let index = snapshot.segments.count - 1
            let view = snapshot.segments[index]
            let slot = view.rows + planned[index, default: 0]
            let end = min(batch.count, start + view.segment.capacity - slot)
            pieces.append(Piece(segment: index, contents: try collection.contents(view), rows: start..<end, slot: slot))
            planned[index, default: 0] += end - start
            start = end
        }
        return pieces
    }

    private func lastPid(_ piece: Piece, _ snapshot: Snapshot) -> Int64 {
        snapshot.segments[piece.segment].segment.first + Int64(piece.slot + piece.rows.count - 1)
    }

    private static func writeFiles(_ piece: Piece, _ batch: PreparedBatch) throws(StorageError) {
        for (name, column) in piece.contents.columns {
            guard let values = batch.columns[name] else { continue }
            let range = piece.rows.lowerBound * column.dimension..<piece.rows.upperBound * column.dimension
            try column.file.append(range.count == values.count ? values : Array(values[range]), at: piece.slot)
        }
    }

    /// Adds the rows to SQLite and returns the pids of the versions they replace.
    private func insertRows(_ pieces: [Piece], _ snapshot: Snapshot, _ transaction: StoreTransaction) throws -> [Int64] {
        let checksums = batch.vectorChecksums(collection.configuration)
        var replaced: [Int64] = []
        for piece in pieces {
            let first = snapshot.segments[piece.segment].segment.first
            for (offset, row) in piece.rows.enumerated() {
                let text = batch.texts.isEmpty ? nil : batch.texts[row]
                let old = try transaction.insert(
                    .init(
                        pid: first + Int64(piece.slot + offset), id: batch.ids[row], payload: text,
                        payloadChecksum: Checksum.of(text, id: batch.ids[row]), vectorChecksum: checksums[row]))
                if let old { replaced.append(old) }
                for (name, values) in batch.variable {
                    if let value = values[row] { try transaction.insert(value, name: name, pid: first + Int64(piece.slot + offset)) }
                }
            }
        }
        return replaced
    }

    /// Makes the rows part of the segments: in memory behind the published count, and in SQLite.
    private func publishRows(_ pieces: [Piece], in snapshot: inout Snapshot, _ transaction: StoreTransaction) throws {
        for piece in pieces {
            if case .growing(_, let ids) = piece.contents.rows { ids.write(Array(batch.ids[piece.rows]), at: piece.slot) }
            for (name, column) in piece.contents.columns {
                guard let values = batch.columns[name] else { continue }
                column.derive(Array(values[piece.rows.lowerBound * column.dimension..<piece.rows.upperBound * column.dimension]), from: piece.slot)
            }
            let view = snapshot.segments[piece.segment].changed { view in
                view.rows = piece.slot + piece.rows.count
                view.last = view.segment.first + Int64(view.rows - 1)
                for (name, rows) in batch.absent {
                    for row in rows where piece.rows.contains(row) {
                        view.absent[name, default: RoaringBitmap()].insert(UInt32(piece.slot + row - piece.rows.lowerBound))
                    }
                }
            }
            snapshot.segments[piece.segment] = view
            try transaction.save(view)
        }
    }
}

/// Work on another thread that somebody waits for later.
private final class BackgroundWrite: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Void, StorageError>?>(nil)

    init(_ work: @escaping @Sendable () throws(StorageError) -> Void) {
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            let outcome: Result<Void, StorageError>
            do throws(StorageError) { outcome = .success(try work()) } catch { outcome = .failure(error) }
            result.withLock { $0 = outcome }
            done.signal()
        }
    }

    /// Returns when the work is done, or throws what it threw. May be called again.
    func wait() throws(StorageError) {
        done.wait()
        done.signal()
        try result.withLock { $0 }?.get()
    }
}
