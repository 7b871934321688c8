#if Server
import KindredService
import Synchronization

/// How the scheduled backups went.
final class BackupFigures: Sendable {
    /// What is known of them.
    struct State: Sendable {
        /// The moment of the newest copy there is, of this run of the server or an earlier one.
        var lastSuccess: Timestamp?
        /// Copies that failed since the server began.
        var failures = 0
        /// Why the last one failed; nil after one that did not.
        var lastFailure: String?
    }

    /// What is to be done.
    let plan: BackupPlan
    private let state = Mutex(State())

    init(_ plan: BackupPlan) { self.plan = plan }

    /// How they went up to now.
    var current: State { state.withLock { $0 } }

    func found(_ newest: Timestamp) { state.withLock { $0.lastSuccess = newest } }

    func succeeded(_ time: Timestamp) {
        state.withLock {
            $0.lastSuccess = time
            $0.lastFailure = nil
        }
    }

    func failed(_ reason: String) {
        state.withLock {
            $0.failures += 1
            $0.lastFailure = reason
        }
    }

    /// The figures as telemetry shows them; paths are nobody's business.
    var json: JSONObject {
        let now = current
        return [
            "every_seconds": .double(plan.interval / .seconds(1)), "keep": JSONValue(plan.keep),
            "last_success": now.lastSuccess.map { .string($0.description) } ?? .null, "failures": JSONValue(now.failures),
        ]
    }
}
#endif
