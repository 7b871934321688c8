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
        Encoded(base: try Base(&options))
    }

    var options: String { base.options }
    var summary: String { "\(base.rawValue) of what a learned encoder makes of both vectors" }
    var requiredDimension: Int? { encoder?.inputDimension }
    var missing: String? { encoder == nil ? "has no encoder: learn one" : nil }

    var properties: MeasureProperties { base.formula.properties }

    var form: MeasureForm {
        guard let encoder else { return base.formula.form }
        return base.form { .encoded(encoder, isUnit: $0) }
    }

    var otherForms: [MeasureForm] {
        guard let encoder else { return [] }
        return base.otherForms { .encoded(encoder, isUnit: $0) }
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        guard let encoder else { return 0 }
        let a = encoder.encoded(a), b = encoder.encoded(b)
        return base.formula.value(a.span, b.span)
    }

    func similarity(ofValue value: Double) -> Double { base.formula.similarity(ofValue: value) }

    /// Hidden units mix the dimensions; of a linear encoder's outputs each has its share.
    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? { nil }

    var weights: MeasureWeights? { encoder.map { .encoder($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .encoder(let encoder) = weights else { throw MeasureError(.invalidWeights, "encoded wants an encoder") }
        return Encoded(base: base, encoder: encoder)
    }
}

extension Encoded.Base {
    /// What follows `base=` among a measure's options; cosine when nothing does.
    init(_ options: inout MeasureOptions) throws(MeasureError) {
        let text = options.text("base") ?? Self.cosine.rawValue
        guard let base = Self(rawValue: text) else {
            throw options.invalid("base=\(text): \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = base
    }

    /// The base that a measure is, or has when it is encoded itself.
    init(of measure: Measure) throws(MeasureError) {
        if let encoded = measure.formula as? Encoded {
            self = encoded.base
        } else if let towers = measure.formula as? Towers {
            self = towers.base
        } else if let base = Self(rawValue: measure.description) {
            self = base
        } else {
            throw MeasureError(.invalidOption, "what is encoded cannot be compared by \(measure): \(Self.allCases.map(\.rawValue).joined(separator: ", ")) can")
        }
    }

    var options: String { self == .cosine ? "" : "base=\(rawValue)" }

    var formula: any Formula {
        switch self {
        case .cosine: Cosine()
        case .euclidean: Euclidean()
        case .dot: DotProduct()
        }
    }

    /// The form over vectors that are encoded first, and made unit when asked.
    func form(_ preparation: (_ isUnit: Bool) -> Preparation) -> MeasureForm {
        switch self {
        case .cosine: MeasureForm(preparation(true), .dot, .cosineOfUnit, .descending)
        case .euclidean: MeasureForm(preparation(false), .squaredEuclidean, .squareRoot, .ascending)
        case .dot: MeasureForm(preparation(false), .dot, .identity, .descending)
        }
    }

    func otherForms(_ preparation: (_ isUnit: Bool) -> Preparation) -> [MeasureForm] {
        self == .cosine ? [MeasureForm(preparation(true), .squaredEuclidean, .cosineOfChord, .ascending)] : []
    }
}

extension Measure {
    /// The measure of what an encoder makes of two vectors.
    ///
    /// - Parameters:
    ///   - query: what encodes the vector that asks, when that is another encoder: then it is the measure `towers`.
    ///   - base: cosine, euclidean or dot; a measure that is encoded itself stands for its own base.
    /// - Throws: `.invalidOption` for another base, `.invalidWeights` for encoders that do not fit each other.
    public static func encoded(_ encoder: LearnedEncoder, query: LearnedEncoder? = nil, base: Measure = .cosine) throws(MeasureError) -> Measure {
        if let query { return try .towers(LearnedTowers(query: query, item: encoder), base: base) }
        return Measure(Encoded(base: try Encoded.Base(of: base), encoder: encoder))
    }

    /// What a measure of encoded vectors encodes stored vectors with; queries too, unless it has `towers`.
    public var encoder: LearnedEncoder? { (formula as? Encoded)?.encoder ?? towers?.item }
}
