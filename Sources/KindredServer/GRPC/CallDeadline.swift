#if Server
import GRPCCore

/// Until when a caller waits for a call, as the header `grpc-timeout` says: up to eight digits and a unit.
///
/// Source: "gRPC over HTTP2", Requests, Timeout. The transport notices by itself when that time is over, but it neither stops what runs nor answers.
enum CallDeadline {
    /// The moment that a call's metadata name; nil when they name none, or none that can be read.
    static func deadline(_ metadata: Metadata, from now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant? {
        metadata[stringValues: "grpc-timeout"].first { _ in true }.flatMap(duration).map { now + $0 }
    }

    /// What `100m` or `3S` stand for.
    static func duration(_ text: String) -> Duration? {
        guard let unit = text.last, (2...9).contains(text.utf8.count), text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }),
            let count = Int64(text.dropLast())
        else { return nil }
        switch unit {
        case "H": return .seconds(count * 3_600)
        case "M": return .seconds(count * 60)
        case "S": return .seconds(count)
        case "m": return .milliseconds(count)
        case "u": return .microseconds(count)
        case "n": return .nanoseconds(count)
        default: return nil
        }
    }
}
#endif
