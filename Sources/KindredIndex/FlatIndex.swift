public import KindredMath

/// Exact search: every admitted row is compared. The reference all other indexes are measured against.
///
/// Knows every reduction the kernels know for the rows' element. Holds nothing beyond the rows, so building is free.
/// A search reads each row once, O(n · dimension); `stats` and the effort have nothing to say.
///
/// ```swift
/// let index = try FlatIndex(rows: VectorRows(copying: values, dimension: 128), reduction: .squaredL2)
/// let nearest = try index.search(query.span, k: 10)
/// ```
public struct FlatIndex: VectorIndex {
    /// "flat".
    public static let kind = "flat"

    /// The rows searched.
    public let rows: VectorRows
    let kernels: RowKernels
    let scratches: ScratchPool

    /// An index of rows as they stand.
    ///
    /// - Throws: `unsupported` when no kernel reduces such rows that way.
    public init(rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        self.rows = rows
        kernels = try RowKernels(reduction, rows.element)
        let queryBytes = rows.element.queryBytes(dimension: rows.dimension)
        scratches = ScratchPool { SearchScratch(nodes: 0, idsCapacity: Self.blockRows, queryBytes: queryBytes, ef: 100) }
    }

    /// Rows indexed.
    public var count: Int { rows.count }
    /// How two rows are compared.
    public var reduction: KernelReduction { kernels.reduction }
    /// 0: it holds nothing beyond the rows.
    public var byteCount: Int { 0 }
    /// Kind, rows and bytes.
    public var stats: IndexStats { IndexStats(kind: Self.kind, count: count, byteCount: byteCount) }
}
