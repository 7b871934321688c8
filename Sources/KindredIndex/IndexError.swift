/// What an index refuses, thrown where data enters: parameters, queries, files.
public struct IndexError: Error, Sendable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case invalidParameter, dimensionMismatch, unsupported, tooLarge, cancelled
            case io, diskFull, truncated, foreign, newerVersion, corrupt, mismatch
        }
        private let value: Value

        /// A parameter outside its range.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// A query whose dimension is not the rows'.
        public static let dimensionMismatch = Code(value: .dimensionMismatch)
        /// A reduction or element that this index does not serve.
        public static let unsupported = Code(value: .unsupported)
        /// More rows than an index can hold.
        public static let tooLarge = Code(value: .tooLarge)
        /// The caller asked a build to stop.
        public static let cancelled = Code(value: .cancelled)
        /// The operating system refused a file operation.
        public static let io = Code(value: .io)
        /// A file could not be written for want of space.
        public static let diskFull = Code(value: .diskFull)
        /// A file that ends before its header says so.
        public static let truncated = Code(value: .truncated)
        /// A file that is not an index of ours.
        public static let foreign = Code(value: .foreign)
        /// A file written by a later format.
        public static let newerVersion = Code(value: .newerVersion)
        /// A file whose checksum or contents are wrong.
        public static let corrupt = Code(value: .corrupt)
        /// A sound file of other rows: count, dimension or reduction differ.
        public static let mismatch = Code(value: .mismatch)

        public var description: String { value.rawValue }
    }

    /// What went wrong.
    public var code: Code
    /// One line with both values: what was given and what was expected.
    public var message: String
    /// The error below this one, if any.
    public var cause: (any Error)?

    /// An error of a code, with a message of one line.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { "\(code): \(message)" }
}
