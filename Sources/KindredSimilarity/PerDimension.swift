import Foundation

/// The per-dimension scheme, SIM-16: a score in [0, 1] for every dimension, then one combination of them. Larger is nearer.
///
/// Step 1, `range` (the default of the scheme is `exp`): sᵢ = 1 − |xᵢ−yᵢ|/(maxᵢ−minᵢ) over the fitted collection, clamped to [0, 1]; a
/// dimension of no width scores 1 where equal and 0 elsewhere. `exp`: sᵢ = e^(−|xᵢ−yᵢ|/scale), scale 1, a number (`exp:0.5`), or the mean
/// absolute deviation of each dimension (`scale=fit`).
///
/// Step 2, `weighted` (default; `weights=1,2,1`), `threshold`, `tiers` or `trimmed`: see `Combination`.
///
/// Symmetric; no metric. Range [0, 1], and [0, 3] for tiers. A zero vector needs no rule.
public struct PerDimension: Sendable, Hashable {
    /// How one dimension is scored.
    enum Score: Hashable, Sendable {
        case range
        case exponential(scale: Double)
        case exponentialOfDeviation
    }

    static let name = "per-dimension"
    var score: Score
    var combination: Combination
    var statistics: DimensionStatistics?

    /// The scores of all dimensions.
    func scores<Scalar: BinaryFloatingPoint>(_ a: Span<Scalar>, _ b: Span<Scalar>) -> [Double] {
        a.indices.map { score(abs(Double(a[$0]) - Double(b[$0])), $0) }
    }

    private func score(_ gap: Double, _ i: Int) -> Double {
        switch score {
        case .exponential(let scale): return exp(-gap / scale)
        case .exponentialOfDeviation: return Self.scaled(gap, statistics?.deviation[i] ?? 1) { exp(-$0) }
        case .range:
            guard let statistics else { return 0 }
            return Self.scaled(gap, statistics.maximum[i] - statistics.minimum[i]) { min(max(1 - $0, 0), 1) }
        }
    }

    /// A gap in units of a width; of no width, 1 where equal and 0 elsewhere.
    private static func scaled(_ gap: Double, _ width: Double, _ score: (Double) -> Double) -> Double {
        width > 0 ? score(gap / width) : gap == 0 ? 1 : 0
    }

    func reduce(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        Float(combination.combined(scores(a, b)))
    }
}

extension PerDimension: Formula {
    var summary: String { "a score per dimension, combined" }

    var properties: MeasureProperties {
        if case .tiers = combination { .similarity(0...3) } else { .similarity(0...1) }
    }

    var form: MeasureForm { MeasureForm(.identity, .perDimension(self), .identity, .descending) }
    var candidateMeasure: Measure? { .manhattan }

    func service(by index: IndexKind) -> IndexService {
        index == .flat ? .exact : .asCandidates(index, under: candidateMeasure)
    }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        combination.combined(scores(a, b))
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let scores = scores(a, b)
        return Contributions(terms: scores, rule: combination.rule(scores))
    }

    var requiredDimension: Int? { statistics?.dimension ?? combination.requiredDimension }

    var minimumDimension: Int { combination.minimumDimension }

    var missing: String? {
        guard statistics == nil else { return nil }
        switch score {
        case .exponential: return nil
        case .range, .exponentialOfDeviation: return "has no ranges yet: fit it to rows"
        }
    }

    var weights: MeasureWeights? { statistics.map { .dimensions($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .dimensions(let statistics) = weights else {
            throw MeasureError(.invalidWeights, "per-dimension wants dimension statistics")
        }
        if let required = combination.requiredDimension, required != statistics.dimension {
            throw MeasureError(.invalidWeights, "\(required) weights for \(statistics.dimension) dimensions")
        }
        return PerDimension(score: score, combination: combination, statistics: statistics)
    }

    func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64) throws(MeasureError) -> any Formula {
        if case .exponential = score { return self }
        return try with(.dimensions(DimensionStatistics(of: rows, dimension: dimension)))
    }
}

extension PerDimension {
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> PerDimension {
        let score = try parseScore(&options)
        return PerDimension(score: score, combination: try Combination.parse(&options))
    }

    private static func parseScore(_ options: inout MeasureOptions) throws(MeasureError) -> Score {
        if options.word(of: ["range", "exp"]) == "range" { return .range }
        let text = options.text("scale")
        if text == "fit" { return .exponentialOfDeviation }
        guard let scale = text.map({ Double($0) ?? .nan }) ?? options.number() else { return .exponential(scale: 1) }
        guard scale > 0, scale.isFinite else { throw options.invalid("the scale of exp must be a positive number or fit") }
        return .exponential(scale: scale)
    }

    var options: String {
        let score =
            switch score {
            case .range: "range"
            case .exponential(1): "exp"
            case .exponential(let scale): "exp:\(scale.optionText)"
            case .exponentialOfDeviation: "exp:scale=fit"
            }
        let combination = combination.options
        return combination.isEmpty ? score : "\(score):\(combination)"
    }
}
