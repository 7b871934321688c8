import Foundation
import KindredSimilarity
import KindredStorage

/// What a collection with vectors of every form must hold and answer, by naive loops over its points.
struct VariableModel {
    static let dimension = 4
    static let components: UInt32 = 40

    let measure: Measure
    var points: [PointID: Point] = [:]

    /// A dense, a sparse and a multivector; small segments.
    static func configuration(_ measure: Measure = .cosine) -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: dimension, measure: measure)
        configuration.sparseVectors["s"] = SparseVectorConfiguration()
        configuration.vectors["m"] = VectorConfiguration(dimension: dimension, measure: measure, isMultivector: true)
        configuration.optimizer.segmentRows = 64
        configuration.optimizer.indexingThreshold = 0
        return configuration
    }

    /// Values that halves add up to exactly, so that many scores tie; indices in no order.
    static func sparse(_ random: inout TestRandom, exact: Bool = false) -> SparseVector {
        let indices = Array(Set((0..<Int.random(in: 0...12, using: &random)).map { _ in UInt32.random(in: 0..<components, using: &random) })).shuffled(using: &random)
        return SparseVector(
            indices: indices.map { $0 % 7 == 0 ? $0 &* 100_000_007 : $0 },
            values: indices.map { _ in exact ? Float(Int.random(in: -2...2, using: &random)) / 2 : Float.random(in: -1...1, using: &random) })
    }

    static func rows(_ random: inout TestRandom) -> [[Float]] { (0..<Int.random(in: 1...5, using: &random)).map { _ in random.vector(dimension) } }

    /// A point that may lack any of its vectors.
    static func point(_ id: UInt64, _ random: inout TestRandom) -> Point {
        var point = Point(id: .number(id), vectors: [:], payload: ["row": .int(Int64(id)), "even": .bool(id % 2 == 0)])
        if Int.random(in: 0..<5, using: &random) > 0 { point.vectors[""] = random.vector(dimension) }
        if Int.random(in: 0..<5, using: &random) > 0 { point.sparseVectors["s"] = sparse(&random, exact: id % 3 == 0) }
        if Int.random(in: 0..<5, using: &random) > 0 { point.multivectors["m"] = rows(&random) }
        return point
    }

    func matching(_ filter: Filter?) -> [Point] {
        points.values.filter { point in filter?.matches(point.payload, id: point.id) { point.values[$0] != nil } ?? true }.sorted { $0.id < $1.id }
    }

    /// The sum in the order of ascending components; nil when nothing is shared.
    static func dot(_ a: SparseVector, _ b: SparseVector) -> Float? {
        let values = Dictionary(uniqueKeysWithValues: zip(b.indices, b.values))
        let shared = zip(a.indices, a.values).filter { values[$0.0] != nil }.sorted { $0.0 < $1.0 }
        return shared.isEmpty ? nil : shared.reduce(Float(0)) { $0 + $1.1 * (values[$1.0] ?? 0) }
    }

    func sparseHits(_ query: SparseVector, limit: Int, offset: Int = 0, _ filter: Filter? = nil, threshold: Float? = nil) -> [Scored] {
        let scored = matching(filter).compactMap { point in point.sparseVectors["s"].flatMap { Self.dot(query, $0) }.map { (score: $0, id: point.id) } }
        let sorted = scored.filter { threshold == nil || $0.score >= threshold ?? 0 }.sorted { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
        return sorted.prefix(limit + offset).dropFirst(offset).map { Scored($0.id, $0.score) }
    }

    /// MaxSim in Float64: the sum of the largest similarities or of the least distances, of Euclidean ones the root of the squares' sum.
    func maxSim(_ query: [[Float]], _ rows: [[Float]]) -> Double {
        let best = query.map { row in
            let values = rows.map { measure.value(row.map(Double.init), $0.map(Double.init)) }
            return (measure.kind == .distance ? values.min() : values.max()) ?? 0
        }
        return measure == .euclidean ? best.reduce(0) { $0 + $1 * $1 }.squareRoot() : best.reduce(0, +)
    }

    func multiScores(_ query: [[Float]], _ filter: Filter? = nil) -> [(id: PointID, score: Double)] {
        let scored = matching(filter).compactMap { point in point.multivectors["m"].map { (id: point.id, score: maxSim(query, $0)) } }
        return scored.sorted { measure.kind == .distance ? $0.score < $1.score : $0.score > $1.score }
    }
}

/// A hit as comparisons want it.
struct Scored: Equatable {
    var id: PointID
    var score: Float

    init(_ id: PointID, _ score: Float) { (self.id, self.score) = (id, score) }

    init(_ hit: SearchHit) { self.init(hit.id, hit.score) }
}
