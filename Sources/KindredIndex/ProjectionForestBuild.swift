public import KindredMath

// Trees as Annoy 1.17 makes them: the plane of a node lies between two means of its rows.
//
// Departures:
// 1. Rows that lie in a plane, or that no plane parts, are dealt out evenly from a shuffled deck, so equal rows end.
// 2. For the inner product planes stand in the space of one more component (Bachrach et al., RecSys 2014). A query has none
//    of it, so that only a node's offset remembers it.
// 3. Each tree draws from a stream of its own: the same forest for any number of threads.

extension ProjectionForest {
    /// Builds the forest of some rows.
    ///
    /// - Throws: `invalidParameter` (also for a component that is no finite number), `unsupported` for a reduction the
    ///   forest does not serve, `cancelled`.
    /// - Complexity: O(*trees d n* log *n*).
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: ProjectionForestParameters = ProjectionForestParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate()
        try Self.check(reduction, rows.element)
        let indexed = try IndexedRows(rows, reduction)
        var floats = try RowFloats(rows)
        let dimension = floats.dimension
        var norm: Float = 0
        if reduction == .dot { (floats, norm) = floats.augmentedForProducts() }
        let leafSize = Self.leafSize(rows, parameters)
        let trees = try Self.trees(floats, parameters, leafSize, context)
        let tables = ForestTables(trees, dimension: dimension)
        self.init(indexed, parameters, tables, augmentedNorm: norm)
        try context.report(rows.count, of: rows.count)
        guard parameters.recallSamples > 0 else { return }
        let ladder = (0..<24).map { 20 << $0 }.filter { $0 < 4 * max(20, rows.count) }
        recall = measuredRecall(
            samples: parameters.recallSamples, ladder: ladder, context.threads, against: indexed.flat)
    }

    private static func trees(
        _ floats: RowFloats, _ parameters: ProjectionForestParameters, _ leafSize: Int, _ context: BuildContext
    ) throws(IndexError) -> [ForestTree] {
        let space = ForestSpace(floats, kernels: try RowKernels(.dot, .f32), distances: try RowKernels(.squaredL2, .f32))
        let trees = (0..<parameters.trees).map {
            ForestTree(space, leafSize: leafSize, random: SeededRandom(seed: parameters.seed, stream: UInt64($0) + 1))
        }
        // A group of trees at a time, so that somebody who waits is told.
        let group = context.threads
        for start in stride(from: 0, to: trees.count, by: group) {
            try context.report(floats.count * start / trees.count, of: floats.count)
            let end = min(start + group, trees.count)
            Workers(count: group).run(end - start, grain: 1) { _, range in
                for i in range { trees[start + i].grow() }
            }
        }
        for i in trees.indices { trees[i].finish() }
        return trees
    }
}

/// Rows and kernels that trees are built with.
private struct ForestSpace: Sendable {
    let floats: RowFloats
    let dot: RowKernels
    let distance: Kernels.Pair

    init(_ floats: RowFloats, kernels: RowKernels, distances: RowKernels) {
        self.floats = floats
        dot = kernels
        distance = Kernels.active.pair(.squaredL2, .f32)
    }
}

/// One tree in the making.
// Sendable: grown by one thread only.
@safe private final class ForestTree: @unchecked Sendable {
    private let space: ForestSpace
    private let leafSize: Int
    private var random: SeededRandom
    private(set) var nodes: [ForestNode] = []
    private(set) var normals: [Float] = []
    /// Where the slots of each leaf end.
    private(set) var ends: [UInt32] = []
    private(set) var slots: [UInt32]
    private(set) var root: UInt32 = 0
    private var keys: [UInt32] = []
    private var sides: [UInt32] = []

    /// Steps of the two means, tries for a plane, and the share that must not be on one side (Annoy's figures).
    private static let steps = 200
    private static let tries = 3
    private static let imbalance = 0.95

    init(_ space: ForestSpace, leafSize: Int, random: SeededRandom) {
        self.space = space
        self.leafSize = leafSize
        self.random = random
        slots = []
    }

