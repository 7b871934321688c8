/// What weights of an LSTM, or the training of one, are refused for.
public struct LSTMError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case size, notFinite, setting, cancelled }
        private let value: Value

        /// An array has another length than its shape says, or a size is not positive.
        public static let size = Code(value: .size)
        /// A weight or a loss is NaN or infinite.
        public static let notFinite = Code(value: .notFinite)
        /// A setting of training is outside its range, or a checkpoint was made under others.
        public static let setting = Code(value: .setting)
        /// Training was told to stop.
        public static let cancelled = Code(value: .cancelled)

        public var description: String { value.rawValue }
    }

    /// What went wrong.
    public var code: Code
    /// One line with both values: what was met and what was expected.
    public var message: String

    /// An error of a code, with a message of one line.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
