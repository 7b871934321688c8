// Cordella, Foggia, Sansone, Vento, "A (sub)graph isomorphism algorithm for matching large graphs" (VF2), IEEE Trans. Pattern
// Analysis and Machine Intelligence 26(10), 2004. Departures: the order of the pattern's nodes is fixed beforehand, the most
// constrained first (Jüttner, Madarasi, "VF2++", Discrete Applied Mathematics 242, 2018); candidates are neighbours of one
// image instead of the whole frontier; the last node is counted without being placed.

/// Where a pattern occurs in a graph: mappings of its nodes to different nodes of the graph that keep edges and labels.
///
/// ```swift
/// let found = try SubgraphMatching(of: triangle, in: graph, kind: .induced)
/// found.count           // mappings: 6 for each triangle, as it can be turned and mirrored
/// found.mappings[0]     // [12, 4, 7]: node 0 of the pattern lies on node 12
/// ```
///
/// Mappings are counted, not sets of nodes: a pattern with symmetries is found once for each. The empty pattern occurs once.
public struct SubgraphMatching: Sendable, Hashable {
    /// What counts as an occurrence.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Nodes of the pattern without an edge lie on nodes without an edge.
        case induced
        /// The graph may have more edges than the pattern between the nodes found.
        case monomorphism
    }

    /// Nodes of a pattern at most.
    public static let mostPatternNodes = 4_096

    /// How many mappings were found.
    public let count: Int
    /// Whether all were found: false when the limit on matches or the time ended the search.
    public let isComplete: Bool
    /// The first mappings found, as many as were to be kept: the node of the graph for each node of the pattern.
    public let mappings: [[Int]]
    /// Pairs of nodes that were tried.
    public let steps: Int

    /// Searches.
    ///
    /// - Parameters:
    ///   - limit: matches after which to stop; nil for all.
    ///   - kept: mappings to keep; others are only counted.
    ///   - timeLimit: time after which to stop; nil for none.
    ///   - isCancelled: asked now and then whether to give up.
    /// - Throws: `GraphError`: `invalidParameter` for a directed pattern in an undirected graph or the reverse and for a limit
    ///   below 1, `tooLarge` for the pattern, `cancelled`.
    /// - Complexity: exponential in the pattern's nodes at worst; in sparse or labelled graphs about linear in the graph.
    public init(
        of pattern: Graph, in graph: Graph, kind: Kind = .induced, limit: Int? = nil, keeping kept: Int = 0,
        timeLimit: Duration? = nil, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(GraphError) {
        guard pattern.isDirected == graph.isDirected else {
            throw GraphError(.invalidParameter, "the pattern is \(Self.word(pattern)), the graph is \(Self.word(graph))")
        }
        guard limit ?? 1 >= 1 else { throw GraphError(.invalidParameter, "a limit of \(limit ?? 0) matches; at least 1 is allowed") }
        guard pattern.nodeCount <= Self.mostPatternNodes else {
            throw GraphError(.tooLarge, "a pattern of \(pattern.nodeCount) nodes; at most \(Self.mostPatternNodes) are accepted")
        }
        let watch = SearchWatch(limit: timeLimit, isCancelled: isCancelled)
        var search = SubgraphSearch(pattern, graph, isInduced: kind == .induced, limit: limit ?? .max, kept: kept, watch: watch)
        search.run()
        guard search.stop != .cancelled else { throw GraphError(.cancelled, "the search was stopped after \(search.count) matches") }
        count = search.count
        isComplete = search.stop == nil
        mappings = search.mappings
        steps = search.steps
    }

    private static func word(_ graph: Graph) -> String { graph.isDirected ? "directed" : "undirected" }
}
