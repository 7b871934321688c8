/// What clustering refuses, thrown where data enters.
public struct ClusteringError: Error, Sendable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case invalidParameter, notFinite, tooLarge, cancelled }
        private let value: Value

        /// A parameter outside its range, or points that are no whole number of vectors.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// Points with a NaN, an infinity, or components whose squares overflow.
        public static let notFinite = Code(value: .notFinite)
        /// More points than the memory it takes allows unasked.
        public static let tooLarge = Code(value: .tooLarge)
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
