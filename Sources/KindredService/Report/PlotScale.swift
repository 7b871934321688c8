import Foundation

/// How an axis spreads its values.
public enum PlotScale: Sendable, Hashable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart; values must be positive, others are left out.
    case logarithmic
    /// For shares in 0…1 that are told apart near 1: what is missing to 1 is logarithmic, and less than a ten-thousandth counts as nothing.
    case nines
}

/// An axis laid over some values: where each stands between the two ends, and where the ticks are.
struct PlotAxis: Sendable {
    let scale: PlotScale
    /// The ends, in the scale's own measure; `low < high`.
    private let low: Double
    private let high: Double

    /// A tick and what is written at it.
    struct Tick: Sendable, Hashable {
        var value: Double
        var label: String
    }

    /// The share that an axis of nines takes for all.
    private static let leastMissing = 1e-4

    /// An axis that holds all values the scale can show. Without any, or with one only, it is as wide as makes sense around them.
    init(_ scale: PlotScale, holding values: some Sequence<Double>) {
        self.scale = scale
        let measured = values.compactMap { Self.measured($0, scale) }
        let least = measured.min() ?? 0
        let most = measured.max() ?? 1
        let gap = most - least
        let margin = gap > 0 ? gap * 0.04 : max(abs(least) * 0.1, scale == .linear ? 0.5 : 0.1)
        var low = least - margin
        var high = most + margin
        // An axis of counts or times begins at nothing when it almost does.
        if scale == .linear, least >= 0, least <= 0.3 * most { low = 0 }
        if scale == .nines {
            high = min(max(high, 1), -log10(Self.leastMissing))
            // A decade at least, since only few round numbers lie in less.
            low = max(min(low, high - 1), 0)
        }
        if high <= low { (low, high) = (low - 0.1, low + 0.1) }
        self.low = low
        self.high = high
    }

    /// Where a value stands, 0 at the low end, 1 at the high end; nil when the scale cannot show it.
    func position(of value: Double) -> Double? {
        Self.measured(value, scale).map { ($0 - low) / (high - low) }
    }

    /// The ticks between the ends, ascending.
    var ticks: [Tick] {
        switch scale {
        case .linear: linearTicks(low, high)
        case .logarithmic: logarithmicTicks
        case .nines: [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1].filter(isShown).map { Tick(value: $0, label: String(format: "%g", $0)) }
        }
    }

    private func isShown(_ value: Double) -> Bool { position(of: value).map { $0 >= -1e-9 && $0 <= 1 + 1e-9 } ?? false }

    private static func measured(_ value: Double, _ scale: PlotScale) -> Double? {
        guard value.isFinite else { return nil }
        switch scale {
        case .linear: return value
        case .logarithmic: return value > 0 ? log10(value) : nil
        case .nines: return value >= 0 && value <= 1 ? -log10(max(1 - value, leastMissing)) : nil
        }
    }

    /// Three to eight ticks, 1, 2 or 5 times a power of ten apart.
    private func linearTicks(_ low: Double, _ high: Double) -> [Tick] {
        let step = Self.step(over: high - low)
        let first = (low / step).rounded(.up), last = (high / step).rounded(.down)
        guard first <= last else { return [] }
        return stride(from: first, through: last, by: 1).map { Tick(value: $0 * step, label: ReportNumber.tick($0 * step, step: step)) }
    }

    /// The largest of 1, 2 or 5 times a power of ten that gives at least four ticks.
    private static func step(over width: Double) -> Double {
        let power = pow(10, log10(width / 4).rounded(.down))
        return [5, 2, 1].map { $0 * power }.first { width / $0 >= 4 } ?? power
    }

    /// Powers of ten, with 2 and 5 times them where there are few; within half a decade, ticks as of a linear axis.
    private var logarithmicTicks: [Tick] {
        if high - low < 0.7 { return linearTicks(pow(10, low), pow(10, high)) }
        let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
        let factors: [Double] = high - low <= 3 ? [1, 2, 5] : [1]
        let every = high - low > 8 ? 2 : 1
        let values = decades.filter { $0 % every == 0 }.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }
        return values.filter(isShown).map { Tick(value: $0, label: ReportNumber.tick($0, step: min($0, 1))) }
    }
}
