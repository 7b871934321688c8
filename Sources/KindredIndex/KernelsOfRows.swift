internal import KindredMath

/// The kernels an index needs for one reduction and element, fetched once so that a search crosses no table.
struct RowKernels: Sendable {
    let reduction: KernelReduction
    let element: KernelElement
    private let scanKernel: Kernels.Scan
    private let gatherKernel: Kernels.Gather
    private let closerKernel: Kernels.AnyCloser
    private let unvisitedKernel: Kernels.Unvisited
    private let belowKernel: Kernels.Below
    private let rankKernel: Kernels.Rank
    /// How rows lie that are 4-bit codes.
    private let fourBit: FourBitLayout?

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
        belowKernel = kernels.below
        rankKernel = kernels.rank
        fourBit = nil
    }

    /// The kernels of 4-bit codes, whose keys are bit patterns of squared distances.
    init(_ layout: FourBitLayout, _ kernels: Kernels = .active) {
        reduction = .squaredL2
        element = .f32
        scanKernel = kernels.scanU4
        gatherKernel = kernels.gatherU4
        closerKernel = kernels.anyCloserU4
        unvisitedKernel = kernels.unvisited
        belowKernel = kernels.below
        rankKernel = kernels.rank
        fourBit = layout
    }

    /// Whether a query of floats is compared with rows of halves.
    var decodes: Bool { element == .f16 || element == .bf16 }

    /// Whether a row has to be rewritten before it can be a query.
    var isDecoded: Bool { decodes || fourBit != nil }

    /// Bytes of a query of that dimension.
    func queryBytes(_ dimension: Int) -> Int { fourBit?.queryBytes ?? element.queryBytes(dimension: dimension) }

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
        _ links: UnsafePointer<UInt32>, _ degree: Int, _ scratch: SearchScratch, _ fresh: UnsafeMutablePointer<UInt32>
    ) -> Int {
        unsafe unvisitedKernel(links: links, degree: degree, visited: scratch.visited, mark: scratch.mark, fresh: fresh)
    }

    /// The entries of some ids that are smaller than `bound`, in `scratch.nearer`. Returns how many.
    @inline(__always) func below(
        _ bound: UInt64, _ ids: UnsafePointer<UInt32>, _ count: Int, _ scratch: SearchScratch
    ) -> Int {
        unsafe belowKernel(keys: scratch.keys, ids: ids, count: count, bound: bound, entries: scratch.nearer)
    }

    @inline(__always) func rank(_ pool: UnsafePointer<UInt64>, _ count: Int, _ entry: UInt64) -> Int {
        unsafe rankKernel(pool: pool, count: count, entry: entry)
    }

    /// Asks for a row of links: two cache lines of 16 ids are enough for M = 16, longer rows are read in order anyway.
    @inline(__always) func prefetch(_ links: UnsafePointer<UInt32>, _ stride: Int) {
        unsafe Kernels.prefetch(links)
        if stride > 16 { unsafe Kernels.prefetch(links + 16) }
    }

    /// Writes a row to `room` as the query that means the same.
    func decode(_ row: UnsafeRawPointer, _ dimension: Int, _ room: UnsafeMutableRawPointer) {
        if let fourBit {
            unsafe Kernels.active.decodeU4(row, fourBit, into: room)
            return
        }
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
