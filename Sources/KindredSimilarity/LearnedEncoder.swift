/// What learning made of vectors: affine maps one after another, each perhaps followed by ReLU.
///
///     let encoder = try LearnedEncoder([AffineMap(weights: [1, 0, 0, 2], bias: [0, 1])])
///     encoder.encoded([3, 4])                       // 3, 9
///     Measure.encoded(encoder, base: .cosine)       // compares what it makes of two vectors
///
/// A single map without activation is the learned linear metric d(x, y) = |L(x − y)|, whose M = LᵀL is positive semidefinite by
/// construction (Weinberger, Saul 2009). Maps that nothing lies between are folded into one, so that a linear encoder costs
/// one product whatever it was trained as.
public struct LearnedEncoder: Sendable, Hashable {
    /// The maps, in the order in which they are applied.
    public let maps: [AffineMap]

    /// - Throws: `.invalidWeights` when there is no map, or one does not take what the one before it makes.
    public init(_ maps: [AffineMap]) throws(MeasureError) {
        guard let first = maps.first else { throw MeasureError(.invalidWeights, "an encoder needs at least one map") }
        var folded = [first]
        for (before, next) in zip(maps, maps.dropFirst()) {
            guard next.inputs == before.outputs else {
                throw MeasureError(.invalidWeights, "a map of \(next.inputs) components cannot follow one that makes \(before.outputs)")
            }
            if let last = folded.last, let one = try last.folded(with: next) { folded[folded.count - 1] = one } else { folded.append(next) }
        }
        self.maps = folded
    }

    /// Components of what it takes.
    public var inputDimension: Int { maps.first?.inputs ?? 0 }
    /// Components of what it makes.
    public var outputDimension: Int { maps.last?.outputs ?? 0 }
    /// Whether it is one affine map.
    public var isLinear: Bool { maps.count == 1 && maps[0].activation == .none }

    /// What it makes of one vector.
    ///
    /// - Precondition: `vector.count == inputDimension`.
    /// - Complexity: O(weights).
    public func encoded(_ vector: Span<Float>) -> [Float] {
        precondition(vector.count == inputDimension, "a vector of \(vector.count) for an encoder of \(inputDimension)")
        var x = maps[0](vector)
        for map in maps.dropFirst() { x = map(x.span) }
        return x
    }

    /// What it makes of one vector.
    public func encoded(_ vector: [Float]) -> [Float] { encoded(vector.span) }

    /// What it makes of vectors that follow one another, by matrix products.
    ///
    /// - Precondition: `vectors.count` is a multiple of `inputDimension`.
    public func encoded(rows vectors: Span<Float>) -> [Float] {
        precondition(vectors.count % inputDimension == 0, "\(vectors.count) components are no rows of \(inputDimension)")
        var result: [Float] = []
        result.reserveCapacity(vectors.count / inputDimension * outputDimension)
        let block = Self.blockRows * inputDimension
        for start in stride(from: 0, to: vectors.count, by: block) {
            let rows = vectors.extracting(start..<min(start + block, vectors.count))
            let count = rows.count / inputDimension
            var x = maps[0](rows: rows, count: count)
            for map in maps.dropFirst() { x = map(rows: x.span, count: count) }
            result += x
        }
        return result
    }

    /// What lies between two maps then stays in the second-level cache.
    private static let blockRows = 512

    /// What it makes of one vector in Float64, by the definition.
    func encoded(_ vector: Span<Double>) -> [Double] {
        var x = vector.indices.map { vector[$0] }
        for map in maps { x = map(x) }
        return x
    }
}

extension LearnedEncoder: Codable {
    private enum CodingKeys: String, CodingKey { case maps }

    /// - Throws: what `init(_:)` throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(container.decode([AffineMap].self, forKey: .maps))
    }
}
