public import KindredMath

/// The rows an index is built on and searches: prepared vectors, at a fixed stride, kept alive by their owner.
///
/// A value of a few words; copying it copies no vector. The rows must not change while it exists (a ``RowBuffer`` only
/// ever appends behind them).
public struct VectorRows: Sendable {
    let handle: RowsHandle
    /// How many rows.
    public let count: Int
    /// Components of a row; for `.bits` the bytes of a row.
    public let dimension: Int
    /// Bytes from one row to the next.
    public let stride: Int
    /// What a component is.
    public let element: KernelElement

    init(handle: RowsHandle, count: Int, dimension: Int, stride: Int, element: KernelElement) {
        self.handle = handle
        self.count = count
        self.dimension = dimension
        self.stride = stride
        self.element = element
    }

    /// More rows than this do not fit an index: a slot shares 32 bits with a mark.
    public static let countMax = Int(Int32.max) - 1

    static func check(count: Int, dimension: Int, stride: Int, element: KernelElement) throws(IndexError) {
        guard count >= 0, dimension > 0 else {
            throw IndexError(.invalidParameter, "\(count) rows of dimension \(dimension): need at least 0 and 1")
        }
        guard stride >= element.rowBytes(dimension: dimension) else {
            throw IndexError(
                .invalidParameter, "a stride of \(stride) bytes for rows of \(element.rowBytes(dimension: dimension)) bytes")
        }
        guard count <= countMax else {
            throw IndexError(.tooLarge, "\(count) rows: an index holds at most \(countMax)")
        }
    }

    /// The first `count` rows.
    public func prefix(_ count: Int) -> VectorRows {
        precondition(count >= 0 && count <= self.count, "prefix of \(count) of \(self.count) rows")
        return VectorRows(handle: handle, count: count, dimension: dimension, stride: stride, element: element)
    }
}
