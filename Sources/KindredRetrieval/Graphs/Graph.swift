/// A simple graph, undirected or directed: nodes and edges with labels. Loops are allowed, parallel edges are not.
///
/// ```swift
/// let path = try Graph(nodes: 4, edges: [(0, 1), (1, 2), (2, 3)])
/// let acid = try Graph(labels: ["C", "C", "O"], edges: [Graph.Edge(0, 1), Graph.Edge(1, 2, label: "double")])
/// ```
///
/// A label is a text; two labels match when they are the same text, and the empty text is a label like others. So graphs
/// without labels match everywhere, which is what most libraries do by default.
public struct Graph: Sendable, Hashable {
    /// An edge between two nodes, by their numbers.
    public struct Edge: Sendable, Hashable {
        /// The node that it leaves; in an undirected graph, either end.
        public let source: Int
        /// The node that it enters.
        public let target: Int
        /// Its label.
        public let label: String

        /// An edge.
        public init(_ source: Int, _ target: Int, label: String = "") {
            self.source = source
            self.target = target
            self.label = label
        }
    }

    /// Nodes, or edges, at most.
    public static let most = 10_000_000

    /// Whether edges have a direction.
    public let isDirected: Bool
    /// What nodes are called; unique.
    public let names: [String]
    /// The label of each node.
    public let labels: [String]
    /// The edges, in the order in which they were given.
    public let edges: [Edge]

    /// How many nodes.
    public var nodeCount: Int { names.count }

    /// A graph of nodes with labels.
    ///
    /// - Parameter names: what the nodes are called; nil numbers them from 0.
    /// - Throws: `GraphError`: `malformed` for an edge to a node that is not there or two nodes of one name, `unsupported`
    ///   for an edge given twice (in an undirected graph, in either direction), `tooLarge`.
    /// - Complexity: O(nodes + edges).
    public init(labels: [String], names: [String]? = nil, edges: [Edge], isDirected: Bool = false) throws(GraphError) {
        let names = names ?? labels.indices.map { "\($0)" }
        guard names.count == labels.count else { throw GraphError(.malformed, "\(names.count) names for \(labels.count) nodes") }
        guard max(names.count, edges.count) <= Self.most else {
            throw GraphError(.tooLarge, "\(names.count) nodes and \(edges.count) edges; at most \(Self.most) of each are accepted")
        }
        var seen = Set<String>(minimumCapacity: names.count)
        for name in names where !seen.insert(name).inserted { throw GraphError(.malformed, "two nodes are called '\(name.prefix(40))'") }
        self.isDirected = isDirected
        self.names = names
        self.labels = labels
        self.edges = edges
        try requireSimple()
    }

    /// A graph without labels.
    ///
    /// - Throws: as the initializer above.
    public init(nodes count: Int, edges: [(Int, Int)], isDirected: Bool = false) throws(GraphError) {
        guard count >= 0 else { throw GraphError(.invalidParameter, "a graph of \(count) nodes") }
        try self.init(labels: [String](repeating: "", count: count), edges: edges.map { Edge($0.0, $0.1) }, isDirected: isDirected)
    }

    /// The same graph with its nodes in another order: node *i* of the result is node `order[i]` of this one.
    ///
    /// - Precondition: `order` is a permutation of the nodes.
    public func permuted(_ order: [Int]) -> Graph {
        precondition(order.sorted() == Array(names.indices), "\(order.count) numbers are no permutation of \(nodeCount) nodes")
        var place = order
        for (new, old) in order.enumerated() { place[old] = new }
        let moved = edges.map { Edge(place[$0.source], place[$0.target], label: $0.label) }
        return Graph(unchecked: order.map { names[$0] }, order.map { labels[$0] }, moved, isDirected)
    }

    private init(unchecked names: [String], _ labels: [String], _ edges: [Edge], _ isDirected: Bool) {
        self.names = names
        self.labels = labels
        self.edges = edges
        self.isDirected = isDirected
    }

    private func requireSimple() throws(GraphError) {
        var seen = Set<[Int]>(minimumCapacity: edges.count)
        for edge in edges {
            guard names.indices.contains(edge.source), names.indices.contains(edge.target) else {
                throw GraphError(.malformed, "an edge from node \(edge.source) to node \(edge.target) of \(nodeCount)")
            }
            let ends = isDirected || edge.source <= edge.target ? [edge.source, edge.target] : [edge.target, edge.source]
            guard seen.insert(ends).inserted else {
                throw GraphError(.unsupported, "the edge from '\(names[edge.source].prefix(40))' to '\(names[edge.target].prefix(40))' is there twice; parallel edges are not supported")
            }
        }
    }
}
