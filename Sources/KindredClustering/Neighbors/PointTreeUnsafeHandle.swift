internal import KindredMath

// Bentley, "Multidimensional binary search trees used for associative searching", CACM 18(9), 1975; the bound of a cell grows side
// by side on the way down (Arya, Mount, "Algorithms for fast vector quantization", DCC 1993).

/// A KD-tree over points of few dimensions: exact neighbors in Float64.
final class PointTree: Sendable {
    let count: Int
    let dimension: Int
    /// The points in the order of the leaves, and where each was.
    private let points: SharedMemory<Float>
    private let ids: [UInt32]
    private let slots: [UInt32]
    private let nodes: [Node]

    private struct Node {
        /// The cell's points, in the order of the leaves.
        var range: Range<Int32>
        /// Where it is cut; of a leaf the axis is negative.
        var axis: Int32 = -1
        var cut: Float = 0
        var left: Int32 = 0
        var right: Int32 = 0
    }

    private static let leafSize = 24

    init(_ all: Span<Float>, count: Int, dimension: Int) {
        self.count = count
        self.dimension = dimension
        var builder = Builder(all, count: count, dimension: dimension)
        if count > 0 { _ = builder.split(all, 0..<count) }
        ids = builder.order
        nodes = builder.nodes
        var slots = [UInt32](repeating: 0, count: count)
        points = SharedMemory(count: count * dimension, of: 0)
        for (slot, id) in builder.order.enumerated() {
            slots[Int(id)] = UInt32(slot)
            for j in 0..<dimension { unsafe points.base[slot * dimension + j] = all[Int(id) * dimension + j] }
        }
        self.slots = slots
    }

    func nearest(_ k: Int, of some: Range<Int>) -> NeighborLists {
        var lists = NeighborLists()
        var sides = [Double](repeating: 0, count: dimension)
        for point in some {
            var pool = NearestPool(k: k)
            let slot = Int(slots[point])
            nearest(&pool, slot, 0, 0, &sides)
            lists.append(pool.entries.map { ($0.id, $0.distance.squareRoot()) })
        }
        return lists
    }

    func within(_ radius: Double, of some: [UInt32]) -> NeighborLists {
        var lists = NeighborLists()
        var sides = [Double](repeating: 0, count: dimension)
        for point in some {
            var found: [(id: UInt32, distance: Double)] = []
            within(radius * radius, &found, Int(slots[Int(point)]), 0, 0, &sides)
            found.sort { $0.id < $1.id }
            lists.append(found.map { ($0.id, $0.distance.squareRoot()) })
        }
        return lists
    }

    private func nearest(_ pool: inout NearestPool, _ slot: Int, _ index: Int, _ least: Double, _ sides: inout [Double]) {
        let node = nodes[index]
        guard node.axis >= 0 else {
            for other in Int(node.range.lowerBound)..<Int(node.range.upperBound) where other != slot {
                pool.offer(ids[other], squaredDistance(slot, other))
            }
            return
        }
        let (near, far, farLeast, side) = branches(node, slot, least, sides)
        nearest(&pool, slot, near, least, &sides)
        guard farLeast <= pool.bound else { return }
        let axis = Int(node.axis), before = sides[axis]
        sides[axis] = side
        nearest(&pool, slot, far, farLeast, &sides)
        sides[axis] = before
    }

    private func within(
        _ bound: Double, _ found: inout [(id: UInt32, distance: Double)], _ slot: Int, _ index: Int, _ least: Double,
        _ sides: inout [Double]
    ) {
        let node = nodes[index]
        guard node.axis >= 0 else {
            for other in Int(node.range.lowerBound)..<Int(node.range.upperBound) where other != slot {
                let distance = squaredDistance(slot, other)
                if distance <= bound { found.append((ids[other], distance)) }
            }
            return
        }
        let (near, far, farLeast, side) = branches(node, slot, least, sides)
        within(bound, &found, slot, near, least, &sides)
        guard farLeast <= bound else { return }
        let axis = Int(node.axis), before = sides[axis]
        sides[axis] = side
        within(bound, &found, slot, far, farLeast, &sides)
        sides[axis] = before
    }

    /// The child on the point's own side and the other, with the least squared distance of that one and its part along the axis.
    private func branches(
        _ node: Node, _ slot: Int, _ least: Double, _ sides: [Double]
    ) -> (near: Int, far: Int, least: Double, side: Double) {
        let axis = Int(node.axis)
        let offset = unsafe Double(points.base[slot &* dimension &+ axis]) - Double(node.cut)
        let side = offset * offset
        let (near, far) = offset < 0 ? (node.left, node.right) : (node.right, node.left)
        // A rounding of the sum may not cut off a point that lies just on the bound.
        return (Int(near), Int(far), max(0, (least - sides[axis] + side) * (1 - 1e-14)), side)
    }

    private func squaredDistance(_ a: Int, _ b: Int) -> Double {
        let x = unsafe points.base + a &* dimension, y = unsafe points.base + b &* dimension
        var sum = 0.0
        for j in 0..<dimension {
            let difference = unsafe Double(x[j]) - Double(y[j])
            sum += difference * difference
        }
        return sum
    }

    /// Halves cells at the median of their widest axis.
    private struct Builder {
        let dimension: Int
        var order: [UInt32]
        var nodes: [Node] = []

        init(_ all: Span<Float>, count: Int, dimension: Int) {
            self.dimension = dimension
            order = (0..<UInt32(count)).map { $0 }
        }

        mutating func split(_ all: Span<Float>, _ range: Range<Int>) -> Int32 {
            let index = nodes.count
            nodes.append(Node(range: Int32(range.lowerBound)..<Int32(range.upperBound)))
            guard range.count > leafSize, let axis = widestAxis(all, range) else { return Int32(index) }
            func key(_ id: UInt32) -> Float { all[Int(id) * dimension + axis] }
            let sorted = order[range].map { (key($0), $0) }.sorted { $0 < $1 }
            for (i, (_, id)) in sorted.enumerated() { order[range.lowerBound + i] = id }
            // Equal keys stay together: the cut is the first key right of the middle that differs from the one before it.
            var middle = range.count / 2
            while middle < range.count, sorted[middle].0 == sorted[middle - 1].0 { middle += 1 }
            if middle == range.count {
                middle = range.count / 2
                while middle > 1, sorted[middle].0 == sorted[middle - 1].0 { middle -= 1 }
            }
            nodes[index].axis = Int32(axis)
            nodes[index].cut = sorted[middle].0
            nodes[index].left = split(all, range.lowerBound..<range.lowerBound + middle)
            nodes[index].right = split(all, range.lowerBound + middle..<range.upperBound)
            return Int32(index)
        }

        /// The axis along which the points spread most; nil when all coincide.
        private func widestAxis(_ all: Span<Float>, _ range: Range<Int>) -> Int? {
            var low = [Float](repeating: .infinity, count: dimension), high = [Float](repeating: -.infinity, count: dimension)
            for id in order[range] {
                for j in 0..<dimension {
                    let value = all[Int(id) * dimension + j]
                    low[j] = min(low[j], value)
                    high[j] = max(high[j], value)
                }
            }
            let widths = (0..<dimension).map { Double(high[$0]) - Double(low[$0]) }
            guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 0 else { return nil }
            return widest
        }
    }
}
