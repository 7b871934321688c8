/// What a graph is walked over: rows (vectors or codes) and the kernels that compare them.
// Sendable: rows are not written while they are searched, see RowsHandle.
@safe struct Space: @unchecked Sendable {
    let rows: VectorRows
    let base: UnsafeRawPointer
    let stride: Int
    let dimension: Int
    let kernels: RowKernels
    let queryBytes: Int
    /// Rows whose cache lines are asked for ahead of their turn: all for codes, about 4 KiB for vectors.
    let ahead: Int

    /// - Parameter dimension: bytes of padding may be compared too where query and rows agree on them.
    init(_ rows: VectorRows, _ kernels: RowKernels, dimension: Int? = nil) {
        self.rows = rows
        unsafe base = rows.handle.base
        stride = rows.stride
        self.dimension = dimension ?? rows.dimension
        self.kernels = kernels
        queryBytes = kernels.queryBytes(self.dimension)
        ahead = rows.element.rowBytes(dimension: 1) == 1 ? 64 : min(64, max(4, 4096 / max(1, rows.stride)))
    }

    @inline(__always) func row(_ id: UInt32) -> UnsafeRawPointer { unsafe base + Int(id) &* stride }

    /// A row as a query: itself, or what it stands for written to `room` where a query is of another type than a row.
    @inline(__always) func query(_ id: UInt32, _ room: UnsafeMutableRawPointer) -> UnsafeRawPointer {
        guard kernels.isDecoded else { return unsafe row(id) }
        unsafe kernels.decode(row(id), dimension, room)
        return UnsafeRawPointer(room)
    }

    @inline(__always) func gather(
        _ query: UnsafeRawPointer, _ ids: UnsafePointer<UInt32>, _ count: Int, _ keys: UnsafeMutablePointer<UInt32>
    ) {
        unsafe kernels.gather(query, base, stride, ids, count, dimension, keys, ahead)
    }

    /// Whether a row of `ids` is nearer to `query` than `key` says.
    @inline(__always) func anyCloser(
        _ query: UnsafeRawPointer, _ ids: UnsafePointer<UInt32>, _ count: Int, _ key: UInt32
    ) -> Bool {
        unsafe count > 0 && kernels.anyCloser(query, base, stride, ids, count, dimension, key)
    }
}
