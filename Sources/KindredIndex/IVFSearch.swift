internal import KindredMath

// The lists nearest to the query are scanned in order, nearest first, so that the first of them bound what the others yield.
// Departures: a filter that leaves too little in the lists looked into makes the search look into more, and where that is not
// enough all admitted rows are compared, so k results come back whenever k rows are admitted.

extension IVF {
    /// The `k` admitted rows nearest to a query, found in as many lists as the effort says.
    ///
    /// - Complexity: O(nlist *d* + *n* nprobe / nlist); a filter may ask for a scan of what it admits.
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        let nprobe = nprobe(effort, k: k)
        try search(query, k: k, nprobe: nprobe, depth: depth(k), admitting: admitting, into: &results)
    }

    /// Candidates compared again with the rows.
    func depth(_ k: Int) -> Int {
        guard quantizer != nil else { return k }
        let (depth, overflows) = k.multipliedReportingOverflow(by: max(1, parameters.rerank))
        return overflows ? .max : depth
    }

    /// The lists to look into; nil when only an exact search will do.
    private func nprobe(_ effort: SearchEffort, k: Int) -> Int? {
        switch effort {
        case .default: return parameters.nprobe
        case .ef(let ef): return max(1, ef)
        case .exact: return nil
        case .recall(let target):
            guard target < 1 else { return nil }
            guard let recall else { return parameters.nprobe }
            return recall.ef(for: target, k: k)
        }
    }

    /// - Parameter nprobe: the lists to look into; nil compares every admitted row.
    func search(
        _ query: RawSpan, k: Int, nprobe: Int?, depth: Int, admitting: SlotSet?, into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        let admitted = effective(admitting)
        let available = admitted.map { min($0.count, count) } ?? count
        let wanted = min(k, available)
        results.removeAll(keepingCapacity: true)
        guard wanted > 0 else { return }
        if let nprobe, let probes = probes(nprobe, available, depth) {
            let found = scratches.withScratch { scratch in
                unsafe query.withUnsafeBytes { bytes in
                    guard let query = bytes.baseAddress else { return false }
                    let probe = IVFProbe(index: self, scratch: scratch, admitted: available < count ? admitted : nil)
                    return unsafe probe.search(query, wanted, probes, min(depth, available), into: &results)
                }
            }
            if found { return }
        }
        results.removeAll(keepingCapacity: true)
        try flat.search(query, k: wanted, effort: .exact, admitting: admitted, into: &results)
    }

    /// What may be returned: what the caller admits and is not removed.
    private func effective(_ admitting: SlotSet?) -> SlotSet? {
        guard let live else { return admitting }
        return admitting.map { $0.intersection(live) } ?? live
    }

    /// Rows estimated in the time of one comparison, and centroids compared.
    private static let estimatesPerComparison = 8, centroidsPerComparison = 4

    /// The lists to look into when so many rows are admitted; nil when comparing those is cheaper.
    private func probes(_ nprobe: Int, _ admitted: Int, _ depth: Int) -> Int? {
        // Among fewer rows neighbours lie farther: the lists that hold them are more, though not in proportion.
        let share = Double(admitted) / Double(max(1, count))
        let wider = share < SearchPlan.plainShare ? Double(nprobe) * min(4, 1 / share.squareRoot()) : Double(nprobe)
        let lists = min(nlist, Int(wider.rounded(.up)))
        let scanned = count / nlist * lists
        let estimates = quantizer == nil ? scanned : scanned / Self.estimatesPerComparison + depth
        return admitted < count && admitted <= nlist / Self.centroidsPerComparison + estimates ? nil : lists
    }
}

/// One search on its way through the lists.
struct IVFProbe {
    let index: IVF
    let scratch: ListScratch
    let admitted: SlotSet?

    private var coarse: CoarseQuantizer { index.coarse }
    private var lists: InvertedLists { index.lists }
    private var dimension: Int { index.rows.dimension }

