#if Server
import KindredService
import Logging

/// What the doors report of requests, and where it goes: the log, and the audit log for acts of administration.
struct Journal: Sendable {
    /// Where messages go.
    var logger = Logger(label: "kindred.requests")
    /// What takes longer is logged as slow; nil for nothing.
    var slow: Duration?
    /// Where acts are written down; nil for nowhere.
    var audit: AuditLog?
    /// How the scheduled backups went; nil when there are none.
    var backups: BackupFigures?

    /// A request that was answered.
    struct Answered {
        var door: AuditRecord.Door
        var method: String
        /// The route, or the call: never the address, which may hold what is nobody's business.
        var template: String
        var status: Int
        var duration: Duration
        var collection: String?
    }

    /// Whether anybody wants to know of requests that are not acts.
    var isWatching: Bool { slow != nil || logger.logLevel <= .debug }

    /// Reports a request.
    func note(_ request: @autoclosure () -> Answered, took duration: Duration) {
        let isSlow = slow.map { duration > $0 } ?? false
        guard isSlow || logger.logLevel <= .debug else { return }
        let request = request()
        let metadata: Logger.Metadata = [
            "door": "\(request.door.rawValue)", "method": "\(request.method)", "template": "\(request.template)", "status": .stringConvertible(request.status),
            "milliseconds": .stringConvertible((duration / .microseconds(1)).rounded() / 1000), "collection": "\(request.collection ?? "")",
        ]
        logger.log(level: isSlow ? .warning : .debug, isSlow ? "slow request" : "request", metadata: metadata)
    }
}
#endif
