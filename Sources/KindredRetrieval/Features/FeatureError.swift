/// What matching of images refuses, thrown where data enters.
public struct FeatureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case malformed, unsupported, tooLarge, invalidParameter, tooFewFeatures, cancelled }
        private let value: Value

        /// Bytes that are no image, or an image that ends early.
        public static let malformed = Code(value: .malformed)
        /// A legal image of a kind that is not read.
        public static let unsupported = Code(value: .unsupported)
        /// A size beyond what is accepted.
        public static let tooLarge = Code(value: .tooLarge)
        /// A parameter outside its range, or features that do not go together.
        public static let invalidParameter = Code(value: .invalidParameter)
        /// Images with too few features to learn words from.
        public static let tooFewFeatures = Code(value: .tooFewFeatures)
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
