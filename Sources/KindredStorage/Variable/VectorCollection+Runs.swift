import Foundation

extension VectorCollection {
    /// The inverted index over a segment's sparse vectors.
    ///
    /// Called where SQLite is read as the view's commit left it, or when the index serves the view already.
    /// - Throws: `StorageError`: `corrupt` for a damaged vector, `memoryLimit`.
    func sparseRuns(_ name: String, _ view: SegmentView, _ contents: SegmentContents) throws(StorageError) -> [SparsePostings] {
        try view.segment.variableRuns.sparse.runs(name, view) { slots, runs throws(StorageError) in
            var builder = SparsePostingsBuilder()
            try forEachVector(name, slots, view, contents) { slot, value in
                guard case .sparse(let vector) = value else { return false }
                builder.add(vector, slot: UInt32(slot))
                if builder.count >= SlotRuns<SparsePostings>.fullWeight {
                    try runs.append(builder.postings(memory: memory), memory: memory)
                    builder = SparsePostingsBuilder()
                }
                return true
            }
            if builder.count > 0 { try runs.append(builder.postings(memory: memory), memory: memory) }
        }
    }

    /// The matrix of a segment's multivectors, under the measure that serves it.
    ///
    /// Called where SQLite is read as the view's commit left it, or when the matrix serves the view already.
    /// - Throws: `StorageError`: `corrupt` for a damaged vector, `memoryLimit`.
    func multivectorRuns(_ name: String, _ view: SegmentView, _ contents: SegmentContents) throws(StorageError) -> [MultivectorRows] {
        let configuration = try view.segment.configuration.multivector(name)
        return try view.segment.variableRuns.multi.runs(name, view) { slots, runs throws(StorageError) in
            var builder = MultivectorRowsBuilder(configuration)
            try forEachVector(name, slots, view, contents) { slot, value in
                guard case .multi(let rows) = value, rows.allSatisfy({ $0.count == configuration.dimension }) else { return false }
                builder.add(rows, slot: UInt32(slot))
                if builder.count >= SlotRuns<MultivectorRows>.fullWeight {
                    try runs.append(builder.rows(memory: memory), memory: memory)
                    builder = MultivectorRowsBuilder(configuration)
                }
                return true
            }
            if builder.count > 0 { try runs.append(builder.rows(memory: memory), memory: memory) }
        }
    }

    /// Calls `body` with the vectors that some slots have, ascending; what it answers false of is damaged.
    private func forEachVector(
        _ name: String, _ slots: Range<Int>, _ view: SegmentView, _ contents: SegmentContents, _ body: (Int, VectorValue) throws -> Bool
    ) throws(StorageError) {
        let first = view.segment.isSealed ? view.segment.first : view.segment.first + Int64(slots.lowerBound)
        try store.forEachVariableVector(name, pids: first...max(first, view.last)) { pid, bytes in
            guard let slot = contents.rows.slot(of: pid, rows: view.rows), slots.contains(slot) else { return }
            let value = VariableVectorBytes.decode(bytes, name: name, pid: pid)
            guard let value, try body(slot, value) else { throw StorageError.damagedVector(name, contents.rows.id(slot)) }
        }
    }

    /// Makes what searching derives of the names that were searched in the segments before, so that the next search need not.
    func deriveRuns(like before: [SegmentView], in segment: Int64) {
        let sparse = Set(before.flatMap(\.segment.variableRuns.sparse.names)), multi = Set(before.flatMap(\.segment.variableRuns.multi.names))
        guard !sparse.isEmpty || !multi.isEmpty else { return }
        // What fails here is tried again by the next search, which says why.
        try? reading { snapshot throws(StorageError) in
            guard let view = snapshot.segments.first(where: { $0.segment.id == segment }) else { return }
            let contents = try contents(view)
            for name in sparse { _ = try sparseRuns(name, view, contents) }
            for name in multi { _ = try multivectorRuns(name, view, contents) }
        }
    }
}
