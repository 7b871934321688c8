// Filter and verify, after Zeng et al., "Comparing stars: on approximating graph edit distance", PVLDB 2(1), 2009: a bound from
// counts orders the graphs, and only those that it leaves possible are measured.

/// Graphs that are searched by their edit distance to a query.
///
/// ```swift
/// var molecules = GraphCollection()
/// try molecules.add(acid, named: "acid")
/// let outcome = try molecules.nearest(to: query, k: 5)
/// outcome.hits[0].name       // "acid"
/// outcome.measured           // how few had to be measured
/// ```
///
/// The answer is that of measuring every graph: the `k` of least distance, of equals those added first.
public struct GraphCollection: Sendable {
    /// A graph that was found.
    public struct Hit: Sendable, Hashable {
        /// Its number, from 0 in the order of adding.
        public let number: Int
        /// Its name.
        public let name: String
        /// How far it is.
        public let distance: GraphEditDistance
    }

    /// What a search found and what it took.
    public struct Outcome: Sendable, Hashable {
        /// Nearest first.
        public let hits: [Hit]
        /// Graphs that were measured; the bound spoke against the others.
        public let measured: Int
    }

    /// What edits cost.
    public let costs: EditCosts
    /// The names, in the order of adding.
    public private(set) var names: [String] = []
    private var graphs: [Graph] = []
    private var signatures: [GraphSignature] = []
    private var nodeLabels = LabelNumbers()
    private var edgeLabels = LabelNumbers()

    /// A collection without graphs.
    ///
    /// - Throws: `GraphError.invalidParameter` for costs out of range.
    public init(costs: EditCosts = EditCosts()) throws(GraphError) {
        try costs.validate()
        self.costs = costs
    }

    /// How many graphs it holds.
    public var count: Int { graphs.count }

    /// Adds a graph.
    ///
    /// - Throws: `GraphError`: `tooLarge`; `invalidParameter` when some graphs are directed and some not.
    public mutating func add(_ graph: Graph, named name: String) throws(GraphError) {
        guard graph.nodeCount <= GraphEditDistance.mostNodes else {
            throw GraphError(.tooLarge, "'\(name.prefix(100))' has \(graph.nodeCount) nodes; edit distances take at most \(GraphEditDistance.mostNodes)")
        }
        if let first = graphs.first, first.isDirected != graph.isDirected {
            throw GraphError(.invalidParameter, "'\(name.prefix(100))' is \(graph.isDirected ? "directed" : "undirected"), '\(names[0].prefix(100))' is not")
        }
        signatures.append(GraphSignature(graph, nodes: &nodeLabels, edges: &edgeLabels))
        graphs.append(graph)
        names.append(name)
    }

    /// The graphs nearest to a query.
    ///
    /// - Parameters:
    ///   - k: how many.
    ///   - radius: distances above it do not interest.
    ///   - method: how each graph is measured; approximate distances rank by their upper bounds.
    ///   - timeLimit: time for measuring one graph; what is not exact then ranks by its upper bound.
    ///   - isCancelled: asked now and then whether to give up.
    /// - Throws: `GraphError`, as `GraphEditDistance`; `invalidParameter` for a `k` below 1 or a radius below 0.
    /// - Complexity: O(count · edges) for the bounds, and a measurement for each graph that they leave.
    public func nearest(
        to query: Graph, k: Int, within radius: Double = .infinity, method: GraphEditDistance.Method = .exact, timeLimit: Duration? = nil,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(GraphError) -> Outcome {
        guard k >= 1 else { throw GraphError(.invalidParameter, "\(k) nearest graphs were asked for; at least 1 is allowed") }
        guard radius >= 0 else { throw GraphError(.invalidParameter, "a radius of \(radius); at least 0 is allowed") }
        var nodes = nodeLabels, edges = edgeLabels
        let signature = GraphSignature(query, nodes: &nodes, edges: &edges)
        let bounds = signatures.map { signature.lowerBound(to: $0, costs) }
        var hits: [Hit] = [], measured = 0
        for number in bounds.indices.sorted(by: { (bounds[$0], $0) < (bounds[$1], $1) }) {
            let limit = hits.count < k ? radius : min(radius, hits[k - 1].distance.upper)
            if bounds[number] > limit + 1e-9 { break }
            measured += 1
            let distance = try GraphEditDistance(
                from: query, to: graphs[number], costs: costs, method: method, limit: limit, timeLimit: timeLimit, isCancelled: isCancelled)
            guard distance.upper <= radius + 1e-9 else { continue }
            let place = hits.firstIndex { (distance.upper, number) < ($0.distance.upper, $0.number) } ?? hits.count
            hits.insert(Hit(number: number, name: names[number], distance: distance), at: place)
            if hits.count > k { hits.removeLast() }
        }
        return Outcome(hits: hits, measured: measured)
    }
}
