public import KindredMath

// Omohundro (1989), "top-down" construction.
//
// Departures:
// 1. A node's rows are halved by rank along the difference of their distances to two far rows (the farthest from the
//    centre, and the farthest from that), ties by slot: no metric needs axes for it, and all leaves lie at one depth.
// 2. Centres are means (of bits, majorities): valid for every metric, best for L2. Radii are rounded up, and for the inner
//    product they are Euclidean.
// 3. Levels are built one after the other, the nodes of a level by any thread: the same tree for any number of them.

/// What a ball tree knows of a node besides its centre.
struct Ball: BitwiseCopyable {
    /// No row of the node is farther from the centre.
    var radius: Float
    /// No row of the node is longer; 0 where no norm is needed.
    var reach: Float
}

extension BallTree {
    /// Builds the tree of some rows.
    ///
    /// - Throws: `invalidParameter` (also for a component that is no finite number), `unsupported` for a reduction the
    ///   tree does not serve, `cancelled`.
    /// - Complexity: O(*d n* log *n*).
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: BallTreeParameters = BallTreeParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate()
        try Self.check(reduction, rows.element)
        let builder = try BallTreeBuilder(rows, reduction, leafSize: parameters.leafSize)
        try builder.build(context)
        try self.init(
            try IndexedRows(rows, reduction), parameters, centres: builder.centres, balls: builder.balls,
            order: builder.order, threads: context.threads)
        try context.report(rows.count, of: rows.count)
        if parameters.recallSamples > 0 {
            let ladder = (0..<24).map { 1 << $0 }.filter { $0 < 2 * shape.leafCount }
            recall = measuredRecall(
                samples: parameters.recallSamples, ladder: ladder, context.threads, against: indexed.flat)
        }
    }
}

/// The tables of a ball tree in the making.
// Sendable: a node's ball and places are written by the one thread that was given the node.
@safe private final class BallTreeBuilder: @unchecked Sendable {
    let shape: HalvedTree
    let centres: IndexTable
    let balls: IndexTable
    let order: IndexTable
    private let space: MetricSpace
    private let isDot: Bool
    /// `difference of distances << 32 | slot`, by place; and room for the keys of two gathers.
    private let keys: IndexTable
    private let distances: IndexTable

    init(_ rows: VectorRows, _ reduction: KernelReduction, leafSize: Int) throws(IndexError) {
        shape = HalvedTree(count: rows.count, leafSize: leafSize)
        isDot = reduction == .dot
        space = try MetricSpace(rows, isDot ? .squaredL2 : reduction)
        centres = IndexTable(byteCount: shape.nodeCount * space.rowBytes)
        balls = IndexTable(shape.nodeCount, of: Ball.self)
        order = IndexTable(rows.count, of: UInt32.self)
        keys = IndexTable(rows.count, of: UInt64.self)
        distances = IndexTable(2 * rows.count, of: UInt32.self)
        for place in 0..<rows.count { unsafe order.entries(UInt32.self)[place] = UInt32(place) }
    }

    func build(_ context: BuildContext) throws(IndexError) {
        guard shape.count > 0 else { return }
        for level in 0...shape.depth {
            try context.report(shape.count * level / (shape.depth + 1), of: shape.count)
            Workers(count: context.threads).run(1 << level, grain: max(1, (1 << level) / 64)) { [self] _, nodes in
                for node in nodes { make(node, level) }
            }
        }
    }

    private func make(_ index: Int, _ level: Int) {
        let places = shape.places(level: level, index), node = 1 << level - 1 + index
        guard !places.isEmpty else { return }
        let slots = unsafe order.entries(UInt32.self) + places.lowerBound
        let near = unsafe distances.entries(UInt32.self) + 2 * places.lowerBound
        let centre = unsafe centres.base + node * space.rowBytes
        unsafe space.centre(of: slots, places.count, centre)
        unsafe space.gather(centre, slots, places.count, near)
        let farthest = unsafe Self.farthest(near, places.count)
        let radius = unsafe space.distance(near[farthest]) * (1 + space.rounding)
        let reach = isDot ? unsafe (space.norm(centre) + radius) * (1 + space.rounding) : 0
        unsafe balls.entries(Ball.self)[node] = Ball(radius: radius, reach: reach)
        guard level < shape.depth else { return }
        let far = unsafe near + places.count
        unsafe space.gather(space.row(slots[farthest]), slots, places.count, near)
        let opposite = unsafe Self.farthest(near, places.count)
        unsafe space.gather(space.row(slots[opposite]), slots, places.count, far)
        let keys = unsafe keys.entries(UInt64.self) + places.lowerBound
        for i in 0..<places.count {
            let difference = unsafe space.value(near[i]) - space.value(far[i])
            unsafe keys[i] = UInt64(FloatOrder.key(difference)) << 32 | UInt64(slots[i])
        }
        let middle = shape.places(level: level + 1, 2 * index).upperBound - places.lowerBound
        unsafe selectRank(middle, keys, places.count)
        for i in 0..<places.count { unsafe slots[i] = UInt32(truncatingIfNeeded: keys[i]) }
    }

