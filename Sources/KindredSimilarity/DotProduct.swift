/// Dot product, p: SIM-3. Unbounded, larger is nearer.
///
/// It captures angle *and* norm: a longer vector can be nearer to *x* than *x* is (`selfIsBest` is false). No metric.
/// A zero vector has product 0 with everything.
struct DotProduct: Formula {
    static let name = "dot"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> DotProduct { DotProduct() }

    var summary: String { "dot product, p" }
    var properties: MeasureProperties { .unboundedSimilarity }
    var form: MeasureForm { MeasureForm(.identity, .dot, .identity, .descending) }

    /// Indexes that search distances serve it through `InnerProductAugmentation`.
    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double { Wide.dot(a, b) }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        Contributions(terms: a.indices.map { a[$0] * b[$0] }, rule: "sum")
    }
}
