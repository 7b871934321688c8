/// What reading or running a Keras model refuses, in one line.
///
///     lstm.h5: layer 'gru' is a GRU; Embedding, LSTM, … are read
public struct KerasError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. It may grow: keep a `default` when switching.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case notFound, io, wrongFormat, damaged, malformed, unsupported, mismatch, tooLarge, invalidArgument }
        private let value: Value

        /// There is no such file.
        public static let notFound = Code(value: .notFound)
        /// The system refused to read.
        public static let io = Code(value: .io)
        /// The file is of another kind.
        public static let wrongFormat = Code(value: .wrongFormat)
        /// The file is truncated or broken: the library that reads its format refuses it.
        public static let damaged = Code(value: .damaged)
        /// The file's parts contradict each other, or a text cannot be parsed.
        public static let malformed = Code(value: .malformed)
        /// A legal model with a layer, an activation or an option that Kindred does not compute.
        public static let unsupported = Code(value: .unsupported)
        /// What is asked of the model does not fit it: shapes, ids out of range.
        public static let mismatch = Code(value: .mismatch)
        /// A size in the file exceeds what is accepted.
        public static let tooLarge = Code(value: .tooLarge)
        /// A caller's number or text outside its range.
        public static let invalidArgument = Code(value: .invalidArgument)

        public var description: String { value.rawValue }

        private init(value: Value) { self.value = value }
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

    /// One line: the file and what is wrong. Control characters that came from a file are shown as `?`, very long names are cut.
    public var description: String {
        let text = (path.map { "\($0): " } ?? "") + (message.count > 500 ? message.prefix(499) + "…" : message)
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }

    /// The same error, of a file.
    func of(_ path: String) -> KerasError { KerasError(code, path: self.path ?? path, message) }
}
