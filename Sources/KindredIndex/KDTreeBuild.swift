public import KindredMath

// Bentley (1975), with the axis of largest spread (Friedman, Bentley, Finkel, ACM TOMS 3(3), 1977).
//
// Departures:
// 1. Rows are halved by rank, ties by slot, never by value: equal rows end, and all leaves lie at one depth (HalvedTree).
// 2. A node keeps the largest component left of the split and the smallest right of it, not one value between: the gap
//    belongs to neither side, and the bound of the side that is farther grows by it.
// 3. Levels are built one after the other, the nodes of a level by any thread: the same tree for any number of them.

/// How a node of a KD-tree halves its rows.
struct KDSplit: BitwiseCopyable {
    var axis: UInt32
    /// The largest component along the axis on the left, and the smallest on the right.
    var low: Float
    var high: Float
}

extension KDTree {
    /// Builds the tree of some rows.
    ///
    /// - Throws: `invalidParameter` (also for a component that is no finite number), `unsupported` for a reduction the
    ///   tree does not serve, `cancelled`.
    /// - Complexity: O(*d n* log *n*).
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: KDTreeParameters = KDTreeParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate()
        try Self.check(reduction, rows.element)
        let indexed = try IndexedRows(rows, reduction)
        let builder = KDTreeBuilder(try RowFloats(rows), leafSize: parameters.leafSize)
        try builder.build(context)
        self.init(
            indexed, parameters, splits: builder.splits, box: builder.box, order: builder.order, threads: context.threads)
        try context.report(rows.count, of: rows.count)
        if parameters.recallSamples > 0 { recall = measuredRecall(samples: parameters.recallSamples, context.threads) }
    }
}

/// The tables of a KD-tree in the making.
// Sendable: a node's split and places are written by the one thread that was given the node.
@safe private final class KDTreeBuilder: @unchecked Sendable {
    let floats: RowFloats
    let shape: HalvedTree
    let splits: IndexTable
    let box: IndexTable
    let order: IndexTable
    /// `component << 32 | slot`, by place.
    private let keys: IndexTable

    init(_ floats: RowFloats, leafSize: Int) {
        self.floats = floats
        shape = HalvedTree(count: floats.count, leafSize: leafSize)
        splits = IndexTable(shape.innerCount, of: KDSplit.self)
        box = IndexTable(2 * floats.dimension, of: Float.self)
        order = IndexTable(floats.count, of: UInt32.self)
        keys = IndexTable(floats.count, of: UInt64.self)
    }

    func build(_ context: BuildContext) throws(IndexError) {
        let slots = unsafe order.entries(UInt32.self), bounds = unsafe box.entries(Float.self)
        for place in 0..<floats.count { unsafe slots[place] = UInt32(place) }
        let ends = Ends(floats.dimension)
        unsafe ends.measure(floats, slots, floats.count)
        for axis in 0..<floats.dimension where floats.count > 0 {
            unsafe bounds[2 * axis] = ends.least[axis]
            unsafe bounds[2 * axis + 1] = ends.largest[axis]
        }
        for level in 0..<shape.depth {
            try context.report(floats.count * level / max(1, shape.depth), of: floats.count)
            Workers(count: context.threads).run(1 << level, grain: max(1, (1 << level) / 64)) { [self] _, nodes in
                let ends = Ends(floats.dimension)
                for node in nodes { split(node, level, ends) }
            }
        }
    }

    private func split(_ node: Int, _ level: Int, _ ends: Ends) {
        let places = shape.places(level: level, node), middle = shape.places(level: level + 1, 2 * node).upperBound
        let slots = unsafe order.entries(UInt32.self), keys = unsafe keys.entries(UInt64.self)
        unsafe ends.measure(floats, slots + places.lowerBound, places.count)
        let axis = ends.widest
        for place in places {
            let slot = unsafe slots[place]
            unsafe keys[place] = UInt64(FloatOrder.key(floats[Int(slot)][axis])) << 32 | UInt64(slot)
        }
        unsafe selectRank(middle - places.lowerBound, keys + places.lowerBound, places.count)
        var low = UInt64.min, high = UInt64.max
        for place in places {
            let key = unsafe keys[place]
            unsafe slots[place] = UInt32(truncatingIfNeeded: key)
            if place < middle { low = max(low, key) } else { high = min(high, key) }
        }
        let component = { (key: UInt64) in FloatOrder.value(UInt32(truncatingIfNeeded: key >> 32)) }
        unsafe splits.entries(KDSplit.self)[1 << level - 1 + node] = KDSplit(
            axis: UInt32(axis), low: component(low), high: component(high))
    }
}

/// The ends of some rows along each axis.
private final class Ends {
    private(set) var least: [Float]
    private(set) var largest: [Float]

    init(_ dimension: Int) {
        least = [Float](repeating: 0, count: dimension)
        largest = least
    }

    func measure(_ floats: RowFloats, _ slots: UnsafePointer<UInt32>, _ count: Int) {
        let dimension = floats.dimension
        unsafe least.withUnsafeMutableBufferPointer { least in
            unsafe largest.withUnsafeMutableBufferPointer { largest in
                for axis in 0..<dimension {
                    unsafe least[axis] = .infinity
                    unsafe largest[axis] = -.infinity
                }
                for i in 0..<count {
                    let row = unsafe floats[Int(slots[i])]
                    for axis in 0..<dimension {
                        unsafe least[axis] = row[axis] < least[axis] ? row[axis] : least[axis]
                        unsafe largest[axis] = row[axis] > largest[axis] ? row[axis] : largest[axis]
                    }
                }
            }
        }
    }

    /// The axis of largest spread, the first of equals.
    var widest: Int {
        var widest = 0, spread = -Float.infinity
        for axis in least.indices where largest[axis] - least[axis] > spread {
            spread = largest[axis] - least[axis]
            widest = axis
        }
        return widest
    }
}
