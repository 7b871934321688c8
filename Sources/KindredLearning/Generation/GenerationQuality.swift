public import KindredMath
internal import KindredSimilarity

/// How good made vectors are beside real ones that taught nothing: whether they look real, and whether they cover all there is.
///
/// Precision and recall of Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", NeurIPS 2019: a
/// vector is covered by a set when it lies nearer to one of it than that one's k-th nearest other.
public struct GenerationQuality: Sendable, Hashable {
    /// The share of made vectors that the real ones cover: low when they look like nothing real.
    public let precision: Double
    /// The share of real vectors that the made ones cover: low when modes are missing.
    public let recall: Double
    /// The share that the discriminator tells right of real and made ones, as many of each: near ½ when it cannot.
    public let discriminator: Double
    /// The greatest gap of a component's mean, in its deviations, and the greatest ratio of deviations, at least 1.
    public let meanGap, deviationRatio: Double

    /// Judges a generator.
    ///
    /// - Parameters:
    ///   - real: rows that taught nothing, two at least.
    ///   - labels: their classes, where the generator knows some.
    /// - Throws: `tooFewRows`; what `VectorGenerator.vectors` throws.
    /// - Complexity: O(*n*² *d*).
    public init(_ generator: VectorGenerator, _ real: Matrix<Float>, labels: [Int]? = nil, k: Int = 3, seed: UInt64 = 0) throws {
        guard real.rows > k else { throw LearningError(.tooFewRows, "\(real.rows) rows to judge by: \(k + 1) are the least") }
        let made = try generator.vectors(real.rows, seed: seed)
        precision = try Self.covered(made.vectors, by: real, k)
        recall = try Self.covered(real, by: made.vectors, k)
        let right = generator.scores(of: real, labels: labels).count { $0 > 0 } + generator.scores(of: made.vectors, labels: made.labels).count { $0 <= 0 }
        discriminator = Double(right) / Double(2 * real.rows)
        let (a, b) = (Self.moments(real), Self.moments(made.vectors))
        meanGap = zip(a, b).map { $0.deviation > 0 ? abs($0.mean - $1.mean) / $0.deviation : 0 }.max() ?? 0
        deviationRatio = zip(a, b).map { $0.deviation > 0 && $1.deviation > 0 ? max($0.deviation / $1.deviation, $1.deviation / $0.deviation) : 1 }.max() ?? 1
    }

    private static func covered(_ vectors: Matrix<Float>, by base: Matrix<Float>, _ k: Int) throws -> Double {
        let within = try Measure.euclidean.values(queries: base.elements.span, rows: base.elements.span, dimension: base.columns)
        // Its own distance, 0, comes first.
        let radii = (0..<base.rows).map { within.row($0).sorted()[k] }
        let across = try Measure.euclidean.values(queries: vectors.elements.span, rows: base.elements.span, dimension: base.columns)
        let count = (0..<vectors.rows).count { row in (0..<base.rows).contains { across[row, $0] <= radii[$0] } }
        return Double(count) / Double(vectors.rows)
    }

    private static func moments(_ rows: Matrix<Float>) -> [(mean: Double, deviation: Double)] {
        (0..<rows.columns).map { column in
            let mean = (0..<rows.rows).reduce(0.0) { $0 + Double(rows[$1, column]) } / Double(rows.rows)
            let square = (0..<rows.rows).reduce(0.0) { $0 + (Double(rows[$1, column]) - mean) * (Double(rows[$1, column]) - mean) } / Double(rows.rows)
            return (mean, square.squareRoot())
        }
    }
}
