internal import KindredMath

// K-NN-SEARCH of the HNSW paper, algorithm 5. Departures: over codes the best candidates are compared again with the rows
// themselves; a filter is planned for (SearchPlan); whatever a walk yields, k results come back when k rows are admitted.

extension HNSW {
    /// Candidates compared again with the rows: twice k, at least this many. Reranking all of a beam gained nothing.
    static let rerankMin = 20

    /// Of rows found by comparing every code, so many are compared again for 10: with 4-bit codes of 384 components the true
    /// nearest ten were among 40 without exception.
    static let scanRerank = 8
    /// Up to so many rows are not worth encoding the query for.
    static let scanRowsMin = 160

    /// How many nodes at the same distance a beam holds when k are wanted.
    static func twins(_ k: Int) -> Int { max(32, 2 * k) }

    /// The `k` admitted rows nearest to a query, found by a walk over the graph as wide as the effort says.
    ///
    /// - Complexity: about O(`ef` log *n*) comparisons; a filter may ask for a scan of what it admits.
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        let admitted = effective(admitting)
        let available = admitted.map { min($0.count, count) } ?? count
        let wanted = min(k, available)
        results.removeAll(keepingCapacity: true)
        guard wanted > 0 else { return }
        if let ef = beam(effort, k: wanted) {
            if try walk(query, wanted, ef, effort, admitted, available, into: &results) { return }
            if admitting != nil, let admitted, scanCodes(query, wanted, admitted, into: &results) { return }
        }
        // Asked to be exact, or with nothing to be gained otherwise.
        try flat.search(query, k: wanted, effort: .exact, admitting: admitted, into: &results)
    }

    /// Compares the codes of all admitted rows, and the best with the rows. False when comparing the rows is better at once.
    private func scanCodes(_ query: RawSpan, _ k: Int, _ admitted: SlotSet, into results: inout [Neighbor]) -> Bool {
        let room = Self.scanRerank * max(k, 8)
        guard codes != nil, admitted.count > max(Self.scanRowsMin, 2 * room), room <= NearestPool.sortedMax else { return false }
        return scratches.withScratch { scratch in
            scratch.reserve(ef: room)
            return unsafe query.withUnsafeBytes { bytes in
                guard let query = bytes.baseAddress else { return false }
                unsafe encode(query, scratch)
                let found = scanCodes(room, admitted, scratch)
                return unsafe compareAgain(query, found, k, room, scratch, into: &results)
            }
        }
    }

    /// Writes the k nearest of the rows whose codes lie in `scratch.entries`. False when a row whose code was farther may be among them,
    /// going by the largest error of the codes that were not: where thousands of rows are almost equally far, as around a query that
    /// a filter keeps its neighbours from, a few dozen codes decide nothing.
    private func compareAgain(
        _ query: UnsafeRawPointer, _ found: Int, _ k: Int, _ room: Int, _ scratch: SearchScratch, into results: inout [Neighbor]
    ) -> Bool {
        guard let codes else { return false }
        scratch.reserve(ef: NearestPool.room(k), keeping: found)
        var nearest = unsafe NearestPool(scratch.pool, capacity: k)
        let unit = unsafe codes.unit(UnsafeBufferPointer(start: query.assumingMemoryBound(to: Float.self), count: rows.dimension).span)
        var error: Float = 0, start = 0
        while start < found {
            let block = min(found - start, scratch.idsCapacity)
            for i in 0..<block { unsafe scratch.ids[i] = BeamEntry.id(scratch.entries[start + i]) }
            unsafe flat.kernels.gather(
                query, rows.handle.base, rows.stride, scratch.ids, block, rows.dimension, scratch.keys, 32)
            for i in 0..<block {
                let exact = unsafe flat.kernels.value(scratch.keys[i])
                error = unsafe max(error, abs(unit * space.kernels.value(BeamEntry.key(scratch.entries[start + i])) - exact))
                unsafe nearest.insert(key: scratch.keys[i], slot: scratch.ids[i])
            }
            start += block
        }
        let last = unsafe unit * space.kernels.value(BeamEntry.key(scratch.entries[found - 1])), worst = flat.kernels.value(nearest.worstKey)
        guard found < room || (reduction.isSimilarity ? last + error <= worst : last - error >= worst) else { return false }
        nearest.append(to: &results, flat.kernels)
        return true
    }

    /// The nearest `room` codes of admitted rows, in `scratch.entries`. Returns how many.
    private func scanCodes(_ room: Int, _ admitted: SlotSet, _ scratch: SearchScratch) -> Int {
        let ids = unsafe scratch.ids, block = scratch.idsCapacity
        var nearest = unsafe NearestPool(scratch.entries, capacity: room)
        var pending = 0
        admitted.forEach(below: count) { slot in
            unsafe ids[pending] = slot
            pending &+= 1
            if pending == block { takeCodes(&pending, scratch, into: &nearest) }
        }
        takeCodes(&pending, scratch, into: &nearest)
        return nearest.count
    }

    private func takeCodes(_ pending: inout Int, _ scratch: SearchScratch, into nearest: inout NearestPool) {
        unsafe space.gather(UnsafeRawPointer(scratch.query), scratch.ids, pending, scratch.keys)
        let bound = UInt64(nearest.worstKey) << 32 | 0xFFFF_FFFF
        let near = unsafe space.kernels.below(bound, scratch.ids, pending, scratch)
        for i in 0..<near { unsafe nearest.insert(scratch.nearer[i]) }
        pending = 0
    }

    /// What may be returned: what the caller admits and is not removed.
    private func effective(_ admitting: SlotSet?) -> SlotSet? {
        guard let live else { return admitting }
        return admitting.map { $0.intersection(live) } ?? live
    }

    private func share(_ admitted: Int) -> Double { Double(admitted) / Double(max(1, count)) }

    /// The width of the beam for an effort; nil when only an exact search will do.
    func beam(_ effort: SearchEffort, k: Int) -> Int? {
        guard let rerank, rerank > 1 else { return width(effort, k: k) }
        return width(effort, k: k).map { max($0, rerankCount(count, k)) }
    }

    private func width(_ effort: SearchEffort, k: Int) -> Int? {
        switch effort {
        case .default: return max(parameters.efSearch, k)
        case .ef(let ef): return max(min(ef, count), k)
        case .exact: return nil
        case .recall(let target):
            guard target < 1 else { return nil }
            guard let recall else { return max(parameters.efSearch, k) }
            return recall.ef(for: target, k: k)
        }
    }

    /// Walks the graph. False when the plan is to compare every admitted row, or too few were met.
    private func walk(
        _ query: RawSpan, _ k: Int, _ ef: Int, _ effort: SearchEffort, _ admitted: SlotSet?, _ available: Int,
        into results: inout [Neighbor]
    ) throws(IndexError) -> Bool {
        let filtered = effort.namesWidth ? ef : ef * SearchPlan.filteredWidth
        let plan = SearchPlan.choose(
            count: count, admitted: available, ef: ef, filteredEf: filtered, rowBytes: space.stride)
        guard plan != .exact else { return false }
        return scratches.withScratch { scratch in
            scratch.reserve(ef: ef)
            return unsafe query.withUnsafeBytes { bytes in
                guard let query = bytes.baseAddress else { return false }
                if let records, admitted == nil, plan == .plain, unsafe inlineWalk(records, query, k, ef: ef, scratch, into: &results) {
                    return true
                }
                unsafe encode(query, scratch)
                let found = unsafe entries(
                    codes == nil ? query : UnsafeRawPointer(scratch.query), plan, k, ef, filtered, admitted, scratch)
                guard found >= k else { return false }
                unsafe finish(query, found, k, scratch, into: &results)
                return true
            }
        }
    }

    /// Writes the query of floats as a query of codes to `scratch.query`, when there are codes.
    func encode(_ query: UnsafeRawPointer, _ scratch: SearchScratch) {
        guard let codes else { return }
        let floats = unsafe UnsafeBufferPointer(start: query.assumingMemoryBound(to: Float.self), count: rows.dimension)
        unsafe codes.encode(floats.span, scratch)
    }

    /// The admitted nodes a walk met, nearest first, in `scratch.entries`. Returns how many; 0 when an exact search is
    /// cheaper by now.
    private func entries(
        _ query: UnsafeRawPointer, _ plan: SearchPlan, _ k: Int, _ ef: Int, _ filtered: Int, _ admitted: SlotSet?,
        _ scratch: SearchScratch
    ) -> Int {
        guard let admitted, admitted.count < count else {
            let size = unsafe plainWalk(query, k, ef: ef, scratch)
            unsafe scratch.entries.update(from: scratch.pool, count: size)
            return size
        }
        if plan == .filtered {
            let found = unsafe widerWalk(query, k, ef: ef, admitted, scratch)
            return found > 0 ? found : unsafe filteredWalk(query, k, ef: filtered, admitted, scratch)
        }
        // Where most around the query is not admitted, what a beam holds says little: widen it until half of it is.
        var width = ef
        while SearchPlan.choose(count: count, admitted: admitted.count, ef: width, rowBytes: space.stride) == .plain {
            scratch.reserve(ef: width)
            let size = unsafe plainWalk(query, k, ef: width, scratch)
            let kept = keep(admitted, size, scratch)
            if kept >= max(k, ef / 2) { return kept }
            width *= 4
        }
        return 0
    }

    /// The admitted nodes of a plain walk as much wider as fewer are admitted; 0 when there are fewer of them around the query than
    /// elsewhere, or too few are admitted for that.
    private func widerWalk(
        _ query: UnsafeRawPointer, _ k: Int, ef: Int, _ admitted: SlotSet, _ scratch: SearchScratch
    ) -> Int {
        let share = share(admitted.count)
        guard share >= SearchPlan.tryPlainShare else { return 0 }
        let wanted = max(k, ef), width = min(count, Int(Double(wanted) / share * 1.25) + k)
        scratch.reserve(ef: width)
        let kept = unsafe keep(admitted, plainWalk(query, k, ef: width, scratch), scratch)
        return kept >= wanted ? kept : 0
    }

    /// The beam of a walk that ignores filters, in `scratch.pool`. Returns its size.
    func plainWalk(
        _ query: UnsafeRawPointer, _ k: Int, ef: Int, without: UInt32? = nil, _ scratch: SearchScratch
    ) -> Int {
        unsafe graph.descend(query, space, to: 0, scratch)
        scratch.clearVisited()
        unsafe scratch.markVisited(BeamEntry.id(scratch.pool[0]))
        if let without { scratch.markVisited(without) }
        return unsafe graph.searchLayer(query, space, level: 0, ef: ef, twins: Self.twins(k), from: 1, scratch)
    }

    private func keep(_ admitted: SlotSet, _ size: Int, _ scratch: SearchScratch) -> Int {
        var kept = 0
        for i in 0..<size {
            let entry = unsafe scratch.pool[i]
            guard admitted.contains(BeamEntry.id(entry)) else { continue }
            unsafe scratch.entries[kept] = entry
            kept += 1
        }
        return kept
    }

    /// How many of the entries found are compared again.
    func rerankCount(_ found: Int, _ k: Int) -> Int {
        guard let rerank else { return min(found, max(Self.rerankMin, 2 * k)) }
        return Int(min(Double(found), (max(1, rerank) * Double(k)).rounded(.up)))
    }

    /// Writes the k nearest of the entries found, with the values the rows themselves give.
    func finish(
        _ query: UnsafeRawPointer, _ found: Int, _ k: Int, _ scratch: SearchScratch, into results: inout [Neighbor]
    ) {
        results.reserveCapacity(k)
        guard codes != nil else {
            for i in 0..<k {
                let entry = unsafe scratch.entries[i]
                results.append(Neighbor(slot: BeamEntry.id(entry), value: flat.kernels.value(BeamEntry.key(entry))))
            }
            return
        }
        let count = rerankCount(found, k)
        scratch.reserve(ef: NearestPool.room(k), keeping: found)
        var nearest = unsafe NearestPool(scratch.pool, capacity: k)
        unsafe flat.rerank(query, scratch.entries, count, scratch, into: &nearest)
        nearest.append(to: &results, flat.kernels)
    }
}

