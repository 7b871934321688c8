internal import KindredMath

// Best-first search by accumulated per-axis bounds: Arya and Mount, "Algorithms for fast vector quantization", DCC 1993.
//
// Departures:
// 1. Bounds are computed in floats like the distances they are compared with, and a cell is given up only when its bound
//    is beyond the k-th distance by more than both may have been rounded. So ties are found too: the answer is FlatIndex's,
//    to the bit and to the slot.
// 2. With a budget of leaves (best-bin-first: Beis, Lowe, CVPR 1997) the search goes on until k admitted rows are found.

extension KDTree {
    /// The `k` admitted rows nearest to a query.
    ///
    /// - Complexity: about O(log *n*) in few dimensions, O(*n d*) in many.
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        results.removeAll(keepingCapacity: true)
        let admitted = indexed.effective(admitting), wanted = indexed.available(k, admitted)
        guard wanted > 0 else { return }
        if TreePlan.isScanned(indexed, admitted, k: wanted) {
            return try indexed.flat.search(query, k: wanted, effort: .exact, admitting: admitted, into: &results)
        }
        let budget = leaves(effort)
        scratches.withScratch { scratch in
            scratch.common.reserve(ef: NearestPool.room(wanted))
            unsafe query.withUnsafeBytes { query in
                guard let query = query.baseAddress else { return }
                unsafe search(query, wanted, budget, admitted, scratch, into: &results)
            }
        }
    }

    /// The leaves an effort allows.
    private func leaves(_ effort: SearchEffort) -> Int {
        switch effort {
        case .default: parameters.maxLeaves ?? .max
        case .ef(let leaves): max(1, leaves)
        case .exact: .max
        case .recall(let target): target < 1 ? recall?.ef(for: target, k: RecallTable.k) ?? .max : .max
        }
    }

    private func search(
        _ query: UnsafeRawPointer, _ k: Int, _ budget: Int, _ admitted: SlotSet?, _ scratch: TreeScratch,
        into results: inout [Neighbor]
    ) {
        let values = unsafe UnsafeMutableRawPointer(scratch.common.keys).assumingMemoryBound(to: Float.self)
        var nearest = unsafe NearestPool(scratch.common.pool, capacity: k)
        unsafe indexed.scanTail(query, values, admitted, into: &nearest)
        let components = unsafe RowFloats.query(query, rows, scratch.common.query)
        var scan = unsafe LeafScan(query, packed, indexed, admitted, values, nearest)
        switch reduction {
        case .l1: unsafe walk(SumOfOffsets.self, components, budget, &scan, &scratch.heap, &scratch.cells)
        case .lInfinity: unsafe walk(LargestOffset.self, components, budget, &scan, &scratch.heap, &scratch.cells)
        default: unsafe walk(SumOfSquares.self, components, budget, &scan, &scratch.heap, &scratch.cells)
        }
        scan.nearest.append(to: &results, indexed.flat.kernels)
    }

    private func walk<Bound: CellBound>(
        _: Bound.Type, _ query: UnsafePointer<Float>, _ budget: Int, _ scan: inout LeafScan, _ heap: inout BoundHeap,
        _ cells: inout CellOffsets
    ) {
        let splits = unsafe UnsafePointer(splits.entries(KDSplit.self)), shape = shape, dimension = rows.dimension
        let slack = Bound.slack(dimension, depth: shape.depth)
        heap.removeAll()
        cells.removeAll()
        guard shape.count > 0 else { return }
        let root = cells.make(0)
        heap.push(unsafe UInt64(begin(Bound.self, query, cells[root]).bitPattern) << 32 | UInt64(root))
        var left = budget, limit = slack.limit(scan)
        while heap.count > 0 {
            let entry = heap.pop(), record = UInt32(truncatingIfNeeded: entry)
            let bound = Float(bitPattern: UInt32(truncatingIfNeeded: entry >> 32))
            if bound > limit || (left <= 0 && scan.isFull) { return }
            var node = Int(cells.node(record))
            while node < shape.innerCount {
                let split = unsafe splits[node], axis = Int(split.axis)
                let toLeft = unsafe query[axis] - split.low, toRight = unsafe split.high - query[axis]
                let isLeft = toLeft <= toRight
                let old = unsafe cells[record][axis], new = max(old, isLeft ? toRight : toLeft)
                // Where offsets overflow the sum is no number, and nothing is known beyond the cell's own bound.
                let sum = Bound.grown(bound, old, new), far = sum >= bound ? sum : bound
                if !(far > limit) {
                    let other = cells.make(UInt32(truncatingIfNeeded: node &* 2 &+ (isLeft ? 2 : 1)))
                    unsafe cells[other].update(from: cells[record], count: dimension)
                    unsafe cells[other][axis] = new
                    heap.push(UInt64(far.bitPattern) << 32 | UInt64(other))
                }
                node = node &* 2 &+ (isLeft ? 1 : 2)
            }
            cells.giveBack(record)
            scan.scan(shape.places(ofLeaf: node &- shape.innerCount))
            limit = slack.limit(scan)
            left &-= 1
        }
    }

    /// Writes the query's distance to the box of all rows along each axis; returns the bound they add up to.
    private func begin<Bound: CellBound>(
        _: Bound.Type, _ query: UnsafePointer<Float>, _ offsets: UnsafeMutablePointer<Float>
    ) -> Float {
        let ends = unsafe box.entries(Float.self)
        var bound: Float = 0
        for axis in 0..<rows.dimension {
            let component = unsafe query[axis]
            let offset = unsafe max(0, ends[2 * axis] - component, component - ends[2 * axis + 1])
            unsafe offsets[axis] = offset
            bound = Bound.grown(bound, 0, offset)
        }
        return bound
    }
}

/// How offsets along axes make a bound on a distance.
private protocol CellBound {
    /// The bound once the offset along one axis has grown from `old` to `new`.
    static func grown(_ bound: Float, _ old: Float, _ new: Float) -> Float
}

private enum SumOfSquares: CellBound {
    @inline(__always) static func grown(_ bound: Float, _ old: Float, _ new: Float) -> Float {
        bound + (new - old) * (new + old)
    }
}

private enum SumOfOffsets: CellBound {
    @inline(__always) static func grown(_ bound: Float, _ old: Float, _ new: Float) -> Float { bound + (new - old) }
}

private enum LargestOffset: CellBound {
    @inline(__always) static func grown(_ bound: Float, _ old: Float, _ new: Float) -> Float { max(bound, new) }
}

extension CellBound {
    /// A bound has a rounding for each axis and each level, a distance for each axis.
    static func slack(_ dimension: Int, depth: Int) -> RoundingSlack {
        RoundingSlack(relative: Float(2 * dimension + 4 * depth + 16) * .ulpOfOne, absolute: Float(dimension) * .leastNormalMagnitude)
    }
}

/// How far beyond a distance a bound has to be to be surely beyond it.
struct RoundingSlack {
    let relative: Float
    /// What squares lose that are too small for a float.
    let absolute: Float

    /// Bounds above this belong to no row that could still enter.
    @inline(__always) func limit(_ scan: borrowing LeafScan) -> Float {
        scan.worst + (scan.worst * relative + absolute)
    }
}
