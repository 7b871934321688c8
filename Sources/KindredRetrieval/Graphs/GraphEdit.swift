/// One edit of those that turn a graph into another.
public enum GraphEdit: Sendable, Hashable {
    /// A node gets another label.
    case relabelNode(Int, from: String, to: String)
    /// A node of the first graph goes.
    case deleteNode(Int)
    /// A node of the second graph is added.
    case insertNode(Int)
    /// An edge of the first graph gets the label of its counterpart.
    case relabelEdge(Graph.Edge, to: String)
    /// An edge of the first graph goes.
    case deleteEdge(Graph.Edge)
    /// An edge of the second graph is added.
    case insertEdge(Graph.Edge)
}

extension GraphEditDistance {
    /// The edits that the mapping stands for: nodes first, in their order.
    ///
    /// - Precondition: the graphs are those that were measured.
    /// - Complexity: O(nodes + edges).
    public func edits(from a: Graph, to b: Graph) -> [GraphEdit] {
        precondition(mapping.count == a.nodeCount, "a mapping of \(mapping.count) nodes for a graph of \(a.nodeCount)")
        var edits: [GraphEdit] = []
        var isImage = [Bool](repeating: false, count: b.nodeCount)
        for (node, image) in mapping.enumerated() {
            guard let image else {
                edits.append(.deleteNode(node))
                continue
            }
            isImage[image] = true
            if a.labels[node] != b.labels[image] { edits.append(.relabelNode(node, from: a.labels[node], to: b.labels[image])) }
        }
        edits += isImage.indices.filter { !isImage[$0] }.map(GraphEdit.insertNode)
        return edits + edgeEdits(a, b)
    }

    private func edgeEdits(_ a: Graph, _ b: Graph) -> [GraphEdit] {
        func ends(_ x: Int, _ y: Int) -> [Int] { a.isDirected || x <= y ? [x, y] : [y, x] }
        var missing: [[Int]: Graph.Edge] = [:]
        for edge in b.edges { missing[ends(edge.source, edge.target)] = edge }
        var edits: [GraphEdit] = []
        for edge in a.edges {
            guard let x = mapping[edge.source], let y = mapping[edge.target], let other = missing.removeValue(forKey: ends(x, y)) else {
                edits.append(.deleteEdge(edge))
                continue
            }
            if other.label != edge.label { edits.append(.relabelEdge(edge, to: other.label)) }
        }
        return edits + b.edges.filter { missing[ends($0.source, $0.target)] != nil }.map(GraphEdit.insertEdge)
    }
}