    /// Writes the k nearest found. False when fewer were.
    func search(
        _ query: UnsafeRawPointer, _ k: Int, _ probes: Int, _ depth: Int, into results: inout [Neighbor]
    ) -> Bool {
        unsafe prepare(query)
        guard let quantizer = index.quantizer else { return unsafe scanRows(query, k, probes, into: &results) }
        tabulate(quantizer)
        scratch.reserve(candidates: max(CandidatePool.room(depth), NearestPool.room(k)))
        var pool = unsafe CandidatePool(scratch.candidates, capacity: depth)
        let quantised =
            unsafe quantizer.bits == 4
            ? Kernels.active.quantise(
                tables: scratch.tables, parts: quantizer.parts, top: quantizer.tableTop, bytes: scratch.tableBytes)
            : (step: 0, floor: 0)
        probe(probes, k, found: 0) { list, base in
            for start in stride(from: 0, to: lists.counts[list], by: ListScratch.chunk) {
                let first = lists.starts[list] + start, size = min(ListScratch.chunk, lists.counts[list] - start)
                estimate(first, size, base, quantised, quantizer, pool.bound)
                take(first, size, into: &pool)
            }
            return pool.count
        }
        pool.cut()
        guard pool.count >= k else { return false }
        return unsafe finish(query, k, pool, into: &results)
    }

    /// The query as floats about the rows' mean, in `scratch.query`; for the dot product, which a mean only shifts, as it is.
    private func prepare(_ query: UnsafeRawPointer) {
        let floats = unsafe UnsafeMutableRawPointer(scratch.query)
        unsafe floats.copyMemory(from: query, byteCount: dimension * 4)
        guard index.reduction == .squaredL2 else { return }
        for j in 0..<dimension { unsafe scratch.query[j] -= coarse.mean[j] }
    }

    private func tabulate(_ quantizer: ProductQuantizer) {
        unsafe quantizer.columns.withUnsafeBufferPointer { columns in
            guard let columns = columns.baseAddress else { return }
            unsafe Kernels.active.tabulate(
                query: scratch.query, columns: columns, parts: quantizer.parts, dimension: quantizer.partDimension,
                codewords: quantizer.codewords, factor: index.reduction == .squaredL2 ? -2 : -1, tables: scratch.tables)
        }
    }

    /// Calls `scan` with each of the nearest lists and what is added to its estimates. It returns how many rows are found by
    /// then: while fewer than k are, four times as many lists are looked into.
    @inline(__always)
    private func probe(_ probes: Int, _ k: Int, found: Int, _ scan: (_ list: Int, _ base: Float) -> Int) {
        unsafe coarse.compare(scratch.query, scratch)
        var done = 0, wanted = probes, found = found
        while true {
            unsafe coarse.choose(wanted, scratch.query, scratch)
            for i in done..<wanted { found = unsafe scan(Int(scratch.lists[i]), scratch.bases[i]) }
            guard found < k, wanted < coarse.count else { return }
            done = wanted
            wanted = min(coarse.count, wanted * 4)
        }
    }

    /// Estimates of `size` rows from a place on, in `scratch.values`, and masks of those below the bound.
    @inline(__always)
    private func estimate(
        _ first: Int, _ size: Int, _ base: Float, _ quantised: (step: Float, floor: Float), _ quantizer: ProductQuantizer,
        _ bound: Float
    ) {
        let codes = unsafe lists.codes + first &* lists.codeBytes, bias = unsafe lists.bias + first
        if quantizer.bits == 4 {
            unsafe Kernels.active.scanNibbles(
                codes: codes, blocks: (size &+ 31) / 32, quads: quantizer.quads, tables: scratch.tableBytes, bias: bias,
                step: quantised.step, base: base + quantised.floor, bound: bound, values: scratch.values,
                masks: scratch.masks)
        } else {
            unsafe Kernels.active.scanBytes(
                codes: codes, count: size, parts: quantizer.parts, tables: scratch.tables, bias: bias, base: base,
                bound: bound, values: scratch.values, masks: scratch.masks)
        }
    }

