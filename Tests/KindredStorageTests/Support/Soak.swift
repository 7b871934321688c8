import Foundation

/// How much longer than usual the tests work that `make soak` is about.
enum Soak {
    /// `KINDRED_SOAK`, or 1.
    static let factor = ProcessInfo.processInfo.environment["KINDRED_SOAK"].flatMap { Int($0) } ?? 1
}
