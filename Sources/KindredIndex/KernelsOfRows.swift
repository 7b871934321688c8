internal import KindredMath

/// The kernels an index needs for one reduction and element, fetched once so that a search crosses no table.
struct RowKernels: Sendable {
    let reduction: KernelReduction
    let element: KernelElement
    private let scanKernel: Kernels.Scan
    private let gatherKernel: Kernels.Gather
    private let closerKernel: Kernels.AnyCloser
    private let unvisitedKernel: Kernels.Unvisited
    private let rankKernel: Kernels.Rank

    /// - Throws: `unsupported` when rows of the element are not reduced that way.
    init(_ reduction: KernelReduction, _ element: KernelElement, _ kernels: Kernels = .active) throws(IndexError) {
        guard reduction.isDefined(for: element) else {
            throw IndexError(.unsupported, "\(reduction) is not defined for rows of \(element)")
        }
        self.reduction = reduction
        self.element = element
        scanKernel = kernels.scan(reduction, element)
        gatherKernel = kernels.gather(reduction, element)
        closerKernel = kernels.anyCloser(reduction, element)
        unvisitedKernel = kernels.unvisited
        rankKernel = kernels.rank
    }

    /// Whether a query is of another type than a row.
    var decodes: Bool { element == .f16 || element == .bf16 }

    @inline(__always) func scan(
        _ query: UnsafeRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ dimension: Int,
        _ values: UnsafeMutablePointer<Float>
    ) {
        unsafe scanKernel(query: query, rows: rows, stride: stride, count: count, dimension: dimension, values: values)
    }

    @inline(__always) func gather(
        _ query: UnsafeRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ ids: UnsafePointer<UInt32>, _ count: Int,
        _ dimension: Int, _ keys: UnsafeMutablePointer<UInt32>, _ ahead: Int
    ) {
        unsafe gatherKernel(
            query: query, rows: rows, stride: stride, ids: ids, count: count, dimension: dimension, keys: keys,
            ahead: ahead)
    }

    @inline(__always) func anyCloser(
        _ row: UnsafeRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ ids: UnsafePointer<UInt32>, _ count: Int,
        _ dimension: Int, _ key: UInt32
    ) -> Bool {
        unsafe closerKernel(row: row, rows: rows, stride: stride, ids: ids, count: count, dimension: dimension, key: key)
    }

    @inline(__always) func unvisited(
        _ links: UnsafePointer<UInt32>, _ degree: Int, _ visited: UnsafeMutablePointer<UInt32>,
        _ fresh: UnsafeMutablePointer<UInt32>
    ) -> Int {
        unsafe unvisitedKernel(links: links, degree: degree, visited: visited, fresh: fresh)
    }

    @inline(__always) func rank(_ pool: UnsafePointer<UInt64>, _ count: Int, _ entry: UInt64) -> Int {
        unsafe rankKernel(pool: pool, count: count, entry: entry)
    }

    /// Asks for a row of links: two cache lines of 16 ids are enough for M = 16, longer rows are read in order anyway.
    @inline(__always) func prefetch(_ links: UnsafePointer<UInt32>, _ stride: Int) {
        unsafe Kernels.prefetch(links)
        if stride > 16 { unsafe Kernels.prefetch(links + 16) }
    }

    /// Writes the floats of a row of halves to `room`.
    func decode(_ row: UnsafeRawPointer, _ dimension: Int, _ room: UnsafeMutableRawPointer) {
        let halves = unsafe UnsafeBufferPointer(start: row.assumingMemoryBound(to: UInt16.self), count: dimension)
        let floats = unsafe UnsafeMutableBufferPointer(start: room.assumingMemoryBound(to: Float.self), count: dimension)
        var target = unsafe floats.mutableSpan
        if element == .f16 {
            unsafe Kernels.active.convertFromHalf(halves.span, into: &target)
        } else {
            unsafe Kernels.active.convertFromBFloat(halves.span, into: &target)
        }
    }

    @inline(__always) func key(_ value: Float) -> UInt32 { reduction.key(of: value, element: element) }

    @inline(__always) func value(_ key: UInt32) -> Float { reduction.value(ofKey: key, element: element) }
}
