import Foundation

/// A line on a terminal that says how far long work is, at which rate, and how long it will take. Silent when nobody looks.
///
///     import big: [=========>          ]  48 %  96,000 rows  41,000 rows/s  2 s left
struct ProgressBar {
    private let title: String
    private let unit: String
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastDrawn = ContinuousClock.now - .seconds(1)

    /// - Parameters:
    ///   - title: what is being done.
    ///   - unit: what is counted, in plural.
    ///   - isShown: whether to draw at all.
    init(_ title: String, unit: String, isShown: Bool = Console.isTerminal) {
        self.title = title
        self.unit = unit
        self.isShown = isShown
    }

    /// Shows that `count` things are done, which is `fraction` of the work (0…1) when that is known.
    ///
    /// - Parameter before: how many of them earlier runs did; they do not count for the rate.
    mutating func update(_ count: Int, before: Int = 0, fraction: Double?) {
        let now = ContinuousClock.now
        guard isShown, now - lastDrawn > .milliseconds(100) else { return }
        lastDrawn = now
        Console.write("\r\u{1B}[K" + text(count, before: before, fraction: fraction, seconds: (now - start).inSeconds))
    }

    /// Takes the line away.
    func finish() {
        if isShown { Console.write("\r\u{1B}[K") }
    }

    /// The line for a state.
    func text(_ count: Int, before: Int = 0, fraction: Double?, seconds: Double) -> String {
        let rate = seconds > 0 ? Double(count - before) / seconds : 0
        var parts = ["\(title):"]
        if let fraction {
            let filled = Int(min(max(fraction, 0), 1) * 20)
            parts.append("[" + String(repeating: "=", count: filled) + (filled < 20 ? ">" : "") + String(repeating: " ", count: max(0, 19 - filled)) + "]")
            parts.append("\(Int(fraction * 100)) %")
        }
        parts.append("\(Text.grouped(count)) \(unit)")
        parts.append("\(Text.grouped(Int(rate))) \(unit)/s")
        if let fraction, fraction > 0.001, rate > 0 { parts.append("\(Text.duration(Double(count) * (1 / fraction - 1) / rate)) left") }
        return parts.joined(separator: "  ")
    }
}
