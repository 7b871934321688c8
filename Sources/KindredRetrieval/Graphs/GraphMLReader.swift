import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif

// Brandes, Eiglsperger, Lerner, Pich, "Graph Markup Language (GraphML)", Handbook of Graph Drawing and Visualization, 2013.
// Departures: one graph a file, simple, wholly directed or wholly undirected; ports and what drawing programs add are
// passed over. A file that declares entities or a document type is refused before it is parsed, so that nothing is
// expanded and nothing is fetched.

/// Reads GraphML.
struct GraphMLReader {
    private let contents: GraphMLContents
    private let format: GraphFormat

    /// Parses the text.
    init(_ text: [UInt8], _ format: GraphFormat) throws(GraphError) {
        try Self.requireHarmless(text)
        let contents = GraphMLContents()
        let parser = XMLParser(data: Data(text))
        parser.shouldResolveExternalEntities = false
        parser.delegate = contents
        let isParsed = parser.parse()
        if let error = contents.error { throw error }
        guard isParsed, parser.parserError == nil else {
            throw GraphError(.malformed, "is no well-formed XML", line: parser.lineNumber > 0 ? parser.lineNumber : nil)
        }
        // The parser of some platforms takes a text that ends early for a whole one.
        if let element = contents.open.last { throw GraphError(.malformed, "ends within the element '\(element.prefix(40))'") }
        guard contents.hasGraph else { throw GraphError(.malformed, "holds no graph: the element graphml/graph is missing") }
        self.contents = contents
        self.format = format
    }

    /// The graph, its labels taken from the attributes that the format names.
    func graph() throws(GraphError) -> Graph {
        let nodeKey = try key(format.nodeLabel, of: "node"), edgeKey = try key(format.edgeLabel, of: "edge")
        var numbers: [String: Int] = [:]
        for (number, node) in contents.nodes.enumerated() {
            guard numbers.updateValue(number, forKey: node.id) == nil else { throw GraphError(.malformed, "two nodes have the id '\(node.id.prefix(40))'") }
        }
        var edges: [Graph.Edge] = []
        for edge in contents.edges {
            guard let source = numbers[edge.source], let target = numbers[edge.target] else {
                throw GraphError(.malformed, "the edge from '\(edge.source.prefix(40))' to '\(edge.target.prefix(40))' ends at no node")
            }
            edges.append(Graph.Edge(source, target, label: label(edge.data, edgeKey)))
        }
        let labels = contents.nodes.map { label($0.data, nodeKey) }
        return try Graph(labels: labels, names: contents.nodes.map(\.id), edges: edges, isDirected: contents.isDirected)
    }

    private func label(_ data: [String: String], _ key: GraphMLContents.Key?) -> String {
        guard let key else { return "" }
        return data[key.id] ?? key.fallback
    }

    /// The key of an attribute's name.
    private func key(_ name: String?, of kind: String) throws(GraphError) -> GraphMLContents.Key? {
        guard let name else { return nil }
        let keys = contents.keys.filter { $0.domain == kind || $0.domain == "all" }
        if let key = keys.first(where: { $0.name == name }) { return key }
        let known = keys.isEmpty ? "it has none" : "it has \(keys.prefix(10).map(\.name).joined(separator: ", "))"
        throw GraphError(.invalidParameter, "no attribute of \(kind)s is called '\(name.prefix(40))'; \(known)")
    }

    /// No document type, no entities, and an encoding in which both can be seen.
    private static func requireHarmless(_ text: [UInt8]) throws(GraphError) {
        for forbidden in ["<!DOCTYPE", "<!ENTITY"] where text.firstRange(of: Array(forbidden.utf8)) != nil {
            throw GraphError(.unsupported, "has \(forbidden)…; documents that declare types or entities are not read")
        }
        let head = String(decoding: text.prefix(200).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self).lowercased()
        guard head.hasPrefix("<?xml"), let start = head.range(of: "encoding") else { return }
        let name = head[start.upperBound...].drop { " =\t\r\n".contains($0) }.dropFirst().prefix { $0 != "'" && $0 != "\"" }
        guard ["utf-8", "us-ascii", "ascii", "iso-8859-1"].contains(String(name)) else {
            throw GraphError(.unsupported, "is encoded as '\(name.prefix(40))'; UTF-8, US-ASCII and ISO-8859-1 are read")
        }
    }
}
