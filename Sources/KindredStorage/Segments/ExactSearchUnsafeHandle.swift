import KindredIndex
import KindredMath
import KindredSimilarity

/// A row with its cost: the measure's value, negated for similarities, so that smaller is nearer.
struct Candidate: Sendable {
    var cost: Float
    var slot: Int
}

/// A query made ready for one vector column: prepared once, compared with many rows.
///
/// Every score a collection gives comes from here, whether the row was found by a scan or by a graph, so the same two
/// vectors always have the same score.
struct PreparedQuery: Sendable {
    let form: MeasureForm
    let kind: Measure.Kind
    let vector: [Float]
    let norm: Float

    init(_ vector: [Float], measure: Measure) {
        form = measure.form
        kind = measure.kind
        let prepared = form.preparation.isIdentity ? vector : form.preparation.prepared(vector.span, as: .query)
        norm = form.usesNorms ? form.norm(of: prepared.span) : 0
        self.vector = prepared
    }

    /// The cost of a row, of its reduction with the query.
    func cost(_ reduction: Float, rowNorm: Float) -> Float {
        kind.cost(ofValue: form.finish(reduction, queryNorm: norm, rowNorm: rowNorm))
    }
}

extension PreparedQuery {
    /// Rows a scan reduces at a time: their values stay in the first-level cache.
    private static let blockRows = 512

    /// The `limit` nearest of the column's first `rows` rows, best first, equal ones by `tie` (smaller first).
    ///
    /// - Parameter admitting: the rows that may be found; nil admits all.
    /// - Complexity: O(*rows* × *dimension*), or O(*admitted* × *dimension*) when fewer than a quarter are admitted.
    func nearest(
        _ limit: Int, in column: VectorColumn, rows: Int, admitting: SlotSet?, tie: (Int) -> PointID
    ) -> [Candidate] {
        var best = BestCandidates(limit: limit)
        if let admitting, admitting.count < rows / 4 {
            score(admitting.slots.lazy.map(Int.init).filter { $0 < rows }, in: column) { best.offer($0, tie: tie) }
        } else {
            scan(column, rows: rows, admitting: admitting, tie: tie, into: &best)
        }
        return best.entries
    }

    /// Some rows with their costs, in no order.
    func rescore(_ slots: [Int], in column: VectorColumn) -> [Candidate] {
        var candidates: [Candidate] = []
        candidates.reserveCapacity(slots.count)
        score(slots, in: column) { candidates.append($0) }
        return candidates
    }

