#if Server
/// Why the server cannot begin to serve.
public struct ServingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure; a struct over a private enum, so that it can grow without breaking callers.
    public struct Code: Hashable, Sendable {
        private enum Value { case addressInUse, unknownAddress, notPermitted, cannotListen, unwritable, misconfigured }
        private let value: Value

        /// Another process listens there.
        public static let addressInUse = Code(value: .addressInUse)
        /// The host is not one of this machine's, or has no address at all.
        public static let unknownAddress = Code(value: .unknownAddress)
        /// The process may not listen there.
        public static let notPermitted = Code(value: .notPermitted)
        /// The system refuses for another reason.
        public static let cannotListen = Code(value: .cannotListen)
        /// A file or folder that the server writes to cannot be opened.
        public static let unwritable = Code(value: .unwritable)
        /// The configuration cannot be meant, or a file of TLS that it names cannot be used.
        public static let misconfigured = Code(value: .misconfigured)
    }

    /// What kind of failure this is.
    public var code: Code
    /// One line: what, where, and how to mend it.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
#endif
