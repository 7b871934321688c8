/// How a text is read as a graph.
public struct GraphFormat: Sendable, Hashable {
    /// The GraphML attribute that labels nodes; nil leaves them without labels. Edge lists have no node labels.
    public var nodeLabel: String?
    /// The GraphML attribute that labels edges; in an edge list any name takes the rest of each line. Nil leaves them without.
    public var edgeLabel: String?
    /// Whether an edge list is directed; GraphML says so itself.
    public var isDirected: Bool

    /// Bytes of a text at most.
    public static let mostBytes = 256 << 20

    /// A way to read.
    public init(nodeLabel: String? = nil, edgeLabel: String? = nil, isDirected: Bool = false) {
        self.nodeLabel = nodeLabel
        self.edgeLabel = edgeLabel
        self.isDirected = isDirected
    }
}

extension Graph {
    /// Reads a graph from the bytes of a file: GraphML when the first character is `<`, else an edge list.
    ///
    /// GraphML is of Brandes, Eiglsperger, Lerner, Pich, "Graph markup language", 2013. An edge list has a line `a b` for each
    /// edge and a line `a` for a node without edges; white space or commas separate, `#` begins a comment.
    ///
    /// - Throws: `GraphError`: `malformed` with the line, `unsupported`, `tooLarge`, `invalidParameter` for a label that the
    ///   file does not have.
    /// - Complexity: O(bytes).
    public init(parsing bytes: [UInt8], as format: GraphFormat = GraphFormat()) throws(GraphError) {
        guard bytes.count <= GraphFormat.mostBytes else {
            throw GraphError(.tooLarge, "\(bytes.count) bytes; at most \(GraphFormat.mostBytes) are read")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
        guard !text.contains(0) else { throw GraphError(.malformed, "holds a byte 0: neither GraphML in UTF-8 nor an edge list") }
        if text.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            self = try GraphMLReader(Array(text), format).graph()
        } else {
            self = try EdgeListReader(text, format).graph()
        }
    }
}
