/// What reading or writing a checkpoint refuses.
public struct CheckpointError: Error, Sendable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case notFound, io, truncated, wrongFormat, malformed, unsupported, mismatch }
        private let value: Value

        /// There is no such file.
        public static let notFound = Code(value: .notFound)
        /// The system refused to read or write.
        public static let io = Code(value: .io)
        /// The file ends before what it announces.
        public static let truncated = Code(value: .truncated)
        /// The file is no safetensors file.
        public static let wrongFormat = Code(value: .wrongFormat)
        /// The header contradicts itself.
        public static let malformed = Code(value: .malformed)
        /// A tensor of a type other than F32 and F64.
        public static let unsupported = Code(value: .unsupported)
        /// The file holds other tensors, or other shapes, than are asked of it.
        public static let mismatch = Code(value: .mismatch)

        public var description: String { value.rawValue }
    }

    /// What went wrong.
    public var code: Code
    /// The file, when one is concerned.
    public var path: String?
    /// One line with both values: what was met and what was expected.
    public var message: String

    /// An error of a code, with a message of one line.
    public init(_ code: Code, path: String? = nil, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    public var description: String { (path.map { "\($0): " } ?? "") + message }
}
