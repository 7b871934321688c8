internal import KindredMath

// Records are made from the finished graph in three passes over all nodes. A rotation is linear, so every row is rotated once, into
// the place of its record's vector; then every code is a difference of two rotated rows; then the rows themselves take their place.

extension InlineRecords {
    /// Makes the records of a graph over some f32 rows.
    ///
    /// - Complexity: O(*n* · degree · *d*).
    /// - Throws: `cancelled`.
    static func make(_ graph: HNSWGraph, _ rows: VectorRows, _ context: BuildContext) throws(IndexError) -> InlineRecords {
        let layout = InlineLayout(dimension: rows.dimension, degree: graph.degree)
        let block = MemoryBlock(byteCount: graph.count * layout.stride)
        let records = unsafe InlineRecords(
            layout: layout, count: graph.count, rotation: RandomRotation(fitting: rows), base: block.base, owner: block)
        try records.forEachNode(context) { id in records.rotate(id, rows) }
        try records.forEachNode(context) { id in records.link(id, graph) }
        try records.forEachNode(context) { id in records.copy(id, rows) }
        return records
    }

    private func forEachNode(_ context: BuildContext, _ body: @Sendable (UInt32) -> Void) throws(IndexError) {
        let chunk = 1 << 15
        for start in stride(from: 0, to: count, by: chunk) {
            if context.isCancelled?() == true {
                throw IndexError(.cancelled, "the build was stopped while writing record \(start) of \(count)")
            }
            Workers(count: context.threads).run(min(chunk, count - start), grain: 256) { _, range in
                for i in range { body(UInt32(start + i)) }
            }
        }
    }

    private func rotate(_ id: UInt32, _ rows: VectorRows) {
        let room = unsafe UnsafeMutableBufferPointer(start: vector(id), count: layout.codes.components)
        var components = unsafe room.mutableSpan
        rows.withFloats(Int(id)) { rotation.rotate($0, into: &components) }
    }

    /// Writes a node's links and the codes of where they lead.
    private func link(_ id: UInt32, _ graph: HNSWGraph) {
        let row = unsafe graph.row(id, 0), count = graph.linkCount(id, 0)
        let links = unsafe links(id), blocks = unsafe blocks(id)
        for i in 0..<layout.degree {
            let neighbour = unsafe i < count ? row[i] : id
            unsafe links[i] = neighbour
            let block = unsafe blocks + i / OneBitLayout.codes * layout.codes.blockBytes
            unsafe Kernels.active.encodeOneBit(
                vector(neighbour), centre: vector(id), layout.codes, place: i % OneBitLayout.codes, in: block)
        }
    }

    private func copy(_ id: UInt32, _ rows: VectorRows) {
        let vector = unsafe vector(id)
        rows.withFloats(Int(id)) { row in
            for i in 0..<row.count { unsafe vector[i] = row[i] }
            for i in row.count..<layout.codes.components { unsafe vector[i] = 0 }
        }
    }
}

extension HNSWParameters.Layout {
    /// - Throws: `unsupported` where rows cannot lie so.
    func check(_ rows: VectorRows, _ reduction: KernelReduction) throws(IndexError) {
        guard self == .inline, reduction != .squaredL2 || rows.element != .f32 else { return }
        throw IndexError(.unsupported, "the inline layout serves squared L2 of f32 rows, not \(reduction) of \(rows.element)")
    }
}
