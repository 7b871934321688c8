public import Foundation

/// A moment in UTC, in microseconds since 1970-01-01, years 0 to 9999.
///
/// Read from RFC 3339 and its relatives: `2024-06-15T12:30:00.123456Z`, a space for `T`, no zone (UTC), `+02:00`,
/// `+0200`, `+02`, no seconds (`2024-06-15 12:30`), no time (`2024-06-15`). Digits beyond microseconds are cut off.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public var microseconds: Int64

    /// The moment so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The moment of a date, to the microsecond.
    public init(_ date: Date) { self.init(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000)) }

    /// This moment.
    public static var now: Timestamp { Timestamp(Date()) }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }
}
