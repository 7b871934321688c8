public import KindredMath
public import KindredSimilarity

// Hotelling, "Relations between two sets of variates", Biometrika 28, 1936; regularised as Vinod, J. Econometrics 4, 1976. Closed form:
// the singular values of Sₐₐ^−½ Sₐᵦ Sᵦᵦ^−½. Departure: each direction is weighted by the root of its correlation, so that the product of
// two projections is the sum of what they share; without it, the cosine is led astray by directions that say little.

/// Canonical correlation analysis: the linear maps of two modalities into one space in which partners agree most.
///
/// ```swift
/// let cca = try CanonicalCorrelation(images, texts, dimension: 32)
/// cca.correlations[0]                         // of the direction that they share most of
/// cca.first.embeddings(of: images, isUnit: true)
/// ```
public struct CanonicalCorrelation: Sendable {
    /// The correlation along each direction, descending, in 0...1.
    public let correlations: [Double]
    /// The map of the first modality.
    public let first: LearnedEncoder
    /// The map of the second modality.
    public let second: LearnedEncoder
    /// How the maps begin: outputs × inputs, over rows less their mean.
    let projections: (first: Matrix<Float>, second: Matrix<Float>)

    /// The analysis of pairs: row i of one belongs to row i of the other.
    ///
    /// - Parameters:
    ///   - dimension: directions; at most as many as the narrower modality has components.
    ///   - regularization: added to each variance, as a share of the mean variance; at least 0.
    /// - Throws: `dimensionMismatch`, `tooFewRows` below three pairs, `notFinite`, `invalidParameter`.
    /// - Complexity: O(*n d*² + *d*³).
    public init(_ a: Matrix<Float>, _ b: Matrix<Float>, dimension: Int, regularization: Double = 0.01) throws(LearningError) {
        try Self.check(a, b)
        guard (1...min(a.columns, b.columns)).contains(dimension) else {
            throw LearningError(.invalidParameter, "dimension is \(dimension): 1...\(min(a.columns, b.columns)) is allowed, the components of the narrower modality")
        }
        guard regularization >= 0, regularization.isFinite else {
            throw LearningError(.invalidParameter, "regularization is \(regularization): 0 or more is allowed")
        }
        let left = Whitening(a, regularization), right = Whitening(b, regularization)
        let shared = left.centred.multiplied(by: right.centred, transposeSelf: true)
        let crossed = left.roots * Matrix(rows: shared.rows, columns: shared.columns, elements: shared.elements.map { $0 / Double(a.rows) }) * right.roots
        let parts = SingularValues(crossed)
        let strengths = parts.values.prefix(dimension).map { max(0, min(1, $0)) }
        let u = Self.weighted(parts.u.transposed, strengths), v = Self.weighted(parts.vt, strengths)
        projections = ((u * left.roots).single, (v * right.roots).single)
        correlations = Array(strengths)
        do {
            first = try Self.encoder(projections.first, left.mean)
            second = try Self.encoder(projections.second, right.mean)
        } catch {
            throw LearningError(.notFinite, error.message)
        }
    }

    /// - Throws: `dimensionMismatch`, `tooFewRows`, `notFinite`.
    static func check(_ a: Matrix<Float>, _ b: Matrix<Float>) throws(LearningError) {
        guard a.rows == b.rows else { throw LearningError(.dimensionMismatch, "\(a.rows) rows of one modality and \(b.rows) of the other: they must be pairs") }
        guard a.rows > 2, a.columns > 0, b.columns > 0 else { throw LearningError(.tooFewRows, "\(a.rows) pairs: at least 3 are needed") }
        for rows in [a, b] {
            guard let place = rows.elements.firstIndex(where: { !$0.isFinite }) else { continue }
            throw LearningError(.notFinite, "row \(place / rows.columns) has the component \(rows.elements[place])")
        }
    }

    /// The first rows, each times the root of its strength.
    private static func weighted(_ rows: Matrix<Double>, _ strengths: [Double]) -> Matrix<Double> {
        Matrix(strengths.indices.map { i in rows.row(i).map { $0 * strengths[i].squareRoot() } })
    }

    private static func encoder(_ projection: Matrix<Float>, _ mean: [Double]) throws(MeasureError) -> LearnedEncoder {
        let bias = (0..<projection.rows).map { i in
            Float(-(0..<projection.columns).reduce(0.0) { $0 + Double(projection[i, $1]) * mean[$1] })
        }
        return try LearnedEncoder([AffineMap(weights: projection.elements, bias: bias)])
    }
}

/// A modality less its mean, and the inverse root of its covariance.
private struct Whitening {
    let mean: [Double]
    let centred: Matrix<Double>
    let roots: Matrix<Double>

    init(_ rows: Matrix<Float>, _ regularization: Double) {
        let width = rows.columns, count = Double(rows.rows)
        var mean = [Double](repeating: 0, count: width)
        for i in 0..<rows.rows { for j in 0..<width { mean[j] += Double(rows[i, j]) / count } }
        var centred = Matrix<Double>(rows: rows.rows, columns: width)
        for i in 0..<rows.rows { for j in 0..<width { centred[i, j] = Double(rows[i, j]) - mean[j] } }
        var covariance = centred.multiplied(by: centred, transposeSelf: true)
        covariance.elements = covariance.elements.map { $0 / count }
        let spread = covariance.trace / Double(width)
        for j in 0..<width { covariance[j, j] += regularization * spread }
        let eigen = SymmetricEigen(covariance)
        // A direction without variance says nothing, and its inverse would say everything.
        let least = 1e-10 * max(eigen.values.last ?? 0, .leastNormalMagnitude)
        let scales = eigen.values.map { $0 > least ? 1 / $0.squareRoot() : 0 }
        var scaled = eigen.vectors
        for i in 0..<width { for j in 0..<width { scaled[i, j] *= scales[i] } }
        self.mean = mean
        self.centred = centred
        roots = eigen.vectors.multiplied(by: scaled, transposeSelf: true)
    }
}

extension Matrix where Scalar == Double {
    fileprivate var single: Matrix<Float> { Matrix<Float>(rows: rows, columns: columns, elements: elements.map { Float($0) }) }
}
