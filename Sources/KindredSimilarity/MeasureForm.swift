/// One way to compute a measure: prepare both vectors, reduce them to one number, finish.
///
/// All forms of a measure agree in value up to rounding. `Measure.form` is the measure's own one; the others exist for
/// indexes that know only some reductions. A form whose `order` is by the reduction can be searched without its finish.
public struct MeasureForm: Sendable, Hashable {
    /// What is done once to a row and once to a query.
    public let preparation: Preparation
    /// What is computed of two prepared vectors.
    public let reduction: Reduction
    /// What makes the measure's value of it.
    public let finish: Finish

    /// What decides the order of rows for one query.
    public enum Order: Sendable, Hashable {
        /// A smaller reduction is nearer, whatever the norms.
        case ascending
        /// A larger reduction is nearer, whatever the norms.
        case descending
        /// The row's norm decides too: the finish has to run inside the search.
        case withNorms
    }
    /// What decides the order of rows for one query.
    public let order: Order

    init(_ preparation: Preparation, _ reduction: Reduction, _ finish: Finish, _ order: Order) {
        self.preparation = preparation
        self.reduction = reduction
        self.finish = finish
        self.order = order
    }

    /// Whether the finish needs norms, so that an index should store them.
    public var usesNorms: Bool { finish.usesNorms }

    /// The number the finish wants to know of each prepared vector, summed in Float64: its Euclidean norm; for Poincaré
    /// 1 − |x|², which a norm rounded to Float32 would not give near the rim.
    ///
    /// - Complexity: O(*d*).
    public func norm(of prepared: Span<Float>) -> Float {
        if case .poincare = finish { return Poincare.conformal(prepared) }
        return Float(Preparation.norm(prepared))
    }

    /// The measure's value of two vectors that are not prepared yet.
    ///
    /// - Complexity: O(*d*), with allocations unless the preparation is the identity.
    public func value(_ query: Span<Float>, _ row: Span<Float>) -> Float {
        precondition(query.count == row.count, "different dimensions: \(query.count) and \(row.count)")
        if preparation.isIdentity { return preparedValue(query, row) }
        let query = preparation.prepared(query, as: .query)
        let row = preparation.prepared(row)
        return preparedValue(query.span, row.span)
    }

    /// The measure's value of two prepared vectors.
    public func preparedValue(_ query: Span<Float>, _ row: Span<Float>) -> Float {
        let reduced = reduction(query, row)
        guard usesNorms else { return finish(reduced, queryNorm: 0, rowNorm: 0) }
        return finish(reduced, queryNorm: norm(of: query), rowNorm: norm(of: row))
    }
}

extension MeasureForm {
    /// The value of two vectors, or nil where Float32 lost its digits to overflow or underflow on the way.
    func trustedValue(_ a: Span<Float>, _ b: Span<Float>) -> Float? {
        if preparation.isIdentity { return trustedPreparedValue(a, b) }
        let a = preparation.prepared(a, as: .query), b = preparation.prepared(b)
        return trustedPreparedValue(a.span, b.span)
    }

    /// The same of two prepared vectors.
    func trustedPreparedValue(_ a: Span<Float>, _ b: Span<Float>) -> Float? {
        let reduced = reduction(a, b)
        guard isTrusted(reduced) else { return nil }
        let norms = usesNorms ? (norm(of: a), norm(of: b)) : (0, 0)
        guard !usesNorms || reduction != .dot || Self.holdsDigits(norms.0 * norms.1) else { return nil }
        let value = finish(reduced, queryNorm: norms.0, rowNorm: norms.1)
        return value.isFinite ? value : nil
    }

    /// A squared distance this small may have lost terms to underflow.
    func isTrusted(_ reduced: Float) -> Bool {
        reduced.isFinite && (reduction != .squaredEuclidean || reduced > 1e-25)
    }

    /// Whether products of this size, and their terms, keep their digits in Float32.
    static func holdsDigits(_ product: Float) -> Bool { product > 1e-25 && product < 1e35 }
}
