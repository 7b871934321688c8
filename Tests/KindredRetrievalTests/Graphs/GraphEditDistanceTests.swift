import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct GraphEditDistanceTests {
    @Test func namedGraphs() throws {
        let twoTriangles = try Graph(nodes: 6, edges: [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
        for (a, b, expected) in [
            (try Graph.path(4), try Graph.cycle(4), 1.0), (try .complete(4), try .cycle(4), 2), (try .star(4), try .path(5), 4),
            (try Graph(nodes: 0, edges: []), try .complete(3), 6), (try .cycle(6), twoTriangles, 4),
            (try .ladder(3, isClosed: false), try .ladder(3, isClosed: true), 2), (try .chain("C", "C", "O"), try .chain("C", "C", "N"), 1),
            (try .chain("C", "C", "O", "C"), try .chain("C", "C", "C"), 3), (try Graph(nodes: 0, edges: []), try Graph(nodes: 0, edges: []), 0),
        ] {
            let there = try GraphEditDistance(from: a, to: b), back = try GraphEditDistance(from: b, to: a)
            #expect(there.isExact && there.upper == expected)
            #expect(back.isExact && back.upper == expected)
            #expect(there.mapping.count == a.nodeCount && back.mapping.count == b.nodeCount)
        }
    }

    @Test func randomGraphsAsNetworkxMeasuresThem() throws {
        for golden in try GoldenGraphs.load().distances {
            let a = try golden.a.graph(), b = try golden.b.graph()
            let exact = try GraphEditDistance(from: a, to: b), rough = try GraphEditDistance(from: a, to: b, method: .approximate)
            #expect(exact.isExact && exact.upper == golden.distance, "\(golden.kind): \(exact.upper)")
            #expect(rough.lower <= golden.distance && golden.distance <= rough.upper, "\(golden.kind): \(rough.lower)...\(rough.upper)")
        }
    }

    @Test func orderOfNodesDoesNotMatter() throws {
        var random = SeededRandom(seed: 3)
        for number in 0..<30 {
            let a = try randomGraph(7, &random, isDirected: number % 2 == 0, loops: true), b = try randomGraph(6, &random, isDirected: number % 2 == 0, loops: true)
            var order = Array(0..<7)
            random.shuffle(&order)
            let plain = try GraphEditDistance(from: a, to: b), permuted = try GraphEditDistance(from: a.permuted(order), to: b)
            #expect(plain.isExact && permuted.isExact && plain.upper == permuted.upper)
            #expect(try GraphEditDistance(from: a, to: a.permuted(order)).upper == 0)
        }
    }

    /// Every mapping of small graphs is tried, with costs of which some make deleting better than relabelling.
    @Test(arguments: [
        EditCosts(), EditCosts(nodeSubstitution: 3, edgeSubstitution: 0.5), EditCosts(nodeSubstitution: 0.3, nodeDeletion: 2, edgeInsertion: 0.7),
        EditCosts(nodeSubstitution: 9, nodeDeletion: 0.5, nodeInsertion: 0.25, edgeSubstitution: 4), EditCosts(nodeDeletion: 0, edgeDeletion: 0),
    ])
    func everyMappingOfSmallGraphs(_ costs: EditCosts) throws {
        var random = SeededRandom(seed: 5)
        for number in 0..<24 {
            let a = try randomGraph(number % 5, &random, isDirected: number % 3 == 0, loops: number % 2 == 0)
            let b = try randomGraph(3 + number % 2, &random, isDirected: number % 3 == 0, loops: number % 2 == 0)
            let found = try GraphEditDistance(from: a, to: b, costs: costs)
            #expect(found.isExact && abs(found.upper - leastCost(a, b, costs)) < 1e-9)
            #expect(abs(cost(found.mapping, a, b, costs) - found.upper) < 1e-9)
        }
    }

    @Test func timeAndLimitLeaveBounds() throws {
        var random = SeededRandom(seed: 8)
        let a = try randomGraph(26, &random), b = try randomGraph(24, &random)
        let hurried = try GraphEditDistance(from: a, to: b, timeLimit: .milliseconds(20))
        #expect(!hurried.isExact && hurried.lower < hurried.upper && hurried.lower >= 2)
        #expect(cost(hurried.mapping, a, b, EditCosts()) == hurried.upper)
        let far = try GraphEditDistance(from: .path(4), to: .complete(6), limit: 2)
        #expect(far.lower > 2)
        let near = try GraphEditDistance(from: .path(4), to: .cycle(4), limit: 1)
        #expect(near.isExact && near.upper == 1)
    }

    @Test func wrongInputIsRefused() throws {
        let directed = try Graph(nodes: 2, edges: [(0, 1)], isDirected: true)
        #expect { try GraphEditDistance(from: directed, to: .path(2)) } throws: { ($0 as? GraphError)?.code == .invalidParameter }
        #expect { try GraphEditDistance(from: .path(2), to: .path(2), costs: EditCosts(edgeDeletion: -1)) } throws: { "\($0)".contains("edge deletion is -1") }
        #expect { try GraphEditDistance(from: .path(2), to: .path(1_001)) } throws: { ($0 as? GraphError)?.code == .tooLarge }
        var random = SeededRandom(seed: 2)
        let large = try randomGraph(20, &random), other = try randomGraph(20, &random)
        #expect { try GraphEditDistance(from: large, to: other, isCancelled: { true }) } throws: { ($0 as? GraphError)?.code == .cancelled }
    }

    private func randomGraph(_ n: Int, _ random: inout SeededRandom, isDirected: Bool = false, loops: Bool = false) throws -> Graph {
        var edges: [Graph.Edge] = []
        for a in 0..<n {
            for b in 0..<n where (a == b ? loops : isDirected || a < b) && random.uniform() < 0.45 { edges.append(Graph.Edge(a, b, label: ["x", "y"][random.integer(below: 2)])) }
        }
        return try Graph(labels: (0..<n).map { _ in ["A", "B"][random.integer(below: 2)] }, edges: edges, isDirected: isDirected)
    }

    /// The cost of a mapping, edge by edge, as the definition says.
    private func cost(_ mapping: [Int?], _ a: Graph, _ b: Graph, _ costs: EditCosts) -> Double {
        var total = 0.0, used = Set<Int>()
        for (u, v) in mapping.enumerated() {
            guard let v else {
                total += costs.nodeDeletion
                continue
            }
            used.insert(v)
            total += a.labels[u] == b.labels[v] ? 0 : costs.nodeSubstitution
        }
        total += Double(b.nodeCount - used.count) * costs.nodeInsertion
        func key(_ x: Int, _ y: Int) -> [Int] { a.isDirected || x <= y ? [x, y] : [y, x] }
        var there: [[Int]: String] = [:]
        for edge in b.edges { there[key(edge.source, edge.target)] = edge.label }
        for edge in a.edges {
            guard let x = mapping[edge.source], let y = mapping[edge.target], let label = there.removeValue(forKey: key(x, y)) else {
                total += costs.edgeDeletion
                continue
            }
            total += label == edge.label ? 0 : min(costs.edgeSubstitution, costs.edgeDeletion + costs.edgeInsertion)
        }
        return total + Double(there.count) * costs.edgeInsertion
    }

    private func leastCost(_ a: Graph, _ b: Graph, _ costs: EditCosts) -> Double {
        var best = Double.infinity
        func extend(_ mapping: [Int?]) {
            guard mapping.count < a.nodeCount else { return best = min(best, cost(mapping, a, b, costs)) }
            extend(mapping + [nil])
            for image in 0..<b.nodeCount where !mapping.contains(image) { extend(mapping + [image]) }
        }
        extend([])
        return best
    }
}
