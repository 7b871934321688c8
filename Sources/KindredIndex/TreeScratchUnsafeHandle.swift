/// The working memory of one search of a tree: leased from the index, used by one thread at a time.
// Sendable: a scratch belongs to the one thread that leased it.
@safe final class TreeScratch: @unchecked Sendable {
    /// What every search needs: values of a block of rows, the query as floats, the nearest.
    let common: SearchScratch
    /// Nodes not yet visited.
    var heap = BoundHeap(capacity: 256)
    /// How far the query lies from their cells, axis by axis.
    var cells: CellOffsets

    /// - Parameters:
    ///   - nodes: ids that can be marked as seen.
    ///   - axes: offsets a cell has; 0 where none are kept.
    init(nodes: Int = 0, idsCapacity: Int, queryBytes: Int, axes: Int = 0) {
        common = SearchScratch(nodes: nodes, idsCapacity: idsCapacity, queryBytes: queryBytes, ef: 100)
        cells = CellOffsets(axes: axes)
    }
}

/// For each cell in the queue its node and the query's distance to it along every axis.
@safe struct CellOffsets: ~Copyable {
    private let axes: Int
    private var nodes: UnsafeMutablePointer<UInt32>
    private var offsets: UnsafeMutablePointer<Float>
    private var capacity = 64
    private var used = 0
    /// The first record given back; `nodes` of it holds the next.
    private var free = Self.none

    private static let none = UInt32.max

    init(axes: Int) {
        self.axes = axes
        unsafe nodes = .allocate(capacity: capacity)
        unsafe offsets = .allocate(capacity: capacity * max(axes, 1))
    }

    deinit {
        unsafe nodes.deallocate()
        unsafe offsets.deallocate()
    }

    @inline(__always) mutating func removeAll() {
        used = 0
        free = Self.none
    }

    @inline(__always) func node(_ record: UInt32) -> UInt32 { unsafe nodes[Int(record)] }

    @inline(__always) subscript(record: UInt32) -> UnsafeMutablePointer<Float> { unsafe offsets + Int(record) &* axes }

    /// A record for a node; its offsets are to be written.
    @inline(__always) mutating func make(_ node: UInt32) -> UInt32 {
        var record = free
        if record == Self.none {
            if used == capacity { grow() }
            record = UInt32(truncatingIfNeeded: used)
            used &+= 1
        } else {
            free = unsafe nodes[Int(record)]
        }
        unsafe nodes[Int(record)] = node
        return record
    }

    @inline(__always) mutating func giveBack(_ record: UInt32) {
        unsafe nodes[Int(record)] = free
        free = record
    }

    private mutating func grow() {
        let moreNodes = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * capacity)
        let moreOffsets = UnsafeMutablePointer<Float>.allocate(capacity: 2 * capacity * max(axes, 1))
        unsafe moreNodes.update(from: nodes, count: used)
        unsafe moreOffsets.update(from: offsets, count: used * axes)
        unsafe nodes.deallocate()
        unsafe offsets.deallocate()
        unsafe nodes = moreNodes
        unsafe offsets = moreOffsets
        capacity *= 2
    }
}
