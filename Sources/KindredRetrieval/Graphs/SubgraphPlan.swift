/// In which order the nodes of a pattern are placed, and what each asks of a node of the graph.
struct SubgraphPlan {
    /// An edge to a node that was placed before.
    struct Back {
        /// The place in the order of the other end.
        let depth: Int32
        let label: Int32
        /// Whether the edge leads from the new node to the other.
        let isOutgoing: Bool
    }

    /// What a step places.
    struct Step {
        let node: Int
        let label: Int32
        /// The label of its loop; −1 when it has none.
        let loop: Int32
        let backs: [Back]
        let outDegree: Int32
        let inDegree: Int32
        /// Neighbours not placed yet, in direction out and in: those next to a placed node, and the others.
        let frontierOut, freshOut, frontierIn, freshIn: Int32
    }

    let steps: [Step]

    /// - Parameter rarity: nodes of the graph that each node of the pattern may lie on.
    init(_ pattern: GraphTables, rarity: [Int]) {
        let order = Self.order(pattern, rarity: rarity)
        var depth = [Int](repeating: Int.max, count: pattern.count)
        var isNear = [Bool](repeating: false, count: pattern.count)
        var steps: [Step] = []
        for (place, node) in order.enumerated() {
            let outgoing = pattern.outgoing.range(of: node), incoming = pattern.incoming.range(of: node)
            var backs: [Back] = []
            for edge in outgoing where depth[Int(pattern.outgoing.nodes[edge])] < place {
                backs.append(Back(depth: Int32(depth[Int(pattern.outgoing.nodes[edge])]), label: pattern.outgoing.labels[edge], isOutgoing: true))
            }
            for edge in incoming where pattern.isDirected && depth[Int(pattern.incoming.nodes[edge])] < place {
                backs.append(Back(depth: Int32(depth[Int(pattern.incoming.nodes[edge])]), label: pattern.incoming.labels[edge], isOutgoing: false))
            }
            depth[node] = place
            let open = { (list: GraphTables.Neighbors, range: Range<Int>, near: Bool) -> Int32 in
                Int32(range.count { depth[Int(list.nodes[$0])] == Int.max && isNear[Int(list.nodes[$0])] == near })
            }
            steps.append(
                Step(
                    node: node, label: pattern.nodeLabels[node], loop: pattern.edge(node, node), backs: backs,
                    outDegree: Int32(outgoing.count), inDegree: Int32(incoming.count),
                    frontierOut: open(pattern.outgoing, outgoing, true), freshOut: open(pattern.outgoing, outgoing, false),
                    frontierIn: open(pattern.incoming, incoming, true), freshIn: open(pattern.incoming, incoming, false)))
            for edge in outgoing { isNear[Int(pattern.outgoing.nodes[edge])] = true }
            for edge in incoming { isNear[Int(pattern.incoming.nodes[edge])] = true }
        }
        self.steps = steps
    }

    /// First the node that fewest may carry; then always the one with most placed neighbours, of those the rarest, of those the
    /// one of highest degree.
    private static func order(_ pattern: GraphTables, rarity: [Int]) -> [Int] {
        var left = Array(0..<pattern.count), placed = [Int](repeating: 0, count: pattern.count), order: [Int] = []
        while !left.isEmpty {
            var best = 0
            for candidate in 1..<max(1, left.count) {
                let a = left[candidate], b = left[best]
                if (-placed[a], rarity[a], -pattern.degree(a), a) < (-placed[b], rarity[b], -pattern.degree(b), b) { best = candidate }
            }
            let node = left.remove(at: best)
            order.append(node)
            for edge in pattern.outgoing.range(of: node) { placed[Int(pattern.outgoing.nodes[edge])] += 1 }
            for edge in pattern.incoming.range(of: node) where pattern.isDirected { placed[Int(pattern.incoming.nodes[edge])] += 1 }
        }
        return order
    }
}
