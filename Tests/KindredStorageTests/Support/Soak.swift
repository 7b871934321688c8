import Foundation

/// How much longer or shorter than usual the tests work that kill, churn and load.
enum Soak {
    private static let environment = ProcessInfo.processInfo.environment
    /// Under a sanitizer code runs some ten times slower.
    private static let isSanitized = environment["KINDRED_SANITIZER"] != nil
    /// How many times longer than usual churn and load go on: `KINDRED_SOAK`, or 1.
    static let factor = environment["KINDRED_SOAK"].flatMap { Int($0) } ?? 1

    /// How many kills a series has that usually has `usual`: more in a soak, a fifth under a sanitizer.
    static func kills(_ usual: Int) -> Int { isSanitized ? max(usual / 5, 5) : usual * factor }

    /// Microseconds that a process gets for what it usually does in `usual`.
    static func time(_ usual: UInt32) -> UInt32 { isSanitized ? usual * 8 : usual }
}
