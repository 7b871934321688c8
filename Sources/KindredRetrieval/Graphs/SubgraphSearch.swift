/// The search of `SubgraphMatching`: depth first, a node of the pattern at each depth.
struct SubgraphSearch {
    /// Where a depth is in its list of candidates.
    private struct Cursor {
        /// The next and the end, in the neighbours of an image, or among all nodes.
        var next = 0, end = 0
        var list = Candidates.all
    }

    private enum Candidates { case all, outgoing, incoming }

    private let graph: GraphTables
    private let plan: [SubgraphPlan.Step]
    private let isInduced: Bool
    private let limit: Int
    private let kept: Int
    private let watch: SearchWatch

    private(set) var count = 0
    private(set) var mappings: [[Int]] = []
    private(set) var steps = 0
    private(set) var stop: SearchWatch.Stop?

    /// The node of the graph at each depth; −1 above the present one.
    private var image: [Int32]
    private var isUsed: [Bool]
    /// Edges between each node of the graph and images.
    private var touched: [Int32]
    private var cursors: [Cursor]

    init(_ pattern: Graph, _ graph: Graph, isInduced: Bool, limit: Int, kept: Int, watch: SearchWatch) {
        var nodes = LabelNumbers(), edges = LabelNumbers()
        let tables = GraphTables(graph, nodes: &nodes, edges: &edges)
        let patternTables = GraphTables(pattern, nodes: &nodes, edges: &edges)
        self.graph = tables
        self.isInduced = isInduced
        self.limit = limit
        self.kept = kept
        self.watch = watch
        plan = SubgraphPlan(patternTables, rarity: Self.rarity(patternTables, tables, labels: nodes.count)).steps
        image = [Int32](repeating: -1, count: pattern.nodeCount)
        isUsed = [Bool](repeating: false, count: graph.nodeCount)
        touched = [Int32](repeating: 0, count: graph.nodeCount)
        cursors = [Cursor](repeating: Cursor(), count: pattern.nodeCount)
    }

