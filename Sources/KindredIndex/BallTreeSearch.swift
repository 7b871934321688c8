internal import KindredMath

// Best-first search by max(0, d(q, c) - r), or, for the inner product, by q·c + |q| r: no row of a ball can be nearer.
//
// Departure: what may have been lost to rounding is taken off a bound before anything is given up, so ties are found too:
// the answer is FlatIndex's, to the bit and to the slot.

extension BallTree {
    /// The `k` admitted rows nearest to a query.
    ///
    /// - Complexity: about O(log *n*) in few intrinsic dimensions, O(*n d*) in many.
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
        var scan = unsafe LeafScan(query, packed, indexed, admitted, values, nearest)
        let isBits = rows.element == .bits
        let point = unsafe isBits ? query : UnsafeRawPointer(RowFloats.query(query, rows, scratch.common.query))
        unsafe walk(point, budget, values, &scan, &scratch.heap)
        scan.nearest.append(to: &results, indexed.flat.kernels)
    }

    private func walk(
        _ query: UnsafeRawPointer, _ budget: Int, _ values: UnsafeMutablePointer<Float>, _ scan: inout LeafScan,
        _ heap: inout BoundHeap
    ) {
        let shape = shape, stride = Self.centreStride(rows), dimension = rows.dimension
        let bounds = unsafe BallBounds(query, self)
        let balls = unsafe UnsafePointer(balls.entries(Ball.self)), centres = unsafe UnsafeRawPointer(centres.base)
        heap.removeAll()
        guard shape.count > 0 else { return }
        heap.push(0)
        var left = budget, limit = bounds.limit(scan)
        while heap.count > 0 {
            let entry = heap.pop()
            var node = Int(UInt32(truncatingIfNeeded: entry))
            let bound = node == 0 ? -Float.infinity : FloatOrder.value(UInt32(truncatingIfNeeded: entry >> 32))
            if bound > limit || (left <= 0 && scan.isFull) { return }
            while node < shape.innerCount {
                let child = node &* 2 &+ 1
                unsafe centreKernels.scan(query, centres + child &* stride, stride, 2, dimension, values)
                let first = unsafe bounds.bound(values[0], balls[child])
                let second = unsafe bounds.bound(values[1], balls[child &+ 1])
                // Of two balls that hold the query, the one whose centre is nearer.
                let isFirst = unsafe first == second ? bounds.isNearer(values[0], values[1]) : first < second
                let far = isFirst ? second : first, near = isFirst ? first : second
                if !(far > limit) {
                    heap.push(UInt64(FloatOrder.key(far)) << 32 | UInt64(isFirst ? child &+ 1 : child))
                }
                if near > limit { break }
                node = isFirst ? child : child &+ 1
            }
            guard node >= shape.innerCount else { continue }
            scan.scan(shape.places(ofLeaf: node &- shape.innerCount))
            limit = bounds.limit(scan)
            left &-= 1
        }
    }
}

/// What a ball says about its rows: a bound that is smaller the nearer they may be.
private struct BallBounds {
    private let isDot: Bool
    private let isSquared: Bool
    private let rounding: Float
    private let norm: Float
    private let slack: RoundingSlack

    init(_ query: UnsafeRawPointer, _ tree: BallTree) {
        let dimension = tree.rows.dimension
        isDot = tree.reduction == .dot
        isSquared = tree.reduction == .squaredL2
        rounding = Float(2 * dimension + 32) * .ulpOfOne
        slack = RoundingSlack(relative: rounding, absolute: Float(dimension) * .leastNormalMagnitude)
        guard isDot else {
            norm = 0
            return
        }
        let squared = unsafe Kernels.active.pair(.dot, .f32)(query: query, row: query, dimension: dimension)
        norm = squared.squareRoot() * (1 + rounding)
    }

    @inline(__always) func bound(_ value: Float, _ ball: Ball) -> Float {
        if isDot {
            let most = value + norm * (ball.radius + rounding * ball.reach)
            return most.isNaN ? -.infinity : -most
        }
        let distance = isSquared ? value.squareRoot() : value
        let least = distance - ball.radius - rounding * (distance + ball.radius)
        guard least > 0 else { return 0 }
        return isSquared ? least * least : least
    }

    @inline(__always) func isNearer(_ a: Float, _ b: Float) -> Bool { isDot ? a >= b : a <= b }

    /// Bounds above this belong to no row that could still enter.
    @inline(__always) func limit(_ scan: borrowing LeafScan) -> Float { isDot ? -scan.worst : slack.limit(scan) }
}
