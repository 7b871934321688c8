internal import KindredMath

/// The centroids of an inverted file's lists and which of them a query is near to.
///
/// All lies about the mean of the rows, so that an offset common to all rows costs no digits and no steps of a table.
/// Departure from the usual scan of all centroids: for squared L2 they are compared by their 7-bit codes, a quarter of the
/// bytes; only those of the lists looked into are compared again as they are.
struct CoarseQuantizer: Sendable {
    /// The mean of the rows learnt from.
    let mean: [Float]
    /// The centroids, less the mean.
    let centroids: VectorRows
    /// The centroids' own components, row after row.
    let values: [Float]
    let codes: SevenBitCodes?
    private let scan: RowKernels
    private let exact: RowKernels

    /// Fewer centroids than this are compared as they are.
    private static let codesMin = 256

    init(mean: [Float], centroids: [Float], _ reduction: KernelReduction) throws(IndexError) {
        self.mean = mean
        values = centroids
        self.centroids = try VectorRows(copying: centroids, dimension: mean.count)
        exact = try RowKernels(reduction, .f32)
        let usesCodes = reduction == .squaredL2 && self.centroids.count >= Self.codesMin
        codes = usesCodes ? try SevenBitCodes(self.centroids) : nil
        scan = usesCodes ? try RowKernels(.squaredL2, .u7) : exact
    }

    var count: Int { centroids.count }
    /// Whether rows are compared by the dot product.
    var isDot: Bool { exact.reduction == .dot }

    /// Writes how far each centroid is from the query; smaller is nearer.
    func compare(_ query: UnsafePointer<Float>, _ scratch: ListScratch) {
        guard let codes else {
            unsafe scan.scan(query, centroids.handle.base, centroids.stride, count, centroids.dimension, scratch.distances)
            if exact.reduction.isSimilarity { for i in 0..<count { unsafe scratch.distances[i] = -scratch.distances[i] } }
            return
        }
        let floats = unsafe UnsafeBufferPointer(start: query, count: centroids.dimension)
        let room = unsafe UnsafeMutableBufferPointer(start: scratch.coarseCode, count: centroids.dimension)
        var target = unsafe room.mutableSpan
        unsafe codes.encode(floats.span, into: &target)
        let rows = codes.rows
        unsafe scan.scan(scratch.coarseCode, rows.handle.base, rows.stride, count, rows.stride, scratch.distances)
    }

    /// The `wanted` nearest lists, nearest first, by what ``compare(_:_:)`` wrote, and what ``InvertedLists`` adds to all
    /// estimates of a list: |q - c|² for squared L2, -q·c for the dot product.
    func choose(_ wanted: Int, _ query: UnsafePointer<Float>, _ scratch: ListScratch) {
        scratch.reserve(lists: NearestPool.room(wanted))
        var nearest = unsafe NearestPool(scratch.order, capacity: wanted)
        var worst = Float.infinity
        for i in 0..<count {
            let value = unsafe scratch.distances[i]
            if value <= worst {
                nearest.insert(key: FloatOrder.key(value), slot: UInt32(truncatingIfNeeded: i))
                worst = nearest.worstKey == .max ? .infinity : FloatOrder.value(nearest.worstKey)
            }
        }
        nearest.sort()
        for i in 0..<wanted { unsafe scratch.lists[i] = UInt32(truncatingIfNeeded: scratch.order[i]) }
        unsafe exact.gather(
            query, centroids.handle.base, centroids.stride, scratch.lists, wanted, centroids.dimension, scratch.listKeys, 8)
        let sign: Float = exact.reduction.isSimilarity ? -1 : 1
        for i in 0..<wanted { unsafe scratch.bases[i] = sign * exact.value(scratch.listKeys[i]) }
    }
}
