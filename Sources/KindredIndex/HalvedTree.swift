/// The shape of a tree whose every node halves its rows by rank, so that all leaves lie at one depth.
///
/// Node 0 is the root, node *i* has the children 2 *i* + 1 and 2 *i* + 2. Node *j* of level *l* holds the rows from place
/// ⌊*j n* / 2^*l*⌋ of the order on: nothing about the shape needs to be stored, so nothing about it can be damaged.
struct HalvedTree: Sendable, Equatable {
    /// Rows in the tree.
    let count: Int
    /// Levels above the leaves.
    let depth: Int

    /// The least deep tree of `count` rows with at most `leafSize` in a leaf.
    init(count: Int, leafSize: Int) {
        var depth = 0
        while (count + (1 << depth) - 1) >> depth > leafSize { depth += 1 }
        self.count = count
        self.depth = depth
    }

    var innerCount: Int { 1 << depth - 1 }
    var leafCount: Int { 1 << depth }
    var nodeCount: Int { 2 << depth - 1 }

    /// The places of a leaf's rows.
    @inline(__always) func places(ofLeaf leaf: Int) -> Range<Int> {
        (leaf &* count) >> depth..<((leaf &+ 1) &* count) >> depth
    }

    /// The places of the rows of node `index` of a level.
    func places(level: Int, _ index: Int) -> Range<Int> { (index * count) >> level..<((index + 1) * count) >> level }
}