extension FlatIndex {
    /// Compares the rows of some beam entries with the query and takes the nearest.
    func rerank(
        _ query: UnsafeRawPointer, _ entries: UnsafePointer<UInt64>, _ count: Int, _ scratch: SearchScratch,
        into nearest: inout NearestPool
    ) {
        var start = 0
        while start < count {
            let block = min(count - start, scratch.idsCapacity)
            for i in 0..<block { unsafe scratch.ids[i] = BeamEntry.id(entries[start + i]) }
            unsafe kernels.gather(
                query, rows.handle.base, rows.stride, scratch.ids, block, rows.dimension, scratch.keys, 32)
            for i in 0..<block { unsafe nearest.insert(key: scratch.keys[i], slot: scratch.ids[i]) }
            start += block
        }
    }
}

extension RowCodes {
    /// Writes a query of floats to `scratch.query`.
    func encode(_ query: Span<Float>, _ scratch: SearchScratch) {
        switch self {
        case .sevenBit(let codes):
            let room = unsafe UnsafeMutableBufferPointer(
                start: scratch.query.assumingMemoryBound(to: UInt8.self), count: query.count)
            var target = unsafe room.mutableSpan
            unsafe codes.encode(query, into: &target)
        case .fourBit(let codes):
            let room = unsafe UnsafeMutableBufferPointer(
                start: scratch.decoded.assumingMemoryBound(to: Float.self), count: codes.layout.components)
            var components = unsafe room.mutableSpan
            let squaredNorm = codes.projection.project(query, into: &components)
            unsafe Kernels.active.encodeU4Query(
                UnsafeBufferPointer(room).span, squaredNorm: squaredNorm, codes.layout, into: scratch.query)
        case .eightBit:
            let room = unsafe UnsafeMutableBufferPointer(
                start: scratch.query.assumingMemoryBound(to: Int8.self), count: query.count)
            var target = unsafe room.mutableSpan
            _ = Kernels.active.encodeI8(query, into: &target)
        }
    }
}
