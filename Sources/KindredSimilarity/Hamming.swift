/// Hamming distance, how many bits differ: SIM-14. Range 0…n, a metric on bit vectors.
///
/// Of vectors of numbers, a component is a set bit when it is not zero. Packed bits are a `BitVector`, whose distance is a
/// population count; rows of zeros and ones are served by any index, because their squared Euclidean distance is this one.
struct Hamming: Formula {
    static let name = "hamming"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Hamming { Hamming() }

    var summary: String { "Hamming distance, how many bits differ" }
    var properties: MeasureProperties { .distance(metric: true) }
    var form: MeasureForm { MeasureForm(.binary, .hamming, .identity, .ascending) }
    var otherForms: [MeasureForm] {
        [
            MeasureForm(.binary, .squaredEuclidean, .identity, .ascending),
            MeasureForm(.binary, .manhattan, .identity, .ascending),
        ]
    }

    func service(by index: IndexKind) -> IndexService { index == .bitLSH ? .approximate : .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        Double(a.indices.count { (a[$0] == 0) != (b[$0] == 0) })
    }

    static func reduce(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        Float(a.indices.count { (a[$0] == 0) != (b[$0] == 0) })
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        Contributions(terms: a.indices.map { (a[$0] == 0) != (b[$0] == 0) ? 1 : 0 }, rule: "sum")
    }
}
