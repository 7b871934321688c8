/// A measure of what two encoders make of two vectors, one of the vector that asks and one of the vector that is stored: cosine by default,
/// `towers:base=euclidean`, `towers:base=dot`.
///
/// It has a direction: what follows *a* need not be followed by *a*. So it is not symmetric, no metric whatever its base, and a
/// vector need not be its own best match; it is a similarity, or a distance, in name alone. An index stores what the item tower makes
/// and compares stored vectors by that while it is built; a search costs what it costs under the base measure, and one encoding of the query.
/// The papers: see `LearnedTowers`.
struct Towers: Formula {
    static let name = "towers"
    var base: Encoded.Base
    var towers: LearnedTowers?

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Towers {
        Towers(base: try Encoded.Base(&options))
    }

    var options: String { base.options }
    var summary: String { "\(base.rawValue) of what one learned encoder makes of the query and another of the stored vector: not symmetric, no metric" }
    var requiredDimension: Int? { towers?.inputDimension }
    var missing: String? { towers == nil ? "has no encoders: learn them" : nil }

    var properties: MeasureProperties {
        var properties = base.formula.properties
        (properties.isSymmetric, properties.isMetric, properties.selfIsBest) = (false, false, false)
        return properties
    }

    var form: MeasureForm {
        guard let towers else { return base.formula.form }
        return base.form { .towers(towers, isUnit: $0) }
    }

    var otherForms: [MeasureForm] {
        guard let towers else { return [] }
        return base.otherForms { .towers(towers, isUnit: $0) }
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        guard let towers else { return 0 }
        let a = towers.query.encoded(a), b = towers.item.encoded(b)
        return base.formula.value(a.span, b.span)
    }

    func similarity(ofValue value: Double) -> Double { base.formula.similarity(ofValue: value) }

    /// Each side mixes its dimensions in its own way: there is nothing to tell apart.
    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? { nil }

    var weights: MeasureWeights? { towers.map { .towers($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .towers(let towers) = weights else { throw MeasureError(.invalidWeights, "towers wants two encoders") }
        return Towers(base: base, towers: towers)
    }
}

extension Measure {
    /// The measure of what the query tower makes of the vector that asks and the item tower of the one that is stored.
    ///
    /// - Parameter base: cosine, euclidean or dot; a measure that is encoded itself stands for its own base.
    /// - Throws: `.invalidOption` for another base.
    public static func towers(_ towers: LearnedTowers, base: Measure = .cosine) throws(MeasureError) -> Measure {
        Measure(Towers(base: try Encoded.Base(of: base), towers: towers))
    }

    /// Both encoders of a measure that has one for each side; nil when one serves both, or none.
    public var towers: LearnedTowers? { (formula as? Towers)?.towers }
}
