#if Server
import KindredService
import Logging
import Synchronization

@testable import KindredServer

/// Collects what a logger writes as JSON.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    /// The lines, ends included.
    var texts: [String] { lines.withLock { $0 } }

    func objects() throws -> [JSONObject] { try texts.map { try JSONObject(parsing: $0) } }

    func handler(_ label: String) -> JSONLogHandler {
        JSONLogHandler(label: label) { [self] line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }

    func logger(_ level: Logger.Level = .trace) -> Logger {
        var logger = Logger(label: "kindred.test") { self.handler($0) }
        logger.logLevel = level
        return logger
    }
}
#endif