    func grow() {
        let count = space.floats.count
        slots = (0..<UInt32(count)).map { $0 }
        keys = [UInt32](repeating: 0, count: count)
        sides = keys
        root = grow(0..<count)
    }

    /// Forgets what only growing needs.
    func finish() {
        keys = []
        sides = []
    }

    private func grow(_ places: Range<Int>) -> UInt32 {
        guard places.count > leafSize else {
            ends.append(UInt32(places.upperBound))
            return UInt32(ends.count - 1) | ForestTables.leaf
        }
        let (plane, middle) = split(places)
        let node = nodes.count
        nodes.append(ForestNode(first: 0, second: 0, offset: plane.offset))
        normals += plane.normal
        nodes[node].first = grow(places.lowerBound..<middle)
        nodes[node].second = grow(middle..<places.upperBound)
        return UInt32(node)
    }

    /// Parts the rows of some places by a plane, or, where none parts them, by chance; where the second side begins.
    private func split(_ places: Range<Int>) -> (Plane, Int) {
        for _ in 0..<Self.tries {
            let plane = plane(places), middle = part(places, plane)
            let larger = max(middle - places.lowerBound, places.upperBound - middle)
            if Double(larger) < Self.imbalance * Double(places.count) { return (plane, middle) }
        }
        var deck = Array(slots[places])
        random.shuffle(&deck)
        slots.replaceSubrange(places, with: deck)
        let nothing = Plane(normal: [Float](repeating: 0, count: space.floats.dimension), offset: 0)
        return (nothing, places.lowerBound + places.count / 2)
    }

    struct Plane {
        var normal: [Float]
        var offset: Float
    }

    /// The plane halfway between two means.
    private func plane(_ places: Range<Int>) -> Plane {
        let floats = space.floats, dimension = floats.dimension
        let i = random.integer(below: places.count), j = (i + 1 + random.integer(below: places.count - 1)) % places.count
        var first = means(of: places.lowerBound + i), second = means(of: places.lowerBound + j)
        var firstWeight: Float = 1, secondWeight: Float = 1
        unsafe first.withUnsafeMutableBufferPointer { first in
            unsafe second.withUnsafeMutableBufferPointer { second in
                guard let first = first.baseAddress, let second = second.baseAddress else { return }
                for _ in 0..<Self.steps {
                    let row = unsafe floats[Int(slots[places.lowerBound + random.integer(below: places.count)])]
                    let toFirst = unsafe firstWeight * space.distance(query: first, row: row, dimension: dimension)
                    let toSecond = unsafe secondWeight * space.distance(query: second, row: row, dimension: dimension)
                    if toFirst < toSecond {
                        unsafe Self.move(first, towards: row, dimension, &firstWeight)
                    } else if toSecond < toFirst {
                        unsafe Self.move(second, towards: row, dimension, &secondWeight)
                    }
                }
            }
        }
        return Self.plane(between: first, second)
    }

    private func means(of place: Int) -> [Float] {
        let row = unsafe space.floats[Int(slots[place])]
        return (0..<space.floats.dimension).map { unsafe row[$0] }
    }

    private static func move(
        _ mean: UnsafeMutablePointer<Float>, towards row: UnsafePointer<Float>, _ dimension: Int, _ weight: inout Float
    ) {
        let share = 1 / (weight + 1)
        for i in 0..<dimension { unsafe mean[i] += (row[i] - mean[i]) * share }
        weight += 1
    }

    /// The unit normal from the first mean to the second; zero where they coincide.
    private static func plane(between first: [Float], _ second: [Float]) -> Plane {
        var squared = 0.0
        for i in first.indices { squared += (Double(second[i]) - Double(first[i])) * (Double(second[i]) - Double(first[i])) }
        let scale = squared > 0 ? 1 / squared.squareRoot() : 0
        var plane = Plane(normal: first, offset: 0)
        var offset = 0.0
        for i in first.indices {
            let component = Float((Double(second[i]) - Double(first[i])) * scale)
            plane.normal[i] = component
            offset -= Double(component) * (Double(first[i]) + Double(second[i])) / 2
        }
        plane.offset = Float(offset)
        return plane
    }

