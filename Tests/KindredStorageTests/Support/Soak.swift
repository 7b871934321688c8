import Foundation

/// How much longer or shorter than usual the tests work that kill, churn and load.
enum Soak {
    private static let environment = ProcessInfo.processInfo.environment
    /// Under a sanitizer code runs some ten times slower.
    private static let isSanitized = environment["KINDRED_SANITIZER"] != nil
    /// `KINDRED_SOAK`, or 1.
    private static let factor = environment["KINDRED_SOAK"].flatMap { Int($0) } ?? 1

    /// How many rounds a test works that usually works `usual`: more in a soak, few under a sanitizer.
    static func rounds(_ usual: Int) -> Int { isSanitized ? max(usual / 10, 3) : usual * factor }

    /// Microseconds that a process gets for what it usually does in `usual`.
    static func time(_ usual: UInt32) -> UInt32 { isSanitized ? usual * 8 : usual }
}
