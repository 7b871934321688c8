public import KindredMath

/// Where rows lie, and who keeps them there.
// Sendable: the rows behind the pointer are never written while a handle exists, and `owner` is Sendable itself.
@safe struct RowsHandle: @unchecked Sendable {
    let base: UnsafeRawPointer
    let owner: any AnyObject & Sendable

    /// The bytes of `count` components from row `slot` on.
    @inline(__always) func row(_ slot: Int, stride: Int) -> UnsafeRawPointer { unsafe base + slot &* stride }
}

extension VectorRows {
    /// Rows in memory that `owner` keeps alive and unchanged for as long as it lives (a mapping, a buffer).
    ///
    /// - Parameters:
    ///   - base: the first component of row 0; needs no alignment. Row *i* begins `i * stride` bytes further on.
    ///   - dimension: components of a row (bytes of a row for `.bits`).
    ///   - stride: bytes from row to row, at least the bytes of a row.
    /// - Throws: `invalidParameter` when the stride is shorter than a row, `tooLarge` above 2^31 - 1 rows.
    public init(
        unsafeBase base: UnsafeRawPointer, count: Int, dimension: Int, stride: Int, element: KernelElement,
        owner: any AnyObject & Sendable
    ) throws(IndexError) {
        try Self.check(count: count, dimension: dimension, stride: stride, element: element)
        self.init(
            handle: unsafe RowsHandle(base: base, owner: owner), count: count, dimension: dimension, stride: stride,
            element: element)
    }

    /// Calls `body` with the bytes of one row.
    func withRow<R>(_ slot: Int, _ body: (UnsafeRawPointer) -> R) -> R {
        precondition(slot >= 0 && slot < count, "slot \(slot) of \(count) rows")
        return unsafe body(handle.row(slot, stride: stride))
    }

    /// Calls `body` with the components of a `.f32` row, which must lie at a multiple of 4 bytes.
    func withFloats<R>(_ slot: Int, _ body: (Span<Float>) -> R) -> R {
        unsafe withRow(slot) { row in
            unsafe body(UnsafeBufferPointer(start: row.assumingMemoryBound(to: Float.self), count: dimension).span)
        }
    }

    /// The components of a `.f32` row.
    public func floats(at slot: Int) -> [Float] {
        precondition(element == .f32, "rows of \(element), not f32")
        return unsafe withRow(slot) { row in
            unsafe [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(start: row, count: dimension * 4))
                count = dimension
            }
        }
    }
}
