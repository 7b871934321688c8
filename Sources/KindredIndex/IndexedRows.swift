internal import KindredMath

/// The rows of an index that changes: those its tables know, those added since, and those removed.
///
/// Added rows are scanned until they are worth building anew; removed ones are marked and left out of results.
struct IndexedRows: Sendable {
    /// The exact index over all rows.
    private(set) var flat: FlatIndex
    /// Rows the tables know; those behind them are scanned.
    private(set) var indexed: Int
    /// Rows not removed; nil while none is.
    var live: SlotSet?

    /// At this share of the rows added ones are indexed.
    private static let tailShare = 8
    /// Fewer added rows than this are scanned in any case.
    private static let tailMin = 256

    init(_ rows: VectorRows, _ reduction: KernelReduction, indexed: Int? = nil) throws(IndexError) {
        flat = try FlatIndex(rows: rows, reduction: reduction)
        self.indexed = indexed ?? rows.count
    }

    var count: Int { flat.count }
    var liveCount: Int { live?.count ?? count }
    var tail: Range<Int> { indexed..<count }

    /// The rows together with more behind them.
    ///
    /// - Throws: `mismatch` when they do not continue these.
    func extended(to rows: VectorRows) throws(IndexError) -> IndexedRows {
        let known = flat.rows
        guard rows.count >= count, rows.dimension == known.dimension, rows.element == known.element else {
            throw IndexError(
                .mismatch,
                "\(rows.count) rows of \(rows.dimension) \(rows.element) do not continue "
                    + "\(count) rows of \(known.dimension) \(known.element)")
        }
        var next = try IndexedRows(rows, flat.reduction, indexed: indexed)
        next.live = live.map { $0.extended(to: rows.count) }
        return next
    }

    /// Whether so many rows were added that building anew is due.
    var isDue: Bool { tail.count > max(Self.tailMin, count / Self.tailShare) }

    mutating func remove(_ slots: some Sequence<UInt32>) {
        let gone = SlotSet(slots, universe: count)
        guard gone.count > 0 else { return }
        live = (live ?? .all(count)).subtracting(gone)
    }

    /// What may be returned: what the caller admits and is not removed.
    func effective(_ admitting: SlotSet?) -> SlotSet? {
        guard let live else { return admitting }
        return admitting.map { $0.intersection(live) } ?? live
    }

    /// How many of `k` there can be.
    func available(_ k: Int, _ admitted: SlotSet?) -> Int { min(k, admitted.map { min($0.count, count) } ?? count) }
}
