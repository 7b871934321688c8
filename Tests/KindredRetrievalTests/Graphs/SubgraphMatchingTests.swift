import Testing

@testable import KindredRetrieval

@Suite struct SubgraphMatchingTests {
    @Test func patternsInThePetersenGraph() throws {
        let petersen = try Graph.petersen()
        for (pattern, expected) in [
            (try Graph.path(3), 60), (try .cycle(5), 120), (try .cycle(6), 120), (try .complete(3), 0), (try .star(3), 60),
        ] {
            #expect(try SubgraphMatching(of: pattern, in: petersen, kind: .induced).count == expected)
            #expect(try SubgraphMatching(of: pattern, in: petersen, kind: .monomorphism).count == expected)
        }
        #expect(try SubgraphMatching(of: petersen, in: petersen).count == 120, "its automorphisms")
    }

    @Test func randomGraphsAsNetworkxMatchesThem() throws {
        for golden in try GoldenGraphs.load().matches {
            let graph = try golden.graph.graph(), pattern = try golden.pattern.graph()
            #expect(try SubgraphMatching(of: pattern, in: graph, kind: .induced).count == golden.induced, "\(golden.kind)")
            #expect(try SubgraphMatching(of: pattern, in: graph, kind: .monomorphism).count == golden.monomorphism, "\(golden.kind)")
        }
    }

    @Test func mappingsKeepEdgesAndLabels() throws {
        for golden in try GoldenGraphs.load().matches where golden.monomorphism > 0 {
            let graph = try golden.graph.graph(), pattern = try golden.pattern.graph()
            let found = try SubgraphMatching(of: pattern, in: graph, kind: .monomorphism, keeping: 1_000_000)
            #expect(found.isComplete && found.mappings.count == found.count && Set(found.mappings).count == found.count)
            let edges = Set(graph.edges + (graph.isDirected ? [] : graph.edges.map { Graph.Edge($0.target, $0.source, label: $0.label) }))
            for mapping in found.mappings {
                #expect(Set(mapping).count == pattern.nodeCount)
                #expect(zip(mapping, pattern.labels).allSatisfy { graph.labels[$0] == $1 })
                #expect(pattern.edges.allSatisfy { edges.contains(Graph.Edge(mapping[$0.source], mapping[$0.target], label: $0.label)) })
            }
        }
    }

    @Test func limitsEndTheSearch() throws {
        let petersen = try Graph.petersen()
        let few = try SubgraphMatching(of: .cycle(5), in: petersen, limit: 7, keeping: 3)
        #expect(few.count == 7 && few.mappings.count == 3 && !few.isComplete)
        let none = try SubgraphMatching(of: .complete(12), in: .complete(40), keeping: 0, timeLimit: .zero)
        #expect(!none.isComplete)
        #expect(try SubgraphMatching(of: Graph(nodes: 0, edges: []), in: petersen).count == 1)
        #expect(try SubgraphMatching(of: petersen, in: .path(3)).count == 0)
    }

    @Test func wrongInputIsRefused() throws {
        let directed = try Graph(nodes: 2, edges: [(0, 1)], isDirected: true)
        #expect { try SubgraphMatching(of: directed, in: .path(2)) } throws: { "\($0)".contains("the pattern is directed") }
        #expect { try SubgraphMatching(of: .path(2), in: .path(2), limit: 0) } throws: { ($0 as? GraphError)?.code == .invalidParameter }
        #expect { try SubgraphMatching(of: .path(4_097), in: .path(2)) } throws: { ($0 as? GraphError)?.code == .tooLarge }
        #expect { try SubgraphMatching(of: .complete(12), in: .complete(40), isCancelled: { true }) } throws: { ($0 as? GraphError)?.code == .cancelled }
    }
}
