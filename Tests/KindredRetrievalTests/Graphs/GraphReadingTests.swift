import Testing

@testable import KindredRetrieval

@Suite struct GraphReadingTests {
    private func read(_ text: String, _ format: GraphFormat = GraphFormat()) throws -> Graph { try Graph(parsing: Array(text.utf8), as: format) }

    private func graphML(_ inside: String) -> String { "<?xml version='1.0' encoding='utf-8'?>\n<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>\(inside)</graphml>" }

    @Test func whatNetworkxWrote() throws {
        let plain = try Graph(parsing: GoldenGraphs.bytes("labelled.graphml"))
        #expect(plain.nodeCount == 5 && !plain.isDirected && Set(plain.labels) == [""])
        let labelled = try Graph(parsing: GoldenGraphs.bytes("labelled.graphml"), as: GraphFormat(nodeLabel: "label", edgeLabel: "label"))
        #expect(labelled.names == plain.names && Set(labelled.labels).isSubset(of: ["A", "B", "C"]) && Set(labelled.edges.map(\.label)) == ["x", "y"])
        #expect(try Graph(parsing: GoldenGraphs.bytes("directed.graphml")).isDirected)
        let petersen = try Graph(parsing: GoldenGraphs.bytes("petersen.edgelist"))
        #expect(try GraphEditDistance(from: petersen, to: .petersen()).upper == 0)
    }

    @Test func graphMLInAllItsForms() throws {
        let graph = try read(
            graphML(
                """
                <desc>two atoms &amp; a bond</desc><key id='k' for='node' attr.name='element' attr.type='string'><default> C </default></key>
                <key id='b' for='all' attr.name='bond'/>
                <graph id='G' edgedefault='undirected'>
                <edge source='a' target='b'><data key='b'><![CDATA[double]]></data></edge>
                <node id='a'><data key='k'>O&#x32;</data><port name='p'/></node><node id='b'/>
                </graph>
                """), GraphFormat(nodeLabel: "element", edgeLabel: "bond"))
        #expect(graph.names == ["a", "b"] && graph.labels == ["O2", "C"] && graph.edges == [Graph.Edge(0, 1, label: "double")])
        let prefixed = try read("<g:graphml xmlns:g='http://graphml.graphdrawing.org/xmlns'><g:graph edgedefault='directed'><g:node id='1'/></g:graph></g:graphml>")
        #expect(prefixed.nodeCount == 1 && prefixed.isDirected)
    }

    @Test func edgeLists() throws {
        let graph = try read("# a comment\na b\nb,c, strong bond \r\n\nd # alone\n", GraphFormat(edgeLabel: "label", isDirected: true))
        #expect(graph.names == ["a", "b", "c", "d"] && graph.isDirected)
        #expect(graph.edges == [Graph.Edge(0, 1), Graph.Edge(1, 2, label: "strong bond")])
        #expect(try read("a b 3.5\n").edges == [Graph.Edge(0, 1)])
    }

    @Test(arguments: [
        ("<graphml/>", "holds no graph"), ("<svg/>", "begins with the element 'svg'"), ("<graphml><graph edgedefault='up'/></graphml>", "edgedefault is 'up'"),
        ("<graphml><graph><node/></graph></graphml>", "no attribute id"), ("<graphml><graph><edge source='1'/></graph></graphml>", "no attribute target"),
        ("<graphml><graph><edge source='1' target='2'/></graph></graphml>", "ends at no node"), ("<graphml><graph><node id='1'/><node id='1'/></graph></graphml>", "two nodes"),
        ("<graphml><graph/><graph/></graphml>", "more than one graph"), ("<graphml><graph><hyperedge/></graph></graphml>", "hyperedge"),
        ("<graphml><graph><node id='1'><graph/></node></graph></graphml>", "graph within a node"), ("<graphml><graph>", "malformed"),
        ("<graphml><graph></node></graphml>", "no well-formed XML"), ("<graphml><graph/></graphml><graphml/>", "no well-formed XML"),
        ("<graphml><graph><node id='1'/><node id='2'/><edge source='1' target='2'/><edge source='2' target='1'/></graph></graphml>", "there twice"),
        ("<graphml><graph edgedefault='directed'><node id='1'/><edge source='1' target='1' directed='false'/></graph></graphml>", "directed=\"false\""),
        ("<!DOCTYPE g [<!ENTITY a 'b'>]><graphml><graph><node id='&a;'/></graph></graphml>", "<!DOCTYPE"),
        ("<graphml><graph><node id='&outside;'/></graph></graphml>", "no well-formed XML"),
        ("<?xml version='1.0' encoding='UTF-7'?><graphml><graph/></graphml>", "encoded as 'utf-7'"), ("{\"nodes\": []}", "no name of a node"), ("# nothing\n", "holds no edges"),
        ("a\0b\n", "byte 0"), ("a b\nb a\n", "there twice"), ("", "holds no edges"),
    ])
    func wrongTexts(_ text: String, _ fragment: String) {
        #expect { try read(text) } throws: { $0 is GraphError && "\($0)".contains(fragment) && !"\($0)".contains("\n") }
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect { try read("<graphml>\(deep)") } throws: { $0 is GraphError }
    }

    @Test func labelsThatAreNotThere() throws {
        let text = graphML("<key id='k' for='node' attr.name='element'/><graph><node id='1'/></graph>")
        #expect { try read(text, GraphFormat(nodeLabel: "colour")) } throws: { "\($0)".contains("'colour'; it has element") }
        #expect { try read(text, GraphFormat(edgeLabel: "bond")) } throws: { "\($0)".contains("'bond'; it has none") }
        #expect { try read("a b\n", GraphFormat(nodeLabel: "colour")) } throws: { "\($0)".contains("no labels of nodes") }
    }

    @Test func graphsThatContradictThemselves() {
        #expect { try Graph(nodes: 2, edges: [(0, 2)]) } throws: { "\($0)".contains("node 2 of 2") }
        #expect { try Graph(nodes: -1, edges: []) } throws: { $0 is GraphError }
        #expect { try Graph(labels: ["", ""], names: ["a", "a"], edges: []) } throws: { "\($0)".contains("called 'a'") }
        #expect { try Graph(labels: ["", ""], names: ["a"], edges: []) } throws: { "\($0)".contains("1 names for 2") }
        #expect(throws: Never.self) { try Graph(nodes: 2, edges: [(0, 1), (1, 0)], isDirected: true) }
    }
}
