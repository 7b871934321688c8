#if Server
import Logging

/// From which weight on messages are logged.
public enum LogLevel: String, CaseIterable, Sendable {
    /// By ascending weight, with the names of swift-log.
    case trace, debug, info, notice, warning, error, critical

    /// The level by the name that the logging library gives it.
    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}

/// How messages are written.
public enum LogFormat: String, CaseIterable, Sendable {
    /// Lines for people.
    case text
    /// One JSON object per line, for machines.
    case json
}

extension ServerConfiguration {
    /// A logger of a part of the server, to standard error: standard output belongs to the command.
    func logger(_ part: String) -> Logger {
        var logger = Logger(label: "kindred.\(part)") { label in
            switch logFormat {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label)
            }
        }
        logger.logLevel = logLevel.level
        return logger
    }
}
#endif
