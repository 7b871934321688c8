/// Reads an edge list: `a b`, `a b label`, or `a` alone for a node without edges.
struct EdgeListReader {
    private var names: [String] = []
    private var numbers: [String: Int] = [:]
    private var edges: [Graph.Edge] = []
    private let format: GraphFormat

    /// Collects nodes, in the order of appearance, and edges.
    init(_ text: ArraySlice<UInt8>, _ format: GraphFormat) throws(GraphError) {
        guard format.nodeLabel == nil else {
            throw GraphError(.invalidParameter, "an edge list has no labels of nodes, '\(format.nodeLabel?.prefix(40) ?? "")' was asked for")
        }
        self.format = format
        var line = 0
        for bytes in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            try read(bytes.prefix { $0 != UInt8(ascii: "#") }, line)
        }
        guard !names.isEmpty else { throw GraphError(.malformed, "holds no edges and no nodes") }
    }

    func graph() throws(GraphError) -> Graph {
        try Graph(labels: [String](repeating: "", count: names.count), names: names, edges: edges, isDirected: format.isDirected)
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, _ line: Int) throws(GraphError) {
        let words = bytes.split(maxSplits: 2) { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
        guard let first = words.first else { return }
        guard !first.contains(UInt8(ascii: "{")) else { throw GraphError(.malformed, "'\(Self.text(first).prefix(40))' is no name of a node", line: line) }
        let source = number(of: Self.text(first))
        guard words.count > 1 else { return }
        let label = words.count > 2 && format.edgeLabel != nil ? Self.text(words[2]) : ""
        edges.append(Graph.Edge(source, number(of: Self.text(words[1])), label: label))
    }

    private mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// Without the space and the commas around.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let kept = bytes.drop { $0 <= 0x20 || $0 == UInt8(ascii: ",") }.reversed().drop { $0 <= 0x20 }.reversed()
        return String(decoding: kept, as: UTF8.self)
    }
}
