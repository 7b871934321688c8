/// Texts numbered by first appearance, so that labels compare as integers.
struct LabelNumbers {
    private var numbers: [String: Int32] = [:]

    /// How many different texts there were.
    var count: Int { numbers.count }

    mutating func number(of label: String) -> Int32 {
        if let number = numbers[label] { return number }
        numbers[label] = Int32(numbers.count)
        return Int32(numbers.count - 1)
    }
}

/// A graph as algorithms walk it: neighbours in one flat array, labels as numbers.
struct GraphTables: Sendable {
    /// The neighbours of all nodes, in flat arrays.
    struct Neighbors: Sendable {
        /// Those of node *i* are at `offsets[i]..<offsets[i + 1]`, ascending.
        var offsets: [Int32]
        var nodes: [Int32]
        /// The label of each edge.
        var labels: [Int32]

        func range(of node: Int) -> Range<Int> { Int(offsets[node])..<Int(offsets[node + 1]) }
        func count(of node: Int) -> Int { Int(offsets[node + 1] - offsets[node]) }

        /// The label of the edge to a neighbour; −1 when there is none.
        func label(_ from: Int, _ to: Int) -> Int32 {
            var low = Int(offsets[from]), high = Int(offsets[from + 1])
            while low < high {
                let middle = (low + high) >> 1
                if nodes[middle] < to { low = middle + 1 } else { high = middle }
            }
            return low < Int(offsets[from + 1]) && nodes[low] == to ? labels[low] : -1
        }
    }

    /// Graphs of this many nodes have a table of all pairs.
    private static let dense = 2_048

    let count: Int
    let isDirected: Bool
    let nodeLabels: [Int32]
    /// Where edges lead. An undirected edge leads both ways; a loop is there once.
    let outgoing: Neighbors
    /// Where they come from; the same as `outgoing` in an undirected graph.
    let incoming: Neighbors
    /// Edges, loops among them.
    let edgeCount: Int
    /// The label of the edge from row to column, −1 without an edge; empty for large graphs.
    private let pairs: [Int32]

    /// - Parameter wantsPairs: whether a table of all pairs is worth its memory.
    init(_ graph: Graph, nodes: inout LabelNumbers, edges: inout LabelNumbers, wantsPairs: Bool = true) {
        count = graph.nodeCount
        isDirected = graph.isDirected
        nodeLabels = graph.labels.map { nodes.number(of: $0) }
        edgeCount = graph.edges.count
        var arcs: [(from: Int32, to: Int32, label: Int32)] = []
        arcs.reserveCapacity(graph.edges.count * 2)
        for edge in graph.edges {
            let label = edges.number(of: edge.label)
            arcs.append((Int32(edge.source), Int32(edge.target), label))
            if !graph.isDirected, edge.source != edge.target { arcs.append((Int32(edge.target), Int32(edge.source), label)) }
        }
        outgoing = Self.neighbors(arcs, count: count)
        incoming = graph.isDirected ? Self.neighbors(arcs.map { ($0.to, $0.from, $0.label) }, count: count) : outgoing
        var pairs: [Int32] = []
        if wantsPairs, count <= Self.dense {
            pairs = [Int32](repeating: -1, count: count * count)
            for arc in arcs { pairs[Int(arc.from) * count + Int(arc.to)] = arc.label }
        }
        self.pairs = pairs
    }

    /// The label of the edge from one node to another; −1 when there is none.
    func edge(_ from: Int, _ to: Int) -> Int32 {
        pairs.isEmpty ? outgoing.label(from, to) : pairs[from &* count &+ to]
    }

    /// Edges at a node; those of both directions in a directed graph.
    func degree(_ node: Int) -> Int { outgoing.count(of: node) + (isDirected ? incoming.count(of: node) : 0) }

    /// Arcs in one array, by the node where they start and then by the one where they end.
    private static func neighbors(_ arcs: [(from: Int32, to: Int32, label: Int32)], count: Int) -> Neighbors {
        var offsets = [Int32](repeating: 0, count: count + 1)
        for arc in arcs { offsets[Int(arc.from) + 1] += 1 }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        let sorted = arcs.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        return Neighbors(offsets: offsets, nodes: sorted.map(\.to), labels: sorted.map(\.label))
    }
}