    /// Nodes of the graph with the label of each node of the pattern and at least its degree.
    private static func rarity(_ pattern: GraphTables, _ graph: GraphTables, labels: Int) -> [Int] {
        var degrees = [[Int]](repeating: [], count: labels)
        for node in 0..<graph.count { degrees[Int(graph.nodeLabels[node])].append(graph.degree(node)) }
        for label in 0..<labels { degrees[label].sort() }
        return (0..<pattern.count).map { node in
            let sorted = degrees[Int(pattern.nodeLabels[node])], least = pattern.degree(node)
            var low = 0, high = sorted.count
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < least { low = middle + 1 } else { high = middle }
            }
            return sorted.count - low
        }
    }

    /// Finds mappings until there are no more, or the limit, the time or the caller ends it.
    mutating func run() {
        guard !plan.isEmpty else {
            count = 1
            if kept > 0 { mappings.append([]) }
            return
        }
        guard plan.count <= graph.count else { return }
        var depth = 0
        enter(0)
        while depth >= 0 {
            guard let node = nextCandidate(depth) else {
                if stop != nil { return }
                depth -= 1
                if depth >= 0 { lift(depth) }
                continue
            }
            if depth == plan.count - 1 {
                record(node)
                if count >= limit { stop = stop ?? (hasMore(depth) ? .limit : nil) }
            } else {
                place(node, depth)
                depth += 1
                enter(depth)
            }
            if stop != nil { return }
        }
    }

    /// Whether anything was left to try when the limit was reached: then the count may be short.
    private func hasMore(_ depth: Int) -> Bool { cursors[0...depth].contains { $0.next < $0.end } }

    private mutating func record(_ node: Int) {
        count += 1
        guard mappings.count < kept else { return }
        var mapping = [Int](repeating: node, count: plan.count)
        for depth in 0..<plan.count - 1 { mapping[plan[depth].node] = Int(image[depth]) }
        mapping[plan[plan.count - 1].node] = node
        mappings.append(mapping)
    }

    /// Candidates of a depth: of the placed neighbours' images, the one with fewest neighbours gives them.
    private mutating func enter(_ depth: Int) {
        var cursor = Cursor(next: 0, end: graph.count, list: .all)
        for back in plan[depth].backs {
            let anchor = Int(image[Int(back.depth)])
            let range = back.isOutgoing ? graph.incoming.range(of: anchor) : graph.outgoing.range(of: anchor)
            guard cursor.list == .all || range.count < cursor.end - cursor.next else { continue }
            cursor = Cursor(next: range.lowerBound, end: range.upperBound, list: back.isOutgoing ? .incoming : .outgoing)
        }
        cursors[depth] = cursor
    }

    /// The next node that fits at a depth; nil when there is none, or the search is stopped.
    private mutating func nextCandidate(_ depth: Int) -> Int? {
        var next = cursors[depth].next
        let end = cursors[depth].end, list = cursors[depth].list
        while next < end {
            let node =
                switch list {
                case .all: next
                case .outgoing: Int(graph.outgoing.nodes[next])
                case .incoming: Int(graph.incoming.nodes[next])
                }
            next &+= 1
            steps &+= 1
            if steps & 0xFFF == 0, let why = watch.stop {
                stop = why
                return nil
            }
            if fits(node, depth) {
                cursors[depth].next = next
                return node
            }
        }
        cursors[depth].next = next
        return nil
    }

    /// Whether a node may carry the pattern's node of a depth.
    private func fits(_ node: Int, _ depth: Int) -> Bool {
        guard !isUsed[node], graph.nodeLabels[node] == plan[depth].label else { return false }
        guard graph.outgoing.count(of: node) >= plan[depth].outDegree, graph.incoming.count(of: node) >= plan[depth].inDegree else { return false }
        if isInduced, touched[node] != plan[depth].backs.count { return false }
        let loop = graph.edge(node, node)
        if loop != plan[depth].loop, isInduced || plan[depth].loop >= 0 { return false }
        for back in plan[depth].backs {
            let other = Int(image[Int(back.depth)])
            let label = back.isOutgoing ? graph.edge(node, other) : graph.edge(other, node)
            if label != back.label { return false }
        }
        return canGoOn(graph.outgoing, node, frontier: plan[depth].frontierOut, fresh: plan[depth].freshOut)
            && (!graph.isDirected || canGoOn(graph.incoming, node, frontier: plan[depth].frontierIn, fresh: plan[depth].freshIn))
    }

    /// Looks one step ahead: whether enough neighbours are left for the neighbours that are still to be placed.
    private func canGoOn(_ list: GraphTables.Neighbors, _ node: Int, frontier: Int32, fresh: Int32) -> Bool {
        guard frontier + fresh > 0 else { return true }
        var near: Int32 = 0, far: Int32 = 0
        for edge in list.range(of: node) {
            let neighbor = Int(list.nodes[edge])
            if isUsed[neighbor] || neighbor == node { continue }
            if touched[neighbor] > 0 { near &+= 1 } else { far &+= 1 }
        }
        return frontier <= near && (isInduced ? fresh <= far : frontier + fresh <= near + far)
    }

    private mutating func place(_ node: Int, _ depth: Int) {
        image[depth] = Int32(node)
        isUsed[node] = true
        touch(node, by: 1)
    }

    private mutating func lift(_ depth: Int) {
        let node = Int(image[depth])
        isUsed[node] = false
        touch(node, by: -1)
    }

    private mutating func touch(_ node: Int, by change: Int32) {
        for edge in graph.outgoing.range(of: node) { touched[Int(graph.outgoing.nodes[edge])] &+= change }
        guard graph.isDirected else { return }
        for edge in graph.incoming.range(of: node) { touched[Int(graph.incoming.nodes[edge])] &+= change }
    }
}