    private static func farthest(_ keys: UnsafePointer<UInt32>, _ count: Int) -> Int {
        var farthest = 0
        for i in 1..<max(1, count) where unsafe keys[i] > keys[farthest] { farthest = i }
        return farthest
    }
}

/// Rows as the balls see them: floats, or bits.
// Sendable: rows are not written while they are read; see RowFloats.
@safe private struct MetricSpace: @unchecked Sendable {
    let rowBytes: Int
    let rounding: Float
    private let base: UnsafeRawPointer
    private let stride: Int
    private let dimension: Int
    private let kernels: RowKernels
    private let dot: Kernels.Pair?
    private let floats: RowFloats?
    private let rows: VectorRows

    init(_ rows: VectorRows, _ reduction: KernelReduction) throws(IndexError) {
        self.rows = rows
        dimension = rows.dimension
        rowBytes = BallTree.centreStride(rows)
        rounding = Float(rows.dimension + 16) * .ulpOfOne
        kernels = try RowKernels(reduction, BallTree.centreElement(rows))
        floats = rows.element == .bits ? nil : try RowFloats(rows)
        dot = floats == nil ? nil : Kernels.active.pair(.dot, .f32)
        if let floats {
            unsafe base = UnsafeRawPointer(floats.base)
            stride = floats.stride * 4
        } else {
            unsafe base = rows.handle.base
            stride = rows.stride
        }
    }

    func row(_ slot: UInt32) -> UnsafeRawPointer { unsafe base + Int(slot) * stride }

    func gather(
        _ query: UnsafeRawPointer, _ slots: UnsafePointer<UInt32>, _ count: Int, _ keys: UnsafeMutablePointer<UInt32>
    ) {
        unsafe kernels.gather(query, base, stride, slots, count, dimension, keys, 8)
    }

    func value(_ key: UInt32) -> Float { kernels.value(key) }
    func distance(_ key: UInt32) -> Float { kernels.reduction == .squaredL2 ? value(key).squareRoot() : value(key) }
    func norm(_ row: UnsafeRawPointer) -> Float {
        dot.map { dot in unsafe dot(query: row, row: row, dimension: dimension).squareRoot() } ?? 0
    }

    /// Writes the mean of some rows; of bits, which bits most have.
    func centre(of slots: UnsafePointer<UInt32>, _ count: Int, _ centre: UnsafeMutableRawPointer) {
        var sums = [Double](repeating: 0, count: floats == nil ? dimension * 8 : dimension)
        for i in 0..<count {
            let row = unsafe row(slots[i])
            for axis in sums.indices {
                unsafe sums[axis] += floats == nil ? Double(bit(row, axis)) : Double(row.load(fromByteOffset: axis * 4, as: Float.self))
            }
        }
        for axis in sums.indices {
            if floats != nil {
                unsafe centre.storeBytes(of: Float(sums[axis] / Double(count)), toByteOffset: axis * 4, as: Float.self)
            } else if sums[axis] * 2 > Double(count) {
                let byte = unsafe centre.load(fromByteOffset: axis / 8, as: UInt8.self) | 1 << UInt8(axis % 8)
                unsafe centre.storeBytes(of: byte, toByteOffset: axis / 8, as: UInt8.self)
            }
        }
    }

    private func bit(_ row: UnsafeRawPointer, _ axis: Int) -> UInt8 {
        unsafe row.load(fromByteOffset: axis / 8, as: UInt8.self) >> UInt8(axis % 8) & 1
    }
}
