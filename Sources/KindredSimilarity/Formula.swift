/// What a measure's own file says about it. `Measure` is the public face of one formula.
///
/// Only `value` in Float64, the properties and the forms have to be written; the Float32 value follows from the form.
protocol Formula: Hashable, Sendable {
    static var name: String { get }

    /// Reads what follows the name in the canonical text.
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Self

    /// The canonical text after "name:"; empty when everything is at its default.
    var options: String { get }
    var summary: String { get }
    var properties: MeasureProperties { get }

    /// The measure's own way to compute it.
    var form: MeasureForm { get }
    /// Other ways, for indexes that know only some reductions.
    var otherForms: [MeasureForm] { get }

    /// Where candidates come from when no index can follow the measure's own order.
    var candidateMeasure: Measure? { get }
    func service(by index: IndexKind) -> IndexService

    /// The value in Float64, by the straightforward formula.
    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double

    /// The value in Float32, through the kernels.
    func value(_ a: Span<Float>, _ b: Span<Float>) -> Float

    /// The value as a similarity in the sense of the measure: itself, 1/(1+d), 1−θ/π.
    func similarity(ofValue value: Double) -> Double

    /// One term per component and how they make the value; nil where components cannot be told apart.
    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions?

    /// The dimension the weights ask for; nil when any will do.
    var requiredDimension: Int? { get }

    /// The least dimension the options make sense for.
    var minimumDimension: Int { get }

    /// What stands between a parsed measure and its use; nil when nothing does.
    var missing: String? { get }

    /// Weights that the text does not hold.
    var weights: MeasureWeights? { get }
    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula

    /// The formula fitted to rows that follow one another.
    func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64) throws(MeasureError) -> any Formula

    /// Refuses a vector the measure is not defined for.
    func validate(_ vector: Span<Float>) throws(MeasureError)
}

/// The axioms of a measure.
struct MeasureProperties: Hashable, Sendable {
    var kind: Measure.Kind
    var range: ClosedRange<Double>
    var isSymmetric = true
    var isMetric = false
    var selfIsBest = true

    static func distance(metric: Bool, upTo bound: Double = .infinity) -> Self {
        MeasureProperties(kind: .distance, range: 0...bound, isMetric: metric)
    }

    static func similarity(_ range: ClosedRange<Double>, selfIsBest: Bool = true) -> Self {
        MeasureProperties(kind: .similarity, range: range, selfIsBest: selfIsBest)
    }

    static let unboundedSimilarity = similarity(-Double.infinity...Double.infinity, selfIsBest: false)
}

/// Terms per component of one value, and the sentence that makes the value of them.
struct Contributions {
    var terms: [Double]
    var rule: String
}

extension Formula {
    var options: String { "" }
    var requiredDimension: Int? { nil }
    var minimumDimension: Int { 0 }
    var missing: String? { nil }

    var otherForms: [MeasureForm] { [] }
    var candidateMeasure: Measure? { nil }
    var weights: MeasureWeights? { nil }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        throw MeasureError(.invalidWeights, "\(Self.name) has no weights besides its options")
    }

    func value(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        form.trustedValue(a, b) ?? wideValue(a, b)
    }

    /// The Float64 value of Float32 vectors, for what Float32 cannot hold (components like 1e30 or 1e-30).
    func wideValue(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        let a = Wide.widened(a), b = Wide.widened(b)
        return Float(value(a.span, b.span))
    }

    func similarity(ofValue value: Double) -> Double {
        properties.kind == .similarity ? value : 1 / (1 + value)
    }

    func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64) throws(MeasureError) -> any Formula { self }

    func validate(_ vector: Span<Float>) throws(MeasureError) {}
}
