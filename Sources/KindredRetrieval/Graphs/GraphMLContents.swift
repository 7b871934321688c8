import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif

/// What a GraphML text holds, collected while it is parsed. The first thing that is wrong ends the parsing.
final class GraphMLContents: NSObject, XMLParserDelegate {
    /// A declared attribute.
    struct Key {
        let id: String
        let name: String
        /// `node`, `edge`, `graph` or `all`.
        let domain: String
        /// The value of elements that have none.
        var fallback = ""
    }

    struct Node {
        let id: String
        var data: [String: String] = [:]
    }

    struct Edge {
        let source: String
        let target: String
        var data: [String: String] = [:]
    }

    /// Elements within elements at most.
    private static let deepest = 64

    private(set) var keys: [Key] = []
    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    private(set) var isDirected = false
    private(set) var hasGraph = false
    private(set) var error: GraphError?

    /// The elements that are open, outermost first.
    private(set) var open: [String] = []
    /// The key of the data that is open, and its text so far.
    private var dataKey: String?
    private var text = ""

    func parser(_ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        let name = Self.local(element)
        do throws(GraphError) {
            try start(name, attributes)
        } catch {
            self.error = GraphError(error.code, error.message, line: parser.lineNumber > 0 ? parser.lineNumber : nil)
            return parser.abortParsing()
        }
        open.append(name)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if dataKey != nil || open.last == "default" { text += string }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        if dataKey != nil || open.last == "default" { text += String(decoding: block, as: UTF8.self) }
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        guard let name = open.popLast() else { return }
        if name == "default", open.last == "key", let last = keys.indices.last { keys[last].fallback = trimmedText }
        guard name == "data", let key = dataKey else { return }
        if open.last == "node", let last = nodes.indices.last { nodes[last].data[key] = trimmedText }
        if open.last == "edge", let last = edges.indices.last { edges[last].data[key] = trimmedText }
        dataKey = nil
    }

    private func start(_ name: String, _ attributes: [String: String]) throws(GraphError) {
        guard open.count < Self.deepest else { throw GraphError(.tooLarge, "elements are nested deeper than \(Self.deepest)") }
        guard !open.isEmpty || name == "graphml" else { throw GraphError(.malformed, "begins with the element '\(name.prefix(40))'; GraphML begins with graphml") }
        switch (name, open.last) {
        case ("key", "graphml"):
            let id = try Self.required("id", name, attributes)
            keys.append(Key(id: id, name: attributes["attr.name"] ?? id, domain: attributes["for"] ?? "all"))
        case ("graph", "graphml"): try startGraph(attributes)
        case ("graph", "node"), ("graph", "edge"): throw GraphError(.unsupported, "has a graph within \(open.last == "edge" ? "an edge" : "a node")")
        case ("hyperedge", _): throw GraphError(.unsupported, "has a hyperedge; edges of two ends are read")
        case ("node", "graph"): nodes.append(Node(id: try Self.required("id", name, attributes)))
        case ("edge", "graph"): try startEdge(attributes)
        case ("data", "node"), ("data", "edge"):
            dataKey = try Self.required("key", name, attributes)
            text = ""
        case ("default", "key"): text = ""
        default: break
        }
    }

    private func startGraph(_ attributes: [String: String]) throws(GraphError) {
        guard !hasGraph else { throw GraphError(.unsupported, "holds more than one graph; give each a file of its own") }
        hasGraph = true
        let direction = attributes["edgedefault"] ?? "undirected"
        guard ["directed", "undirected"].contains(direction) else {
            throw GraphError(.malformed, "edgedefault is '\(direction.prefix(40))'; directed and undirected are allowed")
        }
        isDirected = direction == "directed"
    }

    private func startEdge(_ attributes: [String: String]) throws(GraphError) {
        if let own = attributes["directed"], (own == "true") != isDirected {
            throw GraphError(.unsupported, "has an edge with directed=\"\(own.prefix(40))\" in a graph that is \(isDirected ? "directed" : "undirected")")
        }
        let source = try Self.required("source", "edge", attributes), target = try Self.required("target", "edge", attributes)
        edges.append(Edge(source: source, target: target))
    }

    private var trimmedText: String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    private static func required(_ attribute: String, _ element: String, _ attributes: [String: String]) throws(GraphError) -> String {
        if let value = attributes[attribute] { return value }
        throw GraphError(.malformed, "the element \(element) has no attribute \(attribute)")
    }

    /// The name without its namespace.
    private static func local(_ name: String) -> String {
        name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }
}
