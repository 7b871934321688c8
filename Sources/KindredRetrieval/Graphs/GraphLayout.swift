internal import KindredMath

// Gansner, Koren, North, "Graph drawing by stress majorization", Graph Drawing 2004, with weights d⁻²; node by node instead of by a
// linear system, from several starts.

/// Places of a graph's nodes in the plane so that distances there are like the numbers of edges between them.
public struct GraphLayout: Sendable, Hashable {
    /// Nodes that are laid out at most.
    public static let mostNodes = 500

    /// Where each node stands; an edge is about 1 long, and the middle of all is at 0.
    public let positions: [SIMD2<Double>]

    private static let rounds = 200
    private static let starts = 8

    /// Lays a graph out.
    ///
    /// - Parameters:
    ///   - start: where nodes stand to begin with, as those of another layout; nil leaves a node to chance.
    ///   - seed: the same seed gives the same places.
    /// - Throws: `GraphError.tooLarge`.
    /// - Complexity: O(*n*²) a round.
    public init(_ graph: Graph, from start: [SIMD2<Double>?] = [], seed: UInt64 = 0) throws(GraphError) {
        guard graph.nodeCount <= Self.mostNodes else { throw GraphError(.tooLarge, "a graph of \(graph.nodeCount) nodes; at most \(Self.mostNodes) are laid out") }
        let distances = Self.distances(graph), n = graph.nodeCount
        var random = SeededRandom(seed: seed), best: [SIMD2<Double>] = [], least = Double.infinity
        for number in 0..<(start.contains { $0 != nil } ? 1 : Self.starts) {
            var places = (0..<n).map { node in
                (node < start.count ? start[node] : nil) ?? SIMD2(random.normal(), random.normal()) * Double(max(1, n)).squareRoot() * (number == 0 ? 0.5 : 1)
            }
            for _ in 0..<Self.rounds { Self.settle(&places, distances) }
            let stress = Self.stress(places, distances)
            if stress < least { (best, least) = (places, stress) }
        }
        let middle = best.reduce(SIMD2(0, 0), +) / Double(max(1, n))
        positions = best.map { $0 - middle }
    }

    /// Edges between nodes on the shortest way, whatever their direction; between parts without a way one more than the longest.
    private static func distances(_ graph: Graph) -> [[Double]] {
        var neighbors = [[Int]](repeating: [], count: graph.nodeCount)
        for edge in graph.edges where edge.source != edge.target {
            neighbors[edge.source].append(edge.target)
            neighbors[edge.target].append(edge.source)
        }
        var all = neighbors.indices.map { source in
            var distance = [Double](repeating: .infinity, count: neighbors.count), queue = [source], next = 0
            distance[source] = 0
            while next < queue.count {
                for other in neighbors[queue[next]] where distance[other] == .infinity {
                    distance[other] = distance[queue[next]] + 1
                    queue.append(other)
                }
                next += 1
            }
            return distance
        }
        let apart = 1.5 + (all.flatMap { $0.filter(\.isFinite) }.max() ?? 0) / 2
        for row in all.indices { for column in all.indices where all[row][column] == .infinity { all[row][column] = apart } }
        return all
    }

    /// Moves each node to where its distances from the others want it, on the average.
    private static func settle(_ places: inout [SIMD2<Double>], _ distances: [[Double]]) {
        for node in places.indices {
            var sum = SIMD2(0.0, 0.0), weights = 0.0
            for other in places.indices where other != node {
                let wanted = distances[node][other], weight = 1 / (wanted * wanted), gap = places[node] - places[other]
                let length = max(1e-9, (gap * gap).sum().squareRoot())
                sum += weight * (places[other] + gap * (wanted / length))
                weights += weight
            }
            if weights > 0 { places[node] = sum / weights }
        }
    }

    private static func stress(_ places: [SIMD2<Double>], _ distances: [[Double]]) -> Double {
        var total = 0.0
        for node in places.indices {
            for other in 0..<node {
                let gap = places[node] - places[other], excess = (gap * gap).sum().squareRoot() / distances[node][other] - 1
                total += excess * excess
            }
        }
        return total
    }
}
