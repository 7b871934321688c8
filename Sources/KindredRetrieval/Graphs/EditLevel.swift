/// What a partial mapping costs and leaves open: the nodes of the first graph up to some depth have their images.
struct EditLevel: Sendable {
    /// Cost of the nodes placed and of the edges among them.
    var cost = 0.0
    /// Nodes of the second graph that are no image, ascending.
    var free: [Int] = []
    /// For each pair of nodes, what placing it would cost: the nodes, and edges to nodes placed.
    var pairs: [Double]
    /// For each node of the first graph, what deleting it would cost, edges to nodes placed included.
    var deletions: [Double]
    /// For each node of the second graph, what inserting it would cost, edges to images included.
    var insertions: [Double]
    /// For each node and each label, edges to nodes that are not placed; in a directed graph those out, then those in.
    var innerFirst: [Int32]
    var innerSecond: [Int32]

    /// Nothing placed.
    init(_ problem: EditProblem) {
        let first = problem.first, second = problem.second
        free = Array(0..<second.count)
        pairs = []
        pairs.reserveCapacity(first.count * second.count)
        for u in 0..<first.count { for v in 0..<second.count { pairs.append(problem.nodeCost(u, v)) } }
        deletions = (0..<first.count).map { problem.deletionCost($0) }
        insertions = (0..<second.count).map { problem.insertionCost($0) }
        innerFirst = Self.inner(first, labels: problem.edgeLabels)
        innerSecond = Self.inner(second, labels: problem.edgeLabels)
    }

    private static func inner(_ graph: GraphTables, labels: Int) -> [Int32] {
        let width = graph.isDirected ? 2 * labels : labels
        var counts = [Int32](repeating: 0, count: graph.count * width)
        for node in 0..<graph.count {
            for edge in graph.outgoing.range(of: node) where graph.outgoing.nodes[edge] != node {
                counts[node * width + Int(graph.outgoing.labels[edge])] += 1
            }
            for edge in graph.incoming.range(of: node) where graph.isDirected && graph.incoming.nodes[edge] != node {
                counts[node * width + labels + Int(graph.incoming.labels[edge])] += 1
            }
        }
        return counts
    }

    /// Becomes equal to a level of the same problem, in the memory that is there.
    mutating func copy(_ other: EditLevel) {
        cost = other.cost
        free.replaceSubrange(free.indices, with: other.free)
        pairs.replaceSubrange(pairs.indices, with: other.pairs)
        deletions.replaceSubrange(deletions.indices, with: other.deletions)
        insertions.replaceSubrange(insertions.indices, with: other.insertions)
        innerFirst.replaceSubrange(innerFirst.indices, with: other.innerFirst)
        innerSecond.replaceSubrange(innerSecond.indices, with: other.innerSecond)
    }

    /// Makes this the level above with one more node placed; `v` is −1 when it is deleted.
    ///
    /// - Parameter left: the nodes of the first graph that are still not placed.
    mutating func place(_ u: Int, _ v: Int, left: ArraySlice<Int>, _ problem: EditProblem) {
        let m = problem.second.count
        cost += v < 0 ? deletions[u] : pairs[u * m + v]
        if v >= 0, let place = free.firstIndex(of: v) { free.remove(at: place) }
        for other in left {
            deletions[other] += problem.edges(problem.first, u, other) * problem.costs.edgeDeletion
            if v < 0 {
                for image in free { pairs[other * m + image] += problem.edges(problem.first, u, other) * problem.costs.edgeDeletion }
            } else {
                for image in free { pairs[other * m + image] += problem.pairCost(other, image, u, v) }
            }
            forget(&innerFirst, problem.first, other, u, problem.edgeLabels)
        }
        guard v >= 0 else { return }
        for image in free {
            insertions[image] += problem.edges(problem.second, v, image) * problem.costs.edgeInsertion
            forget(&innerSecond, problem.second, image, v, problem.edgeLabels)
        }
    }

    /// An edge to a node that is placed now is no inner edge any more.
    private func forget(_ inner: inout [Int32], _ graph: GraphTables, _ node: Int, _ placed: Int, _ labels: Int) {
        let width = graph.isDirected ? 2 * labels : labels
        let out = graph.edge(node, placed)
        if out >= 0 { inner[node * width + Int(out)] -= 1 }
        guard graph.isDirected else { return }
        let back = graph.edge(placed, node)
        if back >= 0 { inner[node * width + labels + Int(back)] -= 1 }
    }
}
