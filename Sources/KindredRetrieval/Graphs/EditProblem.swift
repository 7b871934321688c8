/// Two graphs and costs as the search for an edit distance needs them: the first has no more nodes than the second, edges are
/// tables of pairs.
struct EditProblem: Sendable {
    let first, second: GraphTables
    let costs: EditCosts
    /// Whether the graphs changed places, so that the first has no more nodes.
    let isSwapped: Bool
    /// Whether a node of the first graph may have to be deleted. Never when substitution is preferred: a deleted node leaves a
    /// node of the second to be inserted, and substituting one for the other costs no more.
    let mayDelete: Bool
    /// Two distances between these graphs differ by a multiple of this; 0 when nothing is known.
    let quantum: Double
    /// What an edge under a pair of nodes costs whose label changes: it may also be deleted and added again.
    let substitution: Double
    /// How many different labels edges have.
    let edgeLabels: Int

    init(_ a: Graph, _ b: Graph, _ costs: EditCosts) {
        isSwapped = a.nodeCount > b.nodeCount
        var nodes = LabelNumbers(), edges = LabelNumbers()
        first = GraphTables(isSwapped ? b : a, nodes: &nodes, edges: &edges)
        second = GraphTables(isSwapped ? a : b, nodes: &nodes, edges: &edges)
        self.costs = isSwapped ? costs.reversed : costs
        mayDelete = !costs.prefersSubstitution
        substitution = min(costs.edgeSubstitution, costs.edgeDeletion + costs.edgeInsertion)
        edgeLabels = max(1, edges.count)
        insertionOfAll = Double(second.count) * self.costs.nodeInsertion + Double(second.edgeCount) * self.costs.edgeInsertion
        let isPlain = (nodes.count <= 1 || costs.nodeSubstitution == 0) && (edges.count <= 1 || costs.edgeSubstitution == 0)
        if !mayDelete, isPlain, costs.edgeDeletion == costs.edgeInsertion {
            // Nodes cost the same in every mapping, and the number of edges inserted less those deleted is fixed.
            quantum = 2 * costs.edgeDeletion
        } else {
            quantum = costs.areWhole ? 1 : 0
        }
    }

    /// What an edge costs that is in the first graph with one label and in the second with another; −1 stands for no edge.
    @inline(__always)
    func edgeCost(_ a: Int32, _ b: Int32) -> Double {
        if a == b { return 0 }
        if a < 0 { return costs.edgeInsertion }
        return b < 0 ? costs.edgeDeletion : substitution
    }

    /// What a pair of nodes costs besides edges to others.
    func nodeCost(_ u: Int, _ v: Int) -> Double {
        (first.nodeLabels[u] == second.nodeLabels[v] ? 0 : costs.nodeSubstitution) + edgeCost(first.edge(u, u), second.edge(v, v))
    }

    /// What deleting a node of the first graph costs besides edges to others.
    func deletionCost(_ u: Int) -> Double { costs.nodeDeletion + (first.edge(u, u) < 0 ? 0 : costs.edgeDeletion) }

    /// What inserting a node of the second graph costs besides edges to others.
    func insertionCost(_ v: Int) -> Double { costs.nodeInsertion + (second.edge(v, v) < 0 ? 0 : costs.edgeInsertion) }

    /// What the edges between two pairs of nodes cost, in both directions where edges have one.
    @inline(__always)
    func pairCost(_ u: Int, _ v: Int, _ u2: Int, _ v2: Int) -> Double {
        let there = edgeCost(first.edge(u, u2), second.edge(v, v2))
        return first.isDirected ? there + edgeCost(first.edge(u2, u), second.edge(v2, v)) : there
    }

    /// The edges between two nodes of a graph, counted in both directions where they have one.
    @inline(__always)
    func edges(_ graph: GraphTables, _ a: Int, _ b: Int) -> Double {
        let there: Double = graph.edge(a, b) < 0 ? 0 : 1
        return graph.isDirected ? there + (graph.edge(b, a) < 0 ? 0 : 1) : there
    }

    /// What inserting the whole second graph costs. A mapping's cost is this plus what its parts cost more or less.
    let insertionOfAll: Double

    /// What a node and its image (−1 when deleted) cost more than inserting the image.
    func reducedCost(_ u: Int, _ v: Int) -> Double { v < 0 ? deletionCost(u) : nodeCost(u, v) - insertionCost(v) }

    /// What the edges between two nodes and between their images cost more than inserting the latter.
    @inline(__always)
    func reducedPairCost(_ u: Int, _ v: Int, _ u2: Int, _ v2: Int) -> Double {
        if v < 0 || v2 < 0 { return edges(first, u, u2) * costs.edgeDeletion }
        return pairCost(u, v, u2, v2) - edges(second, v, v2) * costs.edgeInsertion
    }

    /// What a whole mapping costs: the image of each node of the first graph, −1 for deleted.
    ///
    /// - Complexity: O(*n*²) for *n* nodes of the first graph.
    func cost(of mapping: [Int]) -> Double {
        var total = insertionOfAll
        for u in mapping.indices {
            total += reducedCost(u, mapping[u])
            for other in 0..<u { total += reducedPairCost(u, mapping[u], other, mapping[other]) }
        }
        return total
    }

    /// The mapping of the caller's first graph to its second.
    func mappingAsGiven(_ mapping: [Int]) -> [Int?] {
        guard isSwapped else { return mapping.map { $0 < 0 ? nil : $0 } }
        var back = [Int?](repeating: nil, count: second.count)
        for (u, v) in mapping.enumerated() where v >= 0 { back[v] = u }
        return back
    }

    /// A lower bound, rounded up to the next distance that is possible, when some distance is known.
    func roundedUp(_ bound: Double, knowing upper: Double) -> Double {
        guard quantum > 0, upper.isFinite else { return bound }
        return max(0, upper - quantum * ((upper - bound) / quantum + 1e-9).rounded(.down))
    }
}
