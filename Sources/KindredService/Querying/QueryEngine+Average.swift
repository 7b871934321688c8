import Kindred

extension QueryEngine {
    /// mean(positive) + mean(positive) − mean(negative); of multivectors the rows of the positive and the negated rows of the negative.
    static func average(_ positive: [VectorValue], _ negative: [VectorValue]) throws -> VectorValue {
        switch positive.first {
        case .dense: return .dense(average(positive.compactMap(\.dense), negative.compactMap(\.dense)))
        case .multi: return .multi(positive.flatMap(\.rows) + negative.flatMap(\.rows).map { $0.map { -$0 } })
        case .sparse: return .sparse(average(positive.compactMap(\.sparse), negative.compactMap(\.sparse)))
        case nil: throw RequestError(.validation, "internal.query.recommend: at least one positive example is needed")
        }
    }

    private static func average(_ positive: [[Float]], _ negative: [[Float]]) -> [Float] {
        let like = mean(positive)
        guard !negative.isEmpty else { return like }
        return zip(like, mean(negative)).map { $0 + $0 - $1 }
    }

    private static func mean(_ vectors: [[Float]]) -> [Float] {
        var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
        for vector in vectors { for (place, value) in vector.enumerated() { sum[place] += Double(value) } }
        return sum.map { Float($0 / Double(vectors.count)) }
    }

    private static func average(_ positive: [SparseVector], _ negative: [SparseVector]) -> SparseVector {
        let like = mean(positive)
        guard !negative.isEmpty else { return SparseVector(components: like) }
        var result = like.mapValues { $0 + $0 }
        for (index, value) in mean(negative) { result[index, default: 0] -= value }
        return SparseVector(components: result)
    }

    private static func mean(_ vectors: [SparseVector]) -> [UInt32: Double] {
        var sum: [UInt32: Double] = [:]
        for vector in vectors { for (index, value) in zip(vector.indices, vector.values) { sum[index, default: 0] += Double(value) } }
        return sum.mapValues { $0 / Double(vectors.count) }
    }
}

extension SparseVector {
    /// A vector of some components, by ascending index.
    init(components: [UInt32: Double]) {
        let sorted = components.sorted { $0.key < $1.key }
        self.init(indices: sorted.map(\.key), values: sorted.map { Float($0.value) })
    }
}

extension VectorValue {
    /// The components, when this is a dense vector.
    var dense: [Float]? { if case .dense(let vector) = self { vector } else { nil } }
    /// The vector, when this is a sparse one.
    var sparse: SparseVector? { if case .sparse(let vector) = self { vector } else { nil } }
    /// The rows of a multivector; none of other forms.
    var rows: [[Float]] { if case .multi(let rows) = self { rows } else { [] } }
}
