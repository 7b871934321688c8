extension Measure {
    /// The value of two vectors in Float64, by the straightforward formula.
    ///
    /// - Precondition: equal dimensions, and a fitted measure: see `check(dimension:)`.
    /// - Complexity: O(*d*); O(*d*²) for Mahalanobis.
    public func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
        precondition(formula.missing == nil, "\(self) \(formula.missing ?? "")")
        return formula.value(a, b)
    }

    /// The value of two vectors in Float64.
    public func value(_ a: [Double], _ b: [Double]) -> Double { value(a.span, b.span) }

    /// The value of two vectors through the Float32 kernels: within 1e-5 of the Float64 value, relative to the size of the
    /// terms. This is what reranks the last few candidates of a search.
    ///
    /// - Precondition: equal dimensions, and a fitted measure: see `check(dimension:)`.
    public func value(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
        precondition(formula.missing == nil, "\(self) \(formula.missing ?? "")")
        return formula.value(a, b)
    }

    /// The value as a similarity, larger is nearer: a similarity itself; of a distance 1/(1+d), of an angle 1 − θ/π.
    /// Monotone, so it ranks as the value does.
    public func similarity(ofValue value: Double) -> Double { formula.similarity(ofValue: value) }

    /// Whether the measure can score vectors of this dimension. Doors call it once; below them it is a precondition.
    ///
    /// - Throws: `.notFitted`, `.dimensionMismatch`.
    public func check(dimension: Int) throws(MeasureError) {
        if let missing = formula.missing { throw MeasureError(.notFitted, "\(self) \(missing)") }
        guard dimension >= formula.minimumDimension else {
            throw MeasureError(
                .dimensionMismatch, "\(self) looks at dimension \(formula.minimumDimension - 1), the vectors have \(dimension)")
        }
        guard let required = formula.requiredDimension, required != dimension else { return }
        throw MeasureError(.dimensionMismatch, "\(self) was made for dimension \(required), the vectors have \(dimension)")
    }

    /// Whether the measure is defined for this vector: its components are finite, and inside the ball for strict Poincaré.
    ///
    /// - Throws: `.notFinite`, `.outsideBall`.
    public func validate(_ vector: Span<Float>) throws(MeasureError) {
        for i in vector.indices where !vector[i].isFinite {
            throw MeasureError(.notFinite, "component \(i) is \(vector[i])")
        }
        try formula.validate(vector)
    }
}
