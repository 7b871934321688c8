#if Server
import GRPCCore
import KindredService

/// A call that was let in: by whom, for what, and until when its caller waits.
///
/// The interceptor says it, for the services' methods get nothing but the message; they are run inside of the interceptor's task.
struct AdmittedCall: Sendable {
    /// Who asks.
    let caller: Caller
    /// What the call does.
    let need: Access.Need
    /// Until when its caller waits, as the call's metadata say; nil for as long as it takes.
    var deadline: ContinuousClock.Instant?
    /// Whether its caller has gone.
    var cancellation: ServerContext.RPCCancellationHandle?

    /// The call that this task answers; nil when nobody let one in, and then nothing is answered.
    @TaskLocal static var current: AdmittedCall?
}
#endif
