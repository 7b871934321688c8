/// What a graph is made of, counted: enough for a lower bound on an edit distance without looking at the graph again.
struct GraphSignature: Sendable {
    /// The labels of nodes and of edges, as numbers, ascending.
    private let nodes, edges: [Int32]
    /// Edges at each node, loops left out, descending; in a directed graph those of both directions.
    private let degrees: [Int32]

    /// - Parameter labels: numbers of texts that are common to the signatures to be compared. A text that is not there gets the
    ///   next number, in a copy when the caller hands one.
    init(_ graph: Graph, nodes nodeLabels: inout LabelNumbers, edges edgeLabels: inout LabelNumbers) {
        nodes = graph.labels.map { nodeLabels.number(of: $0) }.sorted()
        edges = graph.edges.map { edgeLabels.number(of: $0.label) }.sorted()
        var counts = [Int32](repeating: 0, count: graph.nodeCount)
        for edge in graph.edges where edge.source != edge.target {
            counts[edge.source] += 1
            counts[edge.target] += 1
        }
        degrees = counts.sorted(by: >)
    }

    /// A lower bound on the edit distance from this graph to another.
    ///
    /// Nodes by their labels; and edges by their labels, or by degrees, whichever says more: matching nodes in the order of
    /// their degrees changes fewest edges, each of which changes two degrees.
    ///
    /// - Complexity: O(nodes + edges).
    func lowerBound(to other: GraphSignature, _ costs: EditCosts) -> Double {
        let node = Self.change(nodes, other.nodes, min(costs.nodeSubstitution, costs.nodeDeletion + costs.nodeInsertion), costs.nodeDeletion, costs.nodeInsertion)
        let edge = Self.change(edges, other.edges, min(costs.edgeSubstitution, costs.edgeDeletion + costs.edgeInsertion), costs.edgeDeletion, costs.edgeInsertion)
        return node + max(edge, degreeChange(to: other, costs))
    }

    private func degreeChange(to other: GraphSignature, _ costs: EditCosts) -> Double {
        var removed: Int32 = 0, added: Int32 = 0
        for place in 0..<max(degrees.count, other.degrees.count) {
            let a = place < degrees.count ? degrees[place] : 0, b = place < other.degrees.count ? other.degrees[place] : 0
            removed += max(0, a - b)
            added += max(0, b - a)
        }
        return (Double(removed) * costs.edgeDeletion + Double(added) * costs.edgeInsertion) / 2
    }

    /// What turns one multiset of labels into another.
    private static func change(_ a: [Int32], _ b: [Int32], _ substitution: Double, _ deletion: Double, _ insertion: Double) -> Double {
        var i = 0, j = 0, common = 0
        while i < a.count, j < b.count {
            if a[i] == b[j] { common += 1 }
            (i, j) = (i + (a[i] <= b[j] ? 1 : 0), j + (b[j] <= a[i] ? 1 : 0))
        }
        let both = min(a.count, b.count)
        return Double(both - common) * substitution + Double(a.count - both) * deletion + Double(b.count - both) * insertion
    }
}
