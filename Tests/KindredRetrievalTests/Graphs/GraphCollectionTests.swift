import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct GraphCollectionTests {
    @Test(arguments: [EditCosts(), EditCosts(nodeSubstitution: 0.5, nodeDeletion: 2, edgeDeletion: 0.5, edgeInsertion: 1.5)])
    func theAnswerIsThatOfMeasuringAll(_ costs: EditCosts) throws {
        var random = SeededRandom(seed: 4), collection = try GraphCollection(costs: costs), graphs: [Graph] = []
        for number in 0..<80 {
            graphs.append(try randomGraph(2 + number % 5, &random))
            try collection.add(graphs[number], named: "g\(number)")
        }
        var measured = 0
        for _ in 0..<10 {
            let query = try randomGraph(4, &random)
            let all = try graphs.map { try GraphEditDistance(from: query, to: $0, costs: costs).upper }
            let expected = graphs.indices.sorted { (all[$0], $0) < (all[$1], $1) }
            let outcome = try collection.nearest(to: query, k: 6)
            #expect(outcome.hits.map(\.number) == Array(expected.prefix(6)))
            #expect(outcome.hits.map(\.distance.upper) == expected.prefix(6).map { all[$0] })
            let near = try collection.nearest(to: query, k: 100, within: 3)
            #expect(near.hits.map(\.number) == expected.filter { all[$0] <= 3 })
            measured += outcome.measured
        }
        #expect(measured < 500, "the bound spared some of 800: \(measured)")
    }

    @Test func boundsNeverExceedTheDistance() throws {
        for golden in try GoldenGraphs.load().distances {
            var nodes = LabelNumbers(), edges = LabelNumbers()
            let a = GraphSignature(try golden.a.graph(), nodes: &nodes, edges: &edges), b = GraphSignature(try golden.b.graph(), nodes: &nodes, edges: &edges)
            #expect(a.lowerBound(to: b, EditCosts()) <= golden.distance)
        }
    }

    @Test func editsDoWhatTheySay() throws {
        for golden in try GoldenGraphs.load().distances {
            let a = try golden.a.graph(), b = try golden.b.graph(), distance = try GraphEditDistance(from: a, to: b)
            #expect(Double(distance.edits(from: a, to: b).count) == golden.distance)
        }
        let acid = try Graph.chain("C", "C", "O"), amine = try Graph.chain("C", "C", "N")
        #expect(try GraphEditDistance(from: acid, to: amine).edits(from: acid, to: amine) == [.relabelNode(2, from: "O", to: "N")])
    }

    @Test func wrongInputIsRefused() throws {
        var collection = try GraphCollection()
        try collection.add(.path(3), named: "path")
        #expect { try collection.add(Graph(nodes: 2, edges: [(0, 1)], isDirected: true), named: "arrow") } throws: { "\($0)".contains("'arrow' is directed") }
        #expect { try collection.add(.path(1_001), named: "long") } throws: { ($0 as? GraphError)?.code == .tooLarge }
        #expect { try collection.nearest(to: .path(2), k: 0) } throws: { ($0 as? GraphError)?.code == .invalidParameter }
        #expect { try collection.nearest(to: .path(2), k: 1, within: -.infinity) } throws: { ($0 as? GraphError)?.code == .invalidParameter }
        #expect { try GraphCollection(costs: EditCosts(nodeDeletion: .nan)) } throws: { ($0 as? GraphError)?.code == .invalidParameter }
        #expect(try GraphCollection().nearest(to: .path(2), k: 1).hits.isEmpty)
    }

    private func randomGraph(_ n: Int, _ random: inout SeededRandom) throws -> Graph {
        var edges: [Graph.Edge] = []
        for a in 0..<n { for b in 0..<a where random.uniform() < 0.5 { edges.append(Graph.Edge(a, b)) } }
        return try Graph(labels: (0..<n).map { _ in ["A", "B", "C"][random.integer(below: 3)] }, edges: edges)
    }
}
