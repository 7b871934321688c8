import Foundation

/// Numbers as reports write them; the same in every locale.
enum ReportNumber {
    /// A number with some digits after the point, its thousands grouped; a dash for what is not finite.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "–" }
        let text = String(format: "%.\(digits)f", abs(value))
        let parts = text.split(separator: ".", maxSplits: 1)
        let isZero = text.allSatisfy { "0.".contains($0) }
        return (value < 0 && !isZero ? "−" : "") + grouped(String(parts[0])) + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// About three digits: `0.0123`, `4.57`, `12,300`.
    static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
        let magnitude = Int(log10(abs(value)).rounded(.down))
        if magnitude < -4 { return String(format: "%.2e", value) }
        return fixed(value, max(0, 2 - magnitude))
    }

    /// A tick's label: as many digits as steps of this size need.
    static func tick(_ value: Double, step: Double) -> String {
        let digits = max(0, Int(-log10(step).rounded(.down)))
        return digits > 6 || abs(value) >= 1e9 ? String(format: "%.3g", value) : fixed(value, digits)
    }

    private static func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }
}
