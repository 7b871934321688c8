#if Server
/// Why a server does not start, in one line.
public struct ServerProblem: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String

    init(_ message: String) { self.message = message }

    public var description: String { message }
}
#endif
