public import KindredRetrieval

/// What matching graphs in files asks for.
public struct GraphMatching: Sendable {
    /// How the files are read.
    public var format = GraphFormat()
    /// What edits cost.
    public var costs = EditCosts()
    /// How distances are measured.
    public var method = GraphEditDistance.Method.exact
    /// Time for one pair of graphs; nil for none.
    public var timeLimit: Duration?

    /// The plain way: no labels, costs of 1, exact.
    public init() {}

    /// Two graphs and how far they are from each other.
    public struct Pair: Sendable {
        /// The graphs.
        public let first, second: Graph
        /// Their distance.
        public let distance: GraphEditDistance
    }

    /// Occurrences of a pattern in one file.
    public struct Occurrence: Sendable {
        /// The file.
        public let path: String
        /// The graph in it.
        public let graph: Graph
        /// What was found.
        public let matching: SubgraphMatching
    }

    /// Measures the distance of two graphs.
    ///
    /// - Throws: `FileError`, `GraphError`.
    public func distance(_ first: String, _ second: String, isCancelled: (@Sendable () -> Bool)? = nil) throws -> Pair {
        let a = try GraphFile.read(first, as: format), b = try GraphFile.read(second, as: format)
        return Pair(first: a, second: b, distance: try GraphEditDistance(from: a, to: b, costs: costs, method: method, timeLimit: timeLimit, isCancelled: isCancelled))
    }

    /// Finds the graphs of a directory that are nearest to one in a file.
    ///
    /// - Throws: `FileError`, `GraphError`.
    public func nearest(to query: String, in directory: String, k: Int, within radius: Double = .infinity, isCancelled: (@Sendable () -> Bool)? = nil) throws -> GraphCollection.Outcome {
        let graph = try GraphFile.read(query, as: format)
        var collection = try GraphCollection(costs: costs)
        for name in try GraphFile.list(directory) { try collection.add(GraphFile.read("\(directory)/\(name)", as: format), named: name) }
        return try collection.nearest(to: graph, k: k, within: radius, method: method, timeLimit: timeLimit, isCancelled: isCancelled)
    }

    /// Finds a pattern in a graph, or in every graph of a directory.
    ///
    /// - Parameters:
    ///   - limit: matches in a graph after which to stop; nil for all.
    ///   - kept: mappings to keep of each graph.
    /// - Throws: `FileError`, `GraphError`.
    public func occurrences(
        of pattern: String, in place: String, kind: SubgraphMatching.Kind, limit: Int? = nil, keeping kept: Int = 0, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws -> (pattern: Graph, found: [Occurrence]) {
        let shape = try GraphFile.read(pattern, as: format)
        let paths = GraphFile.isDirectory(place) ? try GraphFile.list(place).map { "\(place)/\($0)" } : [place]
        let found = try paths.map { path in
            let graph = try GraphFile.read(path, as: format)
            let matching = try SubgraphMatching(of: shape, in: graph, kind: kind, limit: limit, keeping: kept, timeLimit: timeLimit, isCancelled: isCancelled)
            return Occurrence(path: path, graph: graph, matching: matching)
        }
        return (shape, found)
    }
}
