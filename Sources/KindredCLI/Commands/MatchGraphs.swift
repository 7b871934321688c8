public import ArgumentParser
public import KindredService

struct MatchGraphs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphs",
        abstract: "Measure how far graphs are from each other, find the nearest, or find a pattern in them.",
        discussion: """
            kindred match graphs a.graphml b.graphml --report edits.html
            kindred match graphs a.graphml molecules/ --k 5 --node-label element
            kindred match graphs ring.graphml molecules/ --subgraph induced --node-label element

            Files are GraphML, or edge lists with a line "a b" for each edge. The distance is the least cost of edits (of nodes, edges and \
            labels) that turn the first graph into the second.
            """)

    @Argument(help: "A graph: the one to measure from, the query, or the pattern.", completion: .file())
    var first: String

    @Argument(help: "Another graph, or a directory of graphs.", completion: .file())
    var second: String

    @Option(help: ArgumentHelp("Find the first graph in the second: induced, or monomorphism, which allows further edges.", valueName: "kind"))
    var subgraph: SubgraphMatching.Kind?

    @Option(parsing: .unconditional, help: ArgumentHelp("Matches after which to stop; all by default.", valueName: "n"))
    var limit: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Mappings to show of each graph.", valueName: "n"))
    var mappings = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("How many of a directory's graphs to find.", valueName: "n"))
    var k = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Only graphs up to this distance.", valueName: "distance"))
    var within = Double.infinity

    @Flag(help: "Answer at once with bounds instead of searching for the exact distance.")
    var approximate = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Time for one pair of graphs; then bounds are the answer.", valueName: "seconds"))
    var timeout: Double?

    @Option(help: ArgumentHelp("The GraphML attribute that labels nodes; without it labels do not count.", valueName: "name"))
    var nodeLabel: String?

    @Option(help: ArgumentHelp("The GraphML attribute that labels edges; in an edge list any name takes the rest of the line.", valueName: "name"))
    var edgeLabel: String?

    @Flag(help: "Edge lists are directed.")
    var directed = false

    @Option(help: ArgumentHelp("What relabelling, deleting and inserting a node costs.", valueName: "r,d,i"))
    var nodeCosts = CostTriple()

    @Option(help: ArgumentHelp("What relabelling, deleting and inserting an edge costs.", valueName: "r,d,i"))
    var edgeCosts = CostTriple()

    @Option(help: ArgumentHelp("Write a page that shows what changes between two graphs.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard report == nil || subgraph == nil else { throw ValidationError("--report shows a distance, --subgraph measures none.") }
        guard limit ?? 1 >= 1 else { throw ValidationError("--limit \(limit ?? 0) is below 1.") }
        guard k >= 1 else { throw ValidationError("--k \(k) is below 1.") }
        guard mappings >= 0 else { throw ValidationError("--mappings \(mappings) is below 0.") }
        guard within >= 0 else { throw ValidationError("--within \(within) is below 0.") }
        if let timeout, !(0...1e9).contains(timeout) { throw ValidationError("--timeout \(timeout) is not within 0...1e9.") }
    }

    func run() throws {
        let interruption = Interruption(), stop: @Sendable () -> Bool = { [flag = interruption.flag] in flag.isSet }
        if let subgraph {
            let (pattern, found) = try matching.occurrences(of: first, in: second, kind: subgraph, limit: limit, keeping: mappings, isCancelled: stop)
            return show(pattern, found)
        }
        if GraphFile.isDirectory(second) {
            guard report == nil else { throw ValidationError("--report shows two graphs; \(second) is a directory.") }
            return show(try matching.nearest(to: first, in: second, k: k, within: within, isCancelled: stop))
        }
        if let report { try ReportPage.check(path: report) }
        let pair = try matching.distance(first, second, isCancelled: stop)
        if let report { try page(pair).write(to: report) }
        show(pair)
    }

    private var matching: GraphMatching {
        var matching = GraphMatching()
        matching.format = GraphFormat(nodeLabel: nodeLabel, edgeLabel: edgeLabel, isDirected: directed)
        matching.costs = EditCosts(
            nodeSubstitution: nodeCosts.values[0], nodeDeletion: nodeCosts.values[1], nodeInsertion: nodeCosts.values[2],
            edgeSubstitution: edgeCosts.values[0], edgeDeletion: edgeCosts.values[1], edgeInsertion: edgeCosts.values[2])
        matching.method = approximate ? .approximate : .exact
        matching.timeLimit = timeout.map { .seconds($0) }
        return matching
    }
}

/// Three costs, as `1,1,1`.
struct CostTriple: ExpressibleByArgument {
    var values = [1.0, 1, 1]

    init() {}

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 3, parts.allSatisfy({ $0.map { (0...1e9).contains($0) } ?? false }) else { return nil }
        values = parts.compactMap(\.self)
    }

    var defaultValueDescription: String { "1,1,1" }
}

extension SubgraphMatching.Kind: ExpressibleByArgument {}
