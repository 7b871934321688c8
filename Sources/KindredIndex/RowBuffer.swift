public import KindredMath

/// A growing buffer of rows: aligned, in huge pages where the system grants them.
///
/// Appending never disturbs rows handed out before: they share the memory behind which the new rows are written, or,
/// when that is full, keep the old block alive. One writer at a time; ``rows`` may be read between writes and used from
/// any thread afterwards. Appending is O(dimension), amortised.
public struct RowBuffer: Sendable {
    /// Components of a row (bytes of a row for `.bits`).
    public let dimension: Int
    /// What a component is.
    public let element: KernelElement
    /// Bytes from one row to the next.
    public let stride: Int
    /// Rows appended so far.
    public private(set) var count = 0
    private var memory: RowMemory

    /// An empty buffer.
    ///
    /// - Parameters:
    ///   - rowAlignment: a row's stride is a multiple of this many bytes. 1 packs rows; 64 keeps each on whole cache lines.
    ///   - capacity: rows to make room for now.
    /// - Throws: `invalidParameter` for a dimension below 1.
    public init(
        dimension: Int, element: KernelElement = .f32, rowAlignment: Int = 1, capacity: Int = 0
    ) throws(IndexError) {
        let bytes = element.rowBytes(dimension: max(dimension, 0))
        let alignment = max(rowAlignment, 1)
        self.dimension = dimension
        self.element = element
        stride = (bytes + alignment - 1) / alignment * alignment
        try VectorRows.check(count: capacity, dimension: dimension, stride: stride, element: element)
        memory = RowMemory(byteCount: capacity * stride)
    }

    /// Bytes held.
    public var byteCount: Int { memory.byteCount }

    /// The rows as they stand: a snapshot that later appends do not change.
    public var rows: VectorRows {
        VectorRows(handle: memory.handle, count: count, dimension: dimension, stride: stride, element: element)
    }

    /// Appends one row of `.f32` components.
    ///
    /// - Throws: `dimensionMismatch`, or `tooLarge` above ``VectorRows/countMax`` rows.
    public mutating func append(_ row: Span<Float>) throws(IndexError) {
        precondition(element == .f32, "floats appended to rows of \(element)")
        guard row.count == dimension else {
            throw IndexError(.dimensionMismatch, "a row of \(row.count) components for rows of \(dimension)")
        }
        try unsafe append(bytes: row.bytes)
    }

    /// Appends whole rows, given as the bytes of their components without padding.
    ///
    /// - Throws: `dimensionMismatch` when the bytes are no whole number of rows, `tooLarge` as above.
    public mutating func append(bytes: RawSpan) throws(IndexError) {
        let rowBytes = element.rowBytes(dimension: dimension)
        guard bytes.byteCount % rowBytes == 0 else {
            throw IndexError(
                .dimensionMismatch, "\(bytes.byteCount) bytes are no whole number of rows of \(rowBytes) bytes")
        }
        let added = bytes.byteCount / rowBytes
        try reserve(count + added)
        memory.write(bytes, rowBytes: rowBytes, stride: stride, at: count)
        count += added
    }

    /// Appends rows that `body` writes, each on its own, shared among threads.
    ///
    /// - Parameters:
    ///   - scratch: floats that `body` may use as it likes.
    ///   - body: gets the row's slot, the row, and the scratch.
    mutating func append(
        _ added: Int, threads: Int, scratch: Int,
        _ body: @Sendable (_ slot: Int, _ row: inout MutableSpan<UInt8>, _ scratch: inout MutableSpan<Float>) -> Void
    ) throws(IndexError) {
        precondition(element.rowBytes(dimension: dimension) == stride, "rows of \(stride) bytes with gaps")
        guard added > 0 else { return }
        try reserve(count + added)
        memory.fill(added, stride: stride, at: count, threads: threads, scratch: scratch, body)
        count += added
    }

    /// Makes room for `capacity` rows in all.
    ///
    /// - Throws: `tooLarge` above ``VectorRows/countMax`` rows.
    public mutating func reserve(_ capacity: Int) throws(IndexError) {
        guard capacity <= VectorRows.countMax else {
            throw IndexError(.tooLarge, "\(capacity) rows: an index holds at most \(VectorRows.countMax)")
        }
        guard capacity * stride > memory.byteCount else { return }
        let grown = max(capacity * stride, memory.byteCount + memory.byteCount / 2)
        memory = memory.grown(to: grown, keeping: count * stride)
    }
}

extension VectorRows {
    /// Rows copied out of one array, row after row.
    ///
    /// - Throws: `dimensionMismatch` when `values` are no whole number of rows, `invalidParameter` for a dimension below 1.
    public init(copying values: [Float], dimension: Int) throws(IndexError) {
        var buffer = try RowBuffer(dimension: dimension, capacity: dimension > 0 ? values.count / dimension : 0)
        try unsafe buffer.append(bytes: values.span.bytes)
        self = buffer.rows
    }
}
