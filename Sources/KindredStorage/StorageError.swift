/// What went wrong in the store: a code to branch on, a sentence to read, and the error beneath it.
///
///     do { try … } catch let error as StorageError where error.code == .notFound { … }
///
/// The message is one line and names both the value met and the value wanted.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure; a struct over a private enum, so that it can grow without breaking callers.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case notFound, alreadyExists, invalidArgument, corrupt, locked, newerVersion
            case diskFull, readOnly, memoryLimit, cancelled, closed, io
        }
        private let value: Value

        /// A collection, point, vector or file that was named does not exist.
        public static let notFound = Code(value: .notFound)
        /// Something of this name is already there.
        public static let alreadyExists = Code(value: .alreadyExists)
        /// The caller gave a value that cannot be used; nothing was changed.
        public static let invalidArgument = Code(value: .invalidArgument)
        /// Stored bytes are damaged.
        public static let corrupt = Code(value: .corrupt)
        /// Another process holds the database.
        public static let locked = Code(value: .locked)
        /// The file was written by a newer version.
        public static let newerVersion = Code(value: .newerVersion)
        /// No space left.
        public static let diskFull = Code(value: .diskFull)
        /// A write on a database that was opened for reading.
        public static let readOnly = Code(value: .readOnly)
        /// The configured memory cap would be exceeded.
        public static let memoryLimit = Code(value: .memoryLimit)
        /// The task was cancelled.
        public static let cancelled = Code(value: .cancelled)
        /// The database or collection was closed.
        public static let closed = Code(value: .closed)
        /// The operating system refused to read or write.
        public static let io = Code(value: .io)

        /// The code's name, as in `notFound`.
        public var description: String { value.rawValue }
    }

    /// What kind of failure this is.
    public var code: Code
    /// One line: what, where, and how to mend it.
    public var message: String
    /// The error that led to this one, when there is one.
    public var cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, followed by the cause's when there is one.
    public var description: String {
        guard let cause else { return message }
        return "\(message) (\(cause))"
    }
}
