/// What each dimension contributed to a value.
public struct Explanation: Sendable, Hashable, Codable {
    /// The measure's canonical text.
    public let measure: String
    /// The value.
    public let value: Double
    /// The value as a similarity.
    public let similarity: Double
    /// One term per dimension; empty where dimensions cannot be told apart (learned).
    public let terms: [Double]
    /// How the terms make the value: "sum", "square root of the sum", …
    public let rule: String
}

extension Measure {
    /// What each dimension contributed to the value of two vectors, in Float64.
    ///
    ///     Measure.euclidean.explain([1, 2, 3], [2, 0, 1]).terms   // [1, 4, 4], "square root of the sum"
    ///
    /// - Precondition: equal dimensions, and a fitted measure.
    public func explain(_ a: [Double], _ b: [Double]) -> Explanation {
        let value = value(a, b)
        let contributions = formula.contributions(a.span, b.span)
        return Explanation(
            measure: description, value: value, similarity: similarity(ofValue: value),
            terms: contributions?.terms ?? [], rule: contributions?.rule ?? "dimensions cannot be told apart")
    }
}
