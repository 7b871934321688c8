public import KindredMath

/// Something that finds the rows nearest to a query.
///
/// A search is synchronous, runs on the calling thread, may run on many threads at once, and allocates nothing after
/// warm-up. Results are nearest first, ties by smaller slot, each row once; k results whenever k admitted rows exist.
public protocol VectorIndex: Sendable {
    /// The kind of index, as people name it: "flat", "hnsw".
    static var kind: String { get }

    /// Rows indexed.
    var count: Int { get }
    /// The rows searched.
    var rows: VectorRows { get }
    /// How two rows are compared.
    var reduction: KernelReduction { get }
    /// Bytes held beyond the rows.
    var byteCount: Int { get }
    /// What there is to know about the index.
    var stats: IndexStats { get }

    /// The `k` admitted rows nearest to a query, written over `results`.
    ///
    /// - Parameters:
    ///   - query: the prepared query: as many components as a row, f32 for rows of f32, f16 and bf16.
    ///   - k: how many; above the number of admitted rows, all of them are given.
    ///   - effort: how hard to try; an exact index ignores it.
    ///   - admitting: the slots that may be returned; nil admits all.
    ///   - results: replaced by the neighbours; its capacity is kept.
    /// - Throws: `dimensionMismatch`, or `invalidParameter` for k below 1.
    func search(
        _ query: RawSpan, k: Int, effort: SearchEffort, admitting: SlotSet?, into results: inout [Neighbor]
    ) throws(IndexError)

    /// The `k` admitted rows nearest to each of some queries, on the calling thread: what they are one by one, sooner where the index
    /// has a way of answering several together.
    ///
    /// - Parameter queries: prepared queries, as rows: f32 for rows of f32, f16 and bf16, else of the rows' element.
    /// - Throws: `dimensionMismatch`, `unsupported` for queries of another element, `invalidParameter` for k below 1.
    func search(
        _ queries: VectorRows, k: Int, effort: SearchEffort, admitting: SlotSet?
    ) throws(IndexError) -> [[Neighbor]]
}

extension VectorIndex {
    /// The `k` admitted rows nearest to a query of floats. See ``search(_:k:effort:admitting:into:)``.
    public func search(
        _ query: Span<Float>, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil
    ) throws(IndexError) -> [Neighbor] {
        var results: [Neighbor] = []
        try unsafe search(query.bytes, k: k, effort: effort, admitting: admitting, into: &results)
        return results
    }

    /// The `k` admitted rows nearest to a query given as the bytes of its components.
    public func search(
        bytes query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil
    ) throws(IndexError) -> [Neighbor] {
        var results: [Neighbor] = []
        try search(query, k: k, effort: effort, admitting: admitting, into: &results)
        return results
    }

    func check(_ queries: VectorRows, k: Int) throws(IndexError) {
        guard queries.dimension == rows.dimension else {
            throw IndexError(
                .dimensionMismatch, "queries of dimension \(queries.dimension) for rows of dimension \(rows.dimension)")
        }
        let isHalf = rows.element == .f16 || rows.element == .bf16
        guard queries.element == (isHalf ? .f32 : rows.element) else {
            throw IndexError(.unsupported, "queries of \(queries.element) for rows of \(rows.element)")
        }
        guard k > 0 else { throw IndexError(.invalidParameter, "k is \(k): at least 1 is needed") }
    }

    func check(_ query: RawSpan, k: Int) throws(IndexError) {
        let expected = rows.element.queryBytes(dimension: rows.dimension)
        guard query.byteCount == expected else {
            throw IndexError(
                .dimensionMismatch, "a query of dimension \(query.byteCount / rows.element.queryBytes(dimension: 1)) for rows of dimension \(rows.dimension)")
        }
        guard k > 0 else { throw IndexError(.invalidParameter, "k is \(k): at least 1 is needed") }
    }
}