    /// The measure's values of some rows, ascending: exactly those that `nearest` ranks by.
    ///
    /// - Complexity: O(*slots* × *dimension*).
    func values(of slots: [UInt32], in column: VectorColumn) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(slots.count)
        score(slots.lazy.map(Int.init), in: column) { values.append(kind.value(ofCost: $0.cost)) }
        return values
    }

    /// The costs of some rows.
    func score(_ slots: some Sequence<Int>, in column: VectorColumn, _ body: (Candidate) -> Void) {
        let (base, stride) = unsafe column.address
        guard let kernel = form.reduction.kernel else {
            for slot in slots { body(Candidate(cost: slowCost(slot, column), slot: slot)) }
            return
        }
        let pair = Kernels.active.pair(kernel, .f32)
        unsafe vector.withUnsafeBytes { query in
            guard let query = unsafe query.baseAddress else { return }
            for slot in slots {
                let value = unsafe pair(query: query, row: base + slot * stride, dimension: column.preparedDimension)
                body(Candidate(cost: cost(value, rowNorm: column.norms?[slot] ?? 0), slot: slot))
            }
        }
    }

    /// Offers every admitted row; the loop makes no call but to the kernel and, for the rare row that is near enough, to `best`.
    private func scan(_ column: VectorColumn, rows: Int, admitting: SlotSet?, tie: (Int) -> PointID, into best: inout BestCandidates) {
        guard let kernel = form.reduction.kernel else {
            for slot in 0..<rows where admitting?.contains(UInt32(slot)) ?? true {
                best.offer(Candidate(cost: slowCost(slot, column), slot: slot), tie: tie)
            }
            return
        }
        let scan = Kernels.active.scan(kernel, .f32)
        let (base, stride) = unsafe column.address
        let norms = unsafe column.norms?.address
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { values in
            unsafe vector.withUnsafeBytes { query in
                guard let query = unsafe query.baseAddress, let output = unsafe values.baseAddress else { return }
                var start = 0
                while start < rows {
                    let count = min(Self.blockRows, rows - start)
                    unsafe scan(
                        query: query, rows: base + start * stride, stride: stride, count: count,
                        dimension: column.preparedDimension, values: output)
                    for offset in 0..<count {
                        let slot = start + offset
                        let cost = unsafe cost(output[offset], rowNorm: norms.map { unsafe $0[slot] } ?? 0)
                        guard best.mayTake(cost), admitting?.contains(UInt32(slot)) ?? true else { continue }
                        best.offer(Candidate(cost: cost, slot: slot), tie: tie)
                    }
                    start += count
                }
            }
        }
    }

    /// Reductions no kernel computes (Minkowski, per dimension, learned).
    private func slowCost(_ slot: Int, _ column: VectorColumn) -> Float {
        let (base, stride) = unsafe column.address
        let row = unsafe Span(
            _unsafeStart: (base + slot * stride).assumingMemoryBound(to: Float.self), count: column.preparedDimension)
        return cost(form.reduction(vector.span, row), rowNorm: column.norms?[slot] ?? 0)
    }
}

extension VectorColumn {
    /// Where the prepared rows begin, and the bytes from one to the next.
    fileprivate var address: (UnsafeRawPointer, Int) {
        switch prepared {
        case .memory(let buffer): return unsafe (UnsafeRawPointer(buffer.address), preparedDimension * 4)
        case .mapped(let saved): return unsafe (saved.base + VectorFile.headerByteCount, preparedDimension * 4)
        case nil: return unsafe (file.mapping.base + VectorFile.headerByteCount, file.width)
        }
    }

    /// The prepared rows, for an index.
    func rows(_ count: Int) throws(StorageError) -> VectorRows {
        let (base, stride) = unsafe address
        let owner: any AnyObject & Sendable = prepared?.owner ?? file
        do {
            return unsafe try VectorRows(unsafeBase: base, count: count, dimension: preparedDimension, stride: stride, element: .f32, owner: owner)
        } catch { throw StorageError(.invalidArgument, "\(error)", cause: error) }
    }
}

/// The best few of many candidates.
///
/// A sorted array: k is small, and most candidates are refused by one comparison with the worst.
struct BestCandidates {
    private let limit: Int
    /// Best first.
    private(set) var entries: [Candidate] = []
    private var worst = Float.infinity

    init(limit: Int) {
        self.limit = limit
        entries.reserveCapacity(min(limit, 4096) + 1)
    }

    /// Whether a candidate of this cost may be among the best: equal to the worst, its id decides.
    @inline(__always)
    func mayTake(_ cost: Float) -> Bool { cost <= worst }

    @inline(__always)
    mutating func offer(_ candidate: Candidate, tie: (Int) -> PointID) {
        guard candidate.cost <= worst else { return }
        insert(candidate, tie: tie)
    }

    private mutating func insert(_ candidate: Candidate, tie: (Int) -> PointID) {
        func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
            a.cost != b.cost ? a.cost < b.cost : tie(a.slot) < tie(b.slot)
        }
        if entries.count == limit, let last = entries.last, !precedes(candidate, last) { return }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(candidate, entries[middle]) { high = middle } else { low = middle + 1 }
        }
        entries.insert(candidate, at: low)
        if entries.count > limit { entries.removeLast() }
        if entries.count == limit { worst = entries[limit - 1].cost }
    }
}
