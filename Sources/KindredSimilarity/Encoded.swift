/// A measure of what a learned encoder makes of two vectors: cosine by default, `encoded:base=euclidean`, `encoded:base=dot`.
///
/// With a linear encoder and the Euclidean base it is the learned Mahalanobis distance |L(x − y)|. An index stores encoded rows,
/// so a search costs what it costs under the base measure, and one encoding of the query.
/// As a distance it is a pseudo-metric: two vectors that the encoder takes for the same lie at 0.
struct Encoded: Formula {
    static let name = "encoded"

    /// What compares encoded vectors.
    enum Base: String, Hashable, Sendable, CaseIterable { case cosine, euclidean, dot }
    var base: Base
    var encoder: LearnedEncoder?

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Encoded {
        let text = options.text("base") ?? Base.cosine.rawValue
        guard let base = Base(rawValue: text) else {
            throw options.invalid("base=\(text): \(Base.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return Encoded(base: base)
    }

    var options: String { base == .cosine ? "" : "base=\(base.rawValue)" }
    var summary: String { "\(base.rawValue) of what a learned encoder makes of both vectors" }
    var requiredDimension: Int? { encoder?.inputDimension }
    var missing: String? { encoder == nil ? "has no encoder: learn one" : nil }

    private var inner: any Formula {
        switch base {
        case .cosine: Cosine()
        case .euclidean: Euclidean()
        case .dot: DotProduct()
        }
    }

    var properties: MeasureProperties { inner.properties }

    var form: MeasureForm {
        guard let encoder else { return inner.form }
        switch base {
        case .cosine: return MeasureForm(.encoded(encoder, isUnit: true), .dot, .cosineOfUnit, .descending)
        case .euclidean: return MeasureForm(.encoded(encoder, isUnit: false), .squaredEuclidean, .squareRoot, .ascending)
        case .dot: return MeasureForm(.encoded(encoder, isUnit: false), .dot, .identity, .descending)
        }
    }

    var otherForms: [MeasureForm] {
        guard base == .cosine, let encoder else { return [] }
        return [MeasureForm(.encoded(encoder, isUnit: true), .squaredEuclidean, .cosineOfChord, .ascending)]
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        guard let encoder else { return 0 }
        let a = encoder.encoded(a), b = encoder.encoded(b)
        return inner.value(a.span, b.span)
    }

    func similarity(ofValue value: Double) -> Double { inner.similarity(ofValue: value) }

    /// Hidden units mix the dimensions; of a linear encoder's outputs each has its share.
    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? { nil }

    var weights: MeasureWeights? { encoder.map { .encoder($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .encoder(let encoder) = weights else { throw MeasureError(.invalidWeights, "encoded wants an encoder") }
        return Encoded(base: base, encoder: encoder)
    }
}

extension Measure {
    /// The measure of what an encoder makes of two vectors.
    ///
    /// - Parameter base: cosine, euclidean or dot; a measure that is encoded itself stands for its own base.
    /// - Throws: `.invalidOption` for another base.
    public static func encoded(_ encoder: LearnedEncoder, base: Measure = .cosine) throws(MeasureError) -> Measure {
        if let encoded = base.formula as? Encoded { return Measure(Encoded(base: encoded.base, encoder: encoder)) }
        guard let base = Encoded.Base(rawValue: base.description) else {
            throw MeasureError(
                .invalidOption, "what is encoded cannot be compared by \(base): \(Encoded.Base.allCases.map(\.rawValue).joined(separator: ", ")) can")
        }
        return Measure(Encoded(base: base, encoder: encoder))
    }

    /// What a measure of encoded vectors encodes with.
    public var encoder: LearnedEncoder? { (formula as? Encoded)?.encoder }
}
