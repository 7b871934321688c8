/// What distributions refuse, thrown where data enters.
public struct DistributionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case invalidParameter, notFinite, mismatch, degenerate, cancelled }
        private let value: Value

        /// A parameter outside its range, or points that are no whole number of vectors.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// A value that is no number or infinite, or a weight below zero.
        public static let notFinite = Code(value: .notFinite)
        /// Two distributions that cannot be compared: different dimensions, or of different kinds.
        public static let mismatch = Code(value: .mismatch)
        /// A distribution without spread, without weight, or texts without words.
        public static let degenerate = Code(value: .degenerate)
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
