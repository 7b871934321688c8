/// What matching of graphs refuses, thrown where data enters.
public struct GraphError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case malformed, unsupported, tooLarge, invalidParameter, cancelled }
        private let value: Value

        /// A text that is no graph, or a graph that contradicts itself.
        public static let malformed = Code(value: .malformed)
        /// A legal graph of a kind that is not read: hyperedges, parallel edges, graphs within nodes.
        public static let unsupported = Code(value: .unsupported)
        /// A size beyond what is accepted.
        public static let tooLarge = Code(value: .tooLarge)
        /// A parameter outside its range, or one that does not fit the graphs.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// The caller asked to stop.
        public static let cancelled = Code(value: .cancelled)

        public var description: String { value.rawValue }
    }

    /// What went wrong.
    public var code: Code
    /// One line with both values: what was given and what was expected.
    public var message: String
    /// The line of the text, from 1, where that is known.
    public var line: Int?

    /// An error of a code, with a message of one line.
    public init(_ code: Code, _ message: String, line: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
    }

    public var description: String { "\(code): \(line.map { "line \($0): " } ?? "")\(message)" }
}
