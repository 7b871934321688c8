internal import KindredMath

extension HNSW {
    /// What there is to know about the graph, counted now.
    ///
    /// - Complexity: O(*n* M).
    public var stats: IndexStats {
        var stats = IndexStats(kind: Self.kind, count: count, byteCount: byteCount)
        stats.recall = recall
        guard count > 0 else { return stats }
        stats.levels = (0...graph.top).map(level)
        var walk = LevelWalk(graph)
        walk.visit(from: graph.entry)
        stats.reachable = Double(walk.visited) / Double(count)
        stats.estimate = records.flatMap(estimateError)
        return stats
    }

    /// Links measured per level: a mean needs no more.
    private static let edgesMax = 100_000

    private func level(_ level: Int) -> IndexStats.Level {
        var result = IndexStats.Level(nodes: 0, degrees: [Int](repeating: 0, count: graph.degree(level) + 1))
        let nodes = (0..<UInt32(count)).filter { graph.level($0) >= level }
        result.nodes = nodes.count
        for node in nodes { result.degrees[graph.linkCount(node, level)] += 1 }
        result.meanEdgeLength = meanEdgeLength(nodes, level)
        return result
    }

    private func meanEdgeLength(_ nodes: [UInt32], _ level: Int) -> Double? {
        let step = max(1, nodes.count * graph.degree(level) / Self.edgesMax)
        let rowSpace = Space(rows, flat.kernels)
        var sum = 0.0, edges = 0
        scratches.withScratch { scratch in
            for node in stride(from: 0, to: nodes.count, by: step).lazy.map({ nodes[$0] }) {
                let links = graph.linkCount(node, level)
                let query = unsafe rowSpace.query(node, scratch.decoded)
                unsafe rowSpace.gather(query, graph.row(node, level), links, scratch.keys)
                for i in 0..<links {
                    let value = unsafe Double(flat.kernels.value(scratch.keys[i]))
                    sum += reduction == .squaredL2 ? value.squareRoot() : value
                }
                edges += links
            }
        }
        return edges == 0 ? nil : sum / Double(edges)
    }
}
