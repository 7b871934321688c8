#if Server
import Logging
import Synchronization

/// Tells of a certificate that could not be renewed, once for each reason, not at every try.
final class ReloadLog: Sendable {
    private struct State {
        var hasBegun = false
        var problem: String?
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) { self.logger = logger }

    /// From now on there is a certificate; what went wrong before ended the start.
    func begin() { state.withLock { $0.hasBegun = true } }

    func failed(_ problem: String) {
        let isNew = state.withLock { state in
            defer { state.problem = problem }
            return state.hasBegun && state.problem != problem
        }
        if isNew { logger.error("\(problem); the certificate that was there stays in use") }
    }

    func succeeded() { state.withLock { $0.problem = nil } }
}
#endif
