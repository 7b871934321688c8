#if Server
import KindredService

/// A call that was let in: by whom, and for what.
///
/// The interceptor says it, for the services' methods get nothing but the message; they are run inside of the interceptor's task.
struct AdmittedCall: Sendable {
    /// Who asks.
    let caller: Caller
    /// What the call does.
    let need: Access.Need

    /// The call that this task answers; nil when nobody let one in, and then nothing is answered.
    @TaskLocal static var current: AdmittedCall?
}
#endif
