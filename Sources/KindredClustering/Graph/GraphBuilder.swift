internal import Foundation
internal import KindredMath
public import KindredSimilarity

// Von Luxburg, "A tutorial on spectral clustering", Statistics and Computing 17(4), 2007, section 2.2. Departures: the degree of a
// point is that of the graph after the threshold; a point counts as one of its own nearest, as in scikit-learn; the union of nearest
// neighbors averages both directions.

extension SimilarityGraph {
    /// Points up to which a full graph is built without being forced: 20,000 take 1.6 GB.
    public static let fullMax = 20_000

    /// The graph of some points.
    ///
    /// - Parameters:
    ///   - points: row after row, `dimension` components each.
    ///   - source: who answers nearest neighbors, by the parameters' measure; nil for an exact search.
    ///   - force: whether a full graph may have more than ``fullMax`` points.
    ///   - threads: threads to use; nothing depends on it but the time.
    /// - Throws: `invalidParameter`, `notFinite`, or for a full graph of too many points `tooLarge`.
    /// - Complexity: O(*n*² *d*); less where the source is an index or a tree.
    public init(
        _ points: Span<Float>, dimension: Int, parameters: GraphParameters, source: (any NearestSource)? = nil, force: Bool = false,
        threads: Int = 1
    ) throws(ClusteringError) {
        try parameters.validate()
        let count = try PointCheck.count(points, dimension: dimension)
        let (measure, gamma) = try parameters.fitted(to: points, dimension: dimension)
        switch parameters.structure {
        case .full:
            guard count <= Self.fullMax || force else {
                throw ClusteringError(
                    .tooLarge,
                    "a full graph of \(count) points takes \(count * count * 4 / 1_000_000) MB; without force at most \(Self.fullMax) points, or use nearest neighbors")
            }
            self.init(.dense(FullWeights(points, dimension, parameters, measure, gamma).matrix(threads: threads)), gamma: gamma)
        case .radius(let radius):
            let lists = try measure.exactRanges(points, dimension: dimension).within(radius, of: (0..<UInt32(count)).map { $0 }, threads: threads)
            self.init(.sparse(EdgeWeights(parameters, measure, gamma).matrix(lists, mutual: nil)), gamma: gamma)
        case .nearest(let k, let mutual):
            let source = if let source { source } else { try measure.exactSource(points, dimension: dimension) }
            guard source.count == count else {
                throw ClusteringError(.invalidParameter, "the source of neighbors has \(source.count) points, not \(count)")
            }
            let lists = source.nearestOfAll(k - 1, threads: threads)
            self.init(.sparse(EdgeWeights(parameters, measure, gamma).matrix(lists, mutual: mutual)), gamma: gamma)
        }
    }
}

extension GraphParameters {
    /// The measure ready to score, and γ where edges are Gaussian.
    func fitted(to points: Span<Float>, dimension: Int) throws(ClusteringError) -> (Measure, Double?) {
        do throws(MeasureError) {
            let measure = try measure.fitted(to: points, dimension: dimension, seed: seed)
            try measure.check(dimension: dimension)
            guard case .gaussian(let given) = weight else { return (measure, nil) }
            return (measure, given ?? GaussianWidth.gamma(points, dimension, measure, seed))
        } catch {
            throw ClusteringError(.invalidParameter, error.message)
        }
    }
}

/// The automatic bandwidth: σ is the median distance of sampled pairs.
enum GaussianWidth {
    private static let pairsMax = 1000

    /// γ = 1/(2σ²); 1 where more than half of the sampled pairs coincide.
    static func gamma(_ points: Span<Float>, _ dimension: Int, _ measure: Measure, _ seed: UInt64) -> Double {
        let count = points.count / dimension
        var random = SeededRandom(seed: seed, stream: 0xBA4D), distances: [Double] = []
        guard count > 1 else { return 1 }
        let all = count * (count - 1) / 2 <= pairsMax
        func add(_ i: Int, _ j: Int) {
            distances.append(
                Double(
                    measure.value(
                        points.extracting(i * dimension..<(i + 1) * dimension), points.extracting(j * dimension..<(j + 1) * dimension))))
        }
        if all {
            for i in 1..<count { for j in 0..<i { add(i, j) } }
        } else {
            for _ in 0..<pairsMax {
                let i = random.integer(below: count), j = random.integer(below: count - 1)
                add(i, j < i ? j : j + 1)
            }
        }
        distances.sort()
        let median = (distances[(distances.count - 1) / 2] + distances[distances.count / 2]) / 2
        return median > 0 && median.isFinite ? 1 / (2 * median * median) : 1
    }
}

extension Measure {
    /// An exact search by this measure: of Euclid's and cosine's order by trees and products, of others by the measure itself.
    func exactSource(_ points: Span<Float>, dimension: Int) throws(ClusteringError) -> any NearestSource {
        if self == .euclidean { return try ExactNeighbors(points, dimension: dimension) }
        return try MeasuredNeighbors(points, dimension: dimension, measure: self)
    }

    /// An exact search within a distance of this measure.
    func exactRanges(_ points: Span<Float>, dimension: Int) throws(ClusteringError) -> any RangeSource {
        if self == .euclidean { return try ExactNeighbors(points, dimension: dimension) }
        return try MeasuredNeighbors(points, dimension: dimension, measure: self)
    }
}
