// Sanfeliu, Fu, "A distance measure between attributed relational graphs for pattern recognition", IEEE Trans. Systems, Man and
// Cybernetics 13(3), 1983; the exact search is described at `EditSearch`, the bound and the approximation at `EditBound`.

/// How far two graphs are from each other: the least cost of edits that turn one into the other.
///
/// ```swift
/// let distance = try GraphEditDistance(from: path, to: cycle)
/// distance.upper          // 1: one edge is added
/// distance.isExact        // true
/// distance.mapping        // [0, 1, 2, 3]: which node becomes which, nil when it is deleted
/// ```
///
/// Edits delete, insert or relabel nodes and edges; a node that goes takes its edges along, each at its cost. With symmetric
/// costs that obey the triangle inequality, as the costs of 1, it is a metric between graphs up to isomorphism.
///
/// Finding it is NP-hard. The exact search settles most graphs of up to about 12 nodes within a second, similar ones far
/// sooner; given a time limit it returns what it has proven by then: `lower` ≤ distance ≤ `upper`.
public struct GraphEditDistance: Sendable, Hashable {
    /// How hard to look.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Until the distance is proven.
        case exact
        /// By assigning nodes once and improving the mapping locally: bounds on both sides in polynomial time.
        case approximate
    }

    /// Nodes of a graph at most.
    public static let mostNodes = 1_000
    /// Nodes of a graph at most for the exact search; beyond, the approximation answers.
    public static let mostExactNodes = 256

    /// The distance is at least this.
    public let lower: Double
    /// The cost of `mapping`, so the distance is at most this.
    public let upper: Double
    /// For each node of the first graph the node of the second that it becomes; nil when it is deleted.
    public let mapping: [Int?]
    /// Partial mappings that the exact search looked at.
    public let steps: Int

    /// Whether the distance is known: `lower` and `upper` are the same.
    public var isExact: Bool { lower == upper }

    /// Measures.
    ///
    /// - Parameters:
    ///   - limit: distances above it do not interest: the search ends when the distance is proven to be above.
    ///   - timeLimit: time after which the search ends; nil for none. The bounds that come first take their time regardless.
    ///   - isCancelled: asked now and then whether to give up.
    /// - Throws: `GraphError`: `invalidParameter` for a directed and an undirected graph and for costs out of range, `tooLarge`,
    ///   `cancelled`.
    /// - Complexity: O(*n*³) for the bounds; exponential for the exact search.
    public init(
        from a: Graph, to b: Graph, costs: EditCosts = EditCosts(), method: Method = .exact, limit: Double = .infinity,
        timeLimit: Duration? = nil, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(GraphError) {
        try costs.validate()
        guard a.isDirected == b.isDirected else {
            throw GraphError(.invalidParameter, "one graph is directed, the other is not")
        }
        let size = max(a.nodeCount, b.nodeCount)
        guard size <= Self.mostNodes else { throw GraphError(.tooLarge, "a graph of \(size) nodes; edit distances take at most \(Self.mostNodes)") }
        let watch = SearchWatch(limit: timeLimit, isCancelled: isCancelled)
        let problem = EditProblem(a, b, costs)
        let (bound, start) = Self.approximation(problem, watch)
        guard method == .exact, size <= Self.mostExactNodes else {
            self.init(problem, start.mapping, lower: bound, upper: start.cost, steps: 0)
            return
        }
        var search = EditSearch(problem, from: start.mapping, costing: start.cost, limit: limit, watch: watch)
        search.run(bound)
        guard search.stop != .cancelled else { throw GraphError(.cancelled, "the search was stopped after \(search.steps) steps") }
        // What was cut off costs at least `upper`, or more than the limit, or is counted in `open`.
        let proven = min(search.upper, max(bound, min(search.open, limit)))
        self.init(problem, search.mapping, lower: proven, upper: search.upper, steps: search.steps)
    }

    /// The bound of the whole, and a mapping: the better of two assignments, with halves of edges and with whole ones, improved.
    private static func approximation(_ problem: EditProblem, _ watch: SearchWatch) -> (bound: Double, start: EditImprovement) {
        let level = EditLevel(problem), all = Array(0..<problem.first.count)
        var halves = EditBound(), wholes = EditBound(share: 1)
        let bound = max(0, halves.lower(level, left: all[...], problem))
        var best = EditImprovement(problem, all.isEmpty ? [] : halves.images(level))
        best.run(passes: 8, watch: watch)
        guard problem.roundedUp(bound, knowing: best.cost) < best.cost - 1e-9 else { return (bound, best) }
        _ = wholes.lower(level, left: all[...], problem)
        var other = EditImprovement(problem, all.isEmpty ? [] : wholes.images(level))
        other.run(passes: 8, watch: watch)
        return (bound, other.cost < best.cost ? other : best)
    }

    private init(_ problem: EditProblem, _ mapping: [Int], lower: Double, upper: Double, steps: Int) {
        let whole = problem.costs.areWhole ? upper.rounded() : upper
        let rounded = problem.roundedUp(lower, knowing: whole)
        self.lower = whole - rounded < 1e-9 ? whole : rounded
        self.upper = whole
        self.mapping = problem.mappingAsGiven(mapping)
        self.steps = steps
    }
}
