import Foundation
import KindredIndex
import KindredMath
import RoaringBitmaps

/// Rewrites some neighbouring segments as one sealed segment, off to the side, and swaps it in.
///
/// Until the one commit at the end nothing names the new files, so a process killed at any moment leaves the old segments as
/// they were. Rows deleted while the merge worked become tombstones of the new segment in that commit.
struct SegmentMerge {
    let collection: VectorCollection
    let inputs: [SegmentView]
    let context: BuildContext

    /// The new segment's rows, with where each came from.
    private struct Output {
        var pids: [Int64] = []
        var ids: [PointID] = []
        /// By input: old slots in the order of the new ones.
        var origins: [[UInt32]] = []
        var absent: [String: RoaringBitmap] = [:]
        var rows: Int { pids.count }
    }

    func run() throws(StorageError) {
        let output = try collectRows()
        var record = SegmentRecord(
            id: 0, isSealed: true, first: inputs.first?.segment.first ?? 0, last: inputs.last?.last ?? 0, rows: 0, capacity: output.rows,
            tombstones: RoaringBitmap(), absent: output.absent, checksums: [:])
        guard output.rows > 0 else { return try swap(nil, output) }
        record.id = try collection.store.transaction("add a segment") { [record] in try $0.addSegment(record) }
        let folder = VectorCollection.folder(of: record.id, in: collection.folder)
        do throws(StorageError) {
            let contents = try writeFiles(&record, output, in: folder)
            record.rows = output.rows
            let segment = Segment(record: record, folder: folder, configuration: collection.configuration, contents: contents)
            try swap(SegmentView(record: record, segment: segment), output)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            try? collection.store.transaction("remove a segment") { [record] in try $0.removeSegment(record.id) }
            throw error
        }
    }

    private func collectRows() throws(StorageError) -> Output {
        var output = Output()
        for view in inputs {
            let contents = try collection.contents(view)
            let live = Array(view.liveBitmap)
            for slot in live {
                for (name, missing) in view.absent where missing.contains(slot) {
                    output.absent[name, default: RoaringBitmap()].insert(UInt32(output.rows))
                }
                output.pids.append(contents.rows.pid(Int(slot)))
                output.ids.append(contents.rows.id(Int(slot)))
            }
            output.origins.append(live)
        }
        return output
    }

    private func writeFiles(_ record: inout SegmentRecord, _ output: Output, in folder: URL) throws(StorageError) -> SegmentContents {
        try rethrowing("create \(folder.path)") {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        var contents = SegmentContents(rows: .sealed(try writeRows(output, in: folder)), columns: [:], indexes: [:])
        for (name, configuration) in collection.configuration.denseVectors {
            let url = folder.appending(path: VectorColumn.fileName(name))
            let file = try VectorFile(creating: url, width: configuration.dimension * 4, capacity: output.rows)
            try copyVectors(name, to: file, output)
            let column = try VectorColumn(
                sealed: name, configuration: configuration, file: file, rows: output.rows, memory: collection.memory, writes: true)
            record.checksums[name] = column.checksum(rows: output.rows)
            contents.indexes[name] = try collection.buildIndex(column, rows: output.rows, continuing: older(name, output), context)
            contents.columns[name] = column
        }
        try MappedFile.synchronizeFolder(folder)
        try MappedFile.synchronizeFolder(collection.folder.appending(path: "segments"))
        return contents
    }

    /// The index of the first segment, with whose rows the new one begins.
    private func older(_ name: String, _ output: Output) throws(StorageError) -> OlderIndex? {
        guard let first = inputs.first, let kept = output.origins.first, let index = try collection.contents(first).indexes[name] else { return nil }
        return OlderIndex(index: index, kept: kept)
    }

    private func writeRows(_ output: Output, in folder: URL) throws(StorageError) -> SealedRows {
        let url = folder.appending(path: SealedRows.fileName)
        try SealedRows.write(pids: output.pids, ids: output.ids, to: url)
        return try SealedRows(reading: url, count: output.rows)
    }

    /// Rows copied at a time: about 4 MiB.
    private func copyVectors(_ name: String, to file: VectorFile, _ output: Output) throws(StorageError) {
        let writer = try VectorFile.Writer(file)
        var row = 0
        for (view, slots) in zip(inputs, output.origins) {
            let contents = try collection.contents(view)
            // A segment from before the vector was added: its rows stay as the file was made, which is zero, and are absent.
            guard let column = contents.columns[name] else {
                row += slots.count
                continue
            }
            let block = max(1, (4 << 20) / file.width)
            for start in stride(from: 0, to: slots.count, by: block) {
                try check()
                let part = slots[start..<min(start + block, slots.count)]
                try writer.append(column.values(part), at: row)
                row += part.count
            }
        }
        try writer.synchronize()
    }

    private func check() throws(StorageError) {
        if context.isCancelled?() == true { throw StorageError(.cancelled, "the optimiser of collection \(collection.name) was stopped") }
    }

    /// Names the new segment instead of the old ones, in one commit.
    private func swap(_ merged: SegmentView?, _ output: Output) throws(StorageError) {
        let old = inputs.map(\.segment.id)
        try collection.write { state throws(StorageError) in
            var snapshot = collection.snapshot
            guard let start = snapshot.segments.firstIndex(where: { $0.segment.id == old.first }), snapshot.segments.count >= start + old.count,
                snapshot.segments[start..<start + old.count].map(\.segment.id) == old
            else { throw StorageError(.cancelled, "the segments changed while they were merged") }
            let current = Array(snapshot.segments[start..<start + old.count])
            let view = merged.map { merged in merged.changed { $0.tombstones = deletedMeanwhile(current, output) } }
            try collection.commit("swap segments", &snapshot) { transaction, snapshot in
                for id in old { try transaction.removeSegment(id) }
                if let view { try transaction.save(view) }
                snapshot.segments.replaceSubrange(start..<start + old.count, with: view.map { [$0] } ?? [])
            }
            state.closed.subtract(old)
        }
        for view in inputs { try? FileManager.default.removeItem(at: view.segment.folder) }
        guard let merged else { return }
        indexPayloads(merged)
        collection.deriveRuns(like: inputs, in: merged.segment.id)
    }

    /// Makes the declared payload indexes of the new segment, so that the first filter need not.
    private func indexPayloads(_ view: SegmentView) {
        let fields = collection.fieldIndexes
        guard !fields.isEmpty, let contents = view.segment.openContents else { return }
        _ = try? view.segment.payloadIndex.indexes(fields, view, contents, collection.store)
    }

    /// New slots of rows that were deleted after the merge began.
    private func deletedMeanwhile(_ current: [SegmentView], _ output: Output) -> RoaringBitmap {
        var deleted = RoaringBitmap()
        var start = 0
        for ((before, now), slots) in zip(zip(inputs, current), output.origins) {
            if now.tombstones != before.tombstones {
                for (offset, slot) in slots.enumerated() where now.tombstones.contains(slot) { deleted.insert(UInt32(start + offset)) }
            }
            start += slots.count
        }
        return deleted
    }
}
