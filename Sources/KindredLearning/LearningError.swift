/// What learning and evaluation refuse, thrown where data enters.
public struct LearningError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case invalidParameter, dimensionMismatch, tooFewRows, notFinite, malformedFile, cancelled }
        private let value: Value

        /// A parameter outside its range, or a name that nothing goes by.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// Rows, labels or weights whose sizes do not fit each other.
        public static let dimensionMismatch = Code(value: .dimensionMismatch)
        /// Too few rows or classes for what was asked.
        public static let tooFewRows = Code(value: .tooFewRows)
        /// A NaN or an infinity in the data.
        public static let notFinite = Code(value: .notFinite)
        /// A file that does not follow its format.
        public static let malformedFile = Code(value: .malformedFile)
        /// The caller asked to stop.
        public static let cancelled = Code(value: .cancelled)

        public var description: String { value.rawValue }
    }

    /// What went wrong.
    public var code: Code
    /// One line with both values: what was given and what was expected.
    public var message: String

    /// An error of a code, with a message of one line.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code): \(message)" }
}