    /// Puts the rows of the first side before those of the second; rows in the plane go to either by chance.
    private func part(_ places: Range<Int>, _ plane: Plane) -> Int {
        margins(places, plane.normal)
        var first = places.lowerBound, second = 0
        for place in places {
            let margin = space.dot.value(keys[place]) + plane.offset, slot = slots[place]
            if margin == 0 ? random.next() >> 63 == 1 : margin > 0 {
                sides[second] = slot
                second += 1
            } else {
                slots[first] = slot
                first += 1
            }
        }
        for i in 0..<second { slots[first + i] = sides[i] }
        return first
    }

    /// Writes the keys of the rows' products with a plane's normal to `keys`.
    private func margins(_ places: Range<Int>, _ normal: [Float]) {
        let floats = space.floats
        unsafe normal.withUnsafeBytes { normal in
            unsafe slots.withUnsafeBufferPointer { slots in
                unsafe keys.withUnsafeMutableBufferPointer { keys in
                    guard let normal = normal.baseAddress, let slots = slots.baseAddress, let keys = keys.baseAddress else { return }
                    unsafe space.dot.gather(
                        normal, UnsafeRawPointer(floats.base), floats.stride * 4, slots + places.lowerBound, places.count,
                        floats.dimension, keys + places.lowerBound, 8)
                }
            }
        }
    }
}

extension ForestTables {
    /// Trees one after the other; of each normal the first `dimension` components.
    fileprivate init(_ trees: [ForestTree], dimension: Int) {
        let nodeCount = trees.reduce(0) { $0 + $1.nodes.count }, leafCount = trees.reduce(0) { $0 + $1.ends.count }
        let slotCount = trees.reduce(0) { $0 + $1.slots.count }
        self.init(
            nodes: IndexTable(nodeCount, of: ForestNode.self), normals: IndexTable(nodeCount * dimension, of: Float.self),
            starts: IndexTable(leafCount + 1, of: UInt32.self), slots: IndexTable(slotCount, of: UInt32.self),
            roots: IndexTable(trees.count, of: UInt32.self))
        var node = 0, leaf = 0, slot = 0
        for (number, tree) in trees.enumerated() {
            func shifted(_ child: UInt32) -> UInt32 { child + UInt32(child & Self.leaf == 0 ? node : leaf) }
            unsafe roots.entries(UInt32.self)[number] = shifted(tree.root)
            for (i, one) in tree.nodes.enumerated() {
                let moved = ForestNode(first: shifted(one.first), second: shifted(one.second), offset: one.offset)
                unsafe nodes.entries(ForestNode.self)[node + i] = moved
                let width = tree.normals.count / tree.nodes.count
                for axis in 0..<dimension {
                    unsafe normals.entries(Float.self)[(node + i) * dimension + axis] = tree.normals[i * width + axis]
                }
            }
            for (i, end) in tree.ends.enumerated() { unsafe starts.entries(UInt32.self)[leaf + i + 1] = UInt32(slot) + end }
            for (i, one) in tree.slots.enumerated() { unsafe slots.entries(UInt32.self)[slot + i] = one }
            (node, leaf, slot) = (node + tree.nodes.count, leaf + tree.ends.count, slot + tree.slots.count)
        }
    }
}

extension RowFloats {
    /// The rows with one component more, which gives all of them the norm of the longest, and that norm.
    func augmentedForProducts() -> (RowFloats, Float) {
        let norms = MemoryBlock(byteCount: max(1, count) * 4)
        let squares = unsafe norms.base.assumingMemoryBound(to: Float.self)
        unsafe Kernels.active.norms(
            .f32, rows: UnsafeRawPointer(base), stride: stride * 4, count: count, dimension: dimension, values: squares)
        var largest: Float = 0
        for slot in 0..<count { unsafe largest = max(largest, squares[slot]) }
        let norm = largest.isFinite ? largest.squareRoot() : .greatestFiniteMagnitude.squareRoot()
        return (unsafe augmented(norm: norm, norms: squares), norm)
    }
}