    @inline(__always)
    private func take(_ first: Int, _ size: Int, into pool: inout CandidatePool) {
        for block in 0..<(size &+ 31) / 32 {
            var rest = unsafe scratch.masks[block]
            while rest != 0 {
                let i = block &* 32 &+ rest.trailingZeroBitCount
                rest &= rest &- 1
                if let admitted, unsafe !admitted.contains(lists.ids[first &+ i]) { continue }
                let value = unsafe scratch.values[i]
                if value < pool.bound { pool.insert(value, place: first &+ i) }
            }
        }
    }

    /// The nearest of the candidates: by comparison with their rows, or by their estimates.
    private func finish(
        _ query: UnsafeRawPointer, _ k: Int, _ pool: borrowing CandidatePool, into results: inout [Neighbor]
    ) -> Bool {
        let kernels = index.flat.kernels, rows = index.rows
        var nearest = unsafe NearestPool(scratch.nearest, capacity: k)
        if index.parameters.rerank == 0 {
            let shift = index.reduction == .dot ? unsafe meanProduct(query) : 0
            for i in 0..<pool.count {
                let value = FloatOrder.value(pool.key(i))
                let estimate = index.reduction == .dot ? shift - value : max(0, value)
                unsafe nearest.insert(key: kernels.key(estimate), slot: lists.ids[pool.place(i)])
            }
        } else {
            for start in stride(from: 0, to: pool.count, by: ListScratch.chunk) {
                let size = min(ListScratch.chunk, pool.count - start)
                for i in 0..<size { unsafe scratch.ids[i] = lists.ids[pool.place(start + i)] }
                unsafe kernels.gather(
                    query, rows.handle.base, rows.stride, scratch.ids, size, rows.dimension, scratch.keys, 32)
                for i in 0..<size { unsafe nearest.insert(key: scratch.keys[i], slot: scratch.ids[i]) }
            }
        }
        nearest.append(to: &results, kernels)
        return results.count == k
    }

    /// q · mean, which all dot products have in common.
    private func meanProduct(_ query: UnsafeRawPointer) -> Float {
        let query = unsafe UnsafeBufferPointer(start: scratch.query, count: dimension)
        return unsafe Kernels.active.dot(query.span, coarse.mean.span)
    }

    /// Lists without codes: their rows are compared themselves.
    private func scanRows(_ query: UnsafeRawPointer, _ k: Int, _ probes: Int, into results: inout [Neighbor]) -> Bool {
        let kernels = index.flat.kernels, rows = index.rows
        scratch.reserve(candidates: NearestPool.room(k))
        var nearest = unsafe NearestPool(scratch.nearest, capacity: k)
        probe(probes, k, found: 0) { list, _ in
            for start in stride(from: 0, to: lists.counts[list], by: ListScratch.chunk) {
                let first = lists.starts[list] + start, size = min(ListScratch.chunk, lists.counts[list] - start)
                let picked = pick(first, size)
                unsafe kernels.gather(
                    query, rows.handle.base, rows.stride, scratch.ids, picked, rows.dimension, scratch.keys, 8)
                for i in 0..<picked where unsafe scratch.keys[i] <= nearest.worstKey {
                    unsafe nearest.insert(key: scratch.keys[i], slot: scratch.ids[i])
                }
            }
            return nearest.count
        }
        nearest.append(to: &results, kernels)
        return results.count == k
    }

    /// The admitted rows among `size` from a place on, in `scratch.ids`.
    @inline(__always)
    private func pick(_ first: Int, _ size: Int) -> Int {
        guard let admitted else {
            unsafe scratch.ids.update(from: lists.ids + first, count: size)
            return size
        }
        var picked = 0
        for i in 0..<size {
            let id = unsafe lists.ids[first &+ i]
            guard admitted.contains(id) else { continue }
            unsafe scratch.ids[picked] = id
            picked &+= 1
        }
        return picked
    }
}
