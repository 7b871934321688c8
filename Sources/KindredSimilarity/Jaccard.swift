/// Jaccard similarity of sets, |x∩y|/|x∪y|: SIM-15. Range [0, 1], larger is nearer; two empty sets have 1.
///
/// 1 − S is a metric, S itself is a similarity. A component that is not zero belongs to the set. Roaring bitmaps bring their own.
struct Jaccard: Formula {
    static let name = "jaccard"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Jaccard { Jaccard() }

    var summary: String { "Jaccard similarity, |x∩y|/|x∪y|" }
    var properties: MeasureProperties { .similarity(0...1) }
    var form: MeasureForm { MeasureForm(.binary, .jaccard, .identity, .descending) }
    var otherForms: [MeasureForm] { [MeasureForm(.binary, .dot, .jaccard, .withNorms)] }
    var candidateMeasure: Measure? { .cosine }
    func service(by index: IndexKind) -> IndexService { index == .flat ? .exact : .asCandidates(index, under: candidateMeasure) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        Self.ratio(a.indices.count { a[$0] != 0 && b[$0] != 0 }, a.indices.count { a[$0] != 0 || b[$0] != 0 })
    }

    static func reduce(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        Float(ratio(a.indices.count { a[$0] != 0 && b[$0] != 0 }, a.indices.count { a[$0] != 0 || b[$0] != 0 }))
    }

    static func ratio(_ both: Int, _ either: Int) -> Double { either == 0 ? 1 : Double(both) / Double(either) }

    /// Of a dot product of zeros and ones, whose squared norms are the sets' sizes.
    static func finish(_ both: Float, _ a: Float, _ b: Float) -> Float {
        let either = (a * a).rounded() + (b * b).rounded() - both
        return either > 0 ? both / either : 1
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let either = Double(a.indices.count { a[$0] != 0 || b[$0] != 0 })
        return Contributions(
            terms: a.indices.map { a[$0] != 0 && b[$0] != 0 ? 1 / either : 0 },
            rule: either == 0 ? "1, both sets are empty" : "sum")
    }
}
