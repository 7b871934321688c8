/// The links of an HNSW graph in flat memory.
///
/// Level 0 is a table of rows of `stride` ids, `degree` of them used, ended by ``none`` and filled up with it: two cache
/// lines a node for M = 16, no count to read. Levels above lie in a small table of their own. Links are apart from codes
/// and vectors.
// Sendable: searches only read; writers (a build, an addition) own the graph alone.
@safe final class HNSWGraph: @unchecked Sendable {
    /// Ends a row of links.
    static let none = UInt32.max

    let capacity: Int
    /// Links a node may have on level 0 and above.
    let degree: Int
    let upperDegree: Int
    /// Ids from row to row.
    let stride: Int
    let upperStride: Int
    let upperRows: Int

    let links: UnsafeMutablePointer<UInt32>
    /// How many links of a level-0 row were chosen; those behind are fillers.
    let chosen: UnsafeMutablePointer<UInt16>
    let levels: UnsafeMutablePointer<UInt8>
    /// The row of a node's level 1 in the upper table; its higher levels follow.
    let upperStart: UnsafeMutablePointer<UInt32>
    let upper: UnsafeMutablePointer<UInt32>
    private let owners: [any AnyObject & Sendable]

    /// Nodes in the graph.
    var count = 0
    /// Where every search begins, and its level.
    var entry: UInt32 = 0
    var top = 0

    static func stride(_ degree: Int) -> Int { (degree + 15) / 16 * 16 }

    /// An empty graph with room for nodes of the given levels.
    convenience init(levels: [UInt8], degree: Int, upperDegree: Int) {
        let capacity = levels.count
        let upperRows = levels.reduce(0) { $0 + Int($1) }
        let sizes = HNSWGraphSizes(
            count: capacity, upperRows: upperRows, degree: degree, upperDegree: upperDegree)
        let blocks = sizes.all.map { MemoryBlock(byteCount: $0) }
        unsafe self.init(
            sizes: sizes, links: blocks[0].base, chosen: blocks[1].base, levels: blocks[2].base,
            upperStart: blocks[3].base, upper: blocks[4].base, owners: blocks)
        unsafe links.update(repeating: Self.none, count: capacity * stride)
        unsafe upper.update(repeating: Self.none, count: upperRows * upperStride)
        var start: UInt32 = 0
        for (id, level) in levels.enumerated() {
            unsafe self.levels[id] = level
            unsafe upperStart[id] = start
            start += UInt32(level)
        }
    }

    /// A graph over memory that holds one already.
    init(
        sizes: HNSWGraphSizes, links: UnsafeMutableRawPointer, chosen: UnsafeMutableRawPointer,
        levels: UnsafeMutableRawPointer, upperStart: UnsafeMutableRawPointer, upper: UnsafeMutableRawPointer,
        owners: [any AnyObject & Sendable]
    ) {
        capacity = sizes.count
        degree = sizes.degree
        upperDegree = sizes.upperDegree
        stride = Self.stride(sizes.degree)
        upperStride = Self.stride(sizes.upperDegree)
        upperRows = sizes.upperRows
        unsafe self.links = links.assumingMemoryBound(to: UInt32.self)
        unsafe self.chosen = chosen.assumingMemoryBound(to: UInt16.self)
        unsafe self.levels = levels.assumingMemoryBound(to: UInt8.self)
        unsafe self.upperStart = upperStart.assumingMemoryBound(to: UInt32.self)
        unsafe self.upper = upper.assumingMemoryBound(to: UInt32.self)
        self.owners = owners
    }

    var sizes: HNSWGraphSizes {
        HNSWGraphSizes(count: capacity, upperRows: upperRows, degree: degree, upperDegree: upperDegree)
    }

    /// The links of a node on a level it has.
    @inline(__always) func row(_ id: UInt32, _ level: Int) -> UnsafeMutablePointer<UInt32> {
        if level == 0 { return unsafe links + Int(id) &* stride }
        return unsafe upper + (Int(upperStart[Int(id)]) &+ level &- 1) &* upperStride
    }

    @inline(__always) func stride(_ level: Int) -> Int { level == 0 ? stride : upperStride }

    @inline(__always) func degree(_ level: Int) -> Int { level == 0 ? degree : upperDegree }

    @inline(__always) func level(_ id: UInt32) -> Int { unsafe Int(levels[Int(id)]) }

    /// How many links a node has on a level, fillers included.
    func linkCount(_ id: UInt32, _ level: Int) -> Int {
        let row = unsafe row(id, level), degree = degree(level)
        var count = 0
        while unsafe count < degree && row[count] != Self.none { count += 1 }
        return count
    }

    /// The same links, entered elsewhere. Shares the memory.
    func entered(at id: UInt32) -> HNSWGraph {
        let other = unsafe HNSWGraph(
            sizes: sizes, links: UnsafeMutableRawPointer(links), chosen: UnsafeMutableRawPointer(chosen),
            levels: UnsafeMutableRawPointer(levels), upperStart: UnsafeMutableRawPointer(upperStart),
            upper: UnsafeMutableRawPointer(upper), owners: owners)
        other.count = count
        other.entry = id
        other.top = level(id)
        return other
    }

    /// A graph of more nodes that begins with this one's.
    func grown(adding levels: [UInt8]) -> HNSWGraph {
        let known = unsafe UnsafeBufferPointer(start: self.levels, count: count)
        let larger = unsafe HNSWGraph(levels: Array(known) + levels, degree: degree, upperDegree: upperDegree)
        unsafe larger.links.update(from: links, count: count * stride)
        unsafe larger.chosen.update(from: chosen, count: count)
        let used = unsafe known.reduce(0) { $0 + Int($1) }
        unsafe larger.upper.update(from: upper, count: used * upperStride)
        larger.count = count
        larger.entry = entry
        larger.top = top
        return larger
    }
}

/// The bytes of each part of a graph.
struct HNSWGraphSizes: Sendable, Equatable {
    var count: Int
    var upperRows: Int
    var degree: Int
    var upperDegree: Int

    var links: Int { count * HNSWGraph.stride(degree) * 4 }
    var chosen: Int { count * 2 }
    var levels: Int { count }
    var upperStart: Int { count * 4 }
    var upper: Int { upperRows * HNSWGraph.stride(upperDegree) * 4 }
    /// In the order of the file.
    var all: [Int] { [links, chosen, levels, upperStart, upper] }
}
