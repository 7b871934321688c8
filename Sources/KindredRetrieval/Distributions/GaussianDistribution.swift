import Foundation
public import KindredMath

/// A Gaussian in some dimensions.
///
/// ```swift
/// let p = try GaussianDistribution(mean: [0, 0], covariance: Matrix([[1, 0.2], [0.2, 1]]))
/// p.logDensity([0, 0])      // −1.8174…
/// ```
public struct GaussianDistribution: Sendable, Equatable {
    /// The mean.
    public let mean: [Double]
    /// The covariance, symmetric and positive definite.
    public let covariance: Matrix<Double>
    /// Its Cholesky factor.
    let factor: Cholesky
    /// −½ (d ln 2π + ln det Σ).
    private let logNorm: Double

    /// A Gaussian of a mean and a covariance.
    ///
    /// - Throws: `DistributionError`: `mismatch` for a covariance of another shape, `notFinite`, `degenerate` for one that is not
    ///   symmetric and positive definite.
    public init(mean: [Double], covariance: Matrix<Double>) throws(DistributionError) {
        guard !mean.isEmpty, covariance.rows == mean.count, covariance.columns == mean.count else {
            throw DistributionError(.mismatch, "a covariance of \(covariance.rows) × \(covariance.columns) for a mean of \(mean.count) components")
        }
        guard mean.allSatisfy(\.isFinite), covariance.elements.allSatisfy(\.isFinite) else {
            throw DistributionError(.notFinite, "a mean or a covariance has a value that is no number or infinite")
        }
        guard covariance.isSymmetric(tolerance: 1e-9), let factor = Cholesky(covariance) else {
            throw DistributionError(.degenerate, "a covariance is not symmetric and positive definite: the points have no spread in some direction")
        }
        self.mean = mean
        self.covariance = covariance
        self.factor = factor
        logNorm = -0.5 * (Double(mean.count) * log(2 * .pi) + factor.logDeterminant)
    }

    /// How many dimensions.
    public var dimension: Int { mean.count }

    /// The logarithm of the density at a point.
    ///
    /// - Precondition: the point has as many components as the mean.
    /// - Complexity: O(*d*²).
    public func logDensity(_ point: [Double]) -> Double {
        precondition(point.count == dimension, "a point of \(point.count) components for a Gaussian of \(dimension)")
        var rest = zip(point, mean).map { $0 - $1 }
        factor.solveLower(&rest)
        return logNorm - 0.5 * rest.reduce(0) { $0 + $1 * $1 }
    }

    /// Adds to `sums[i]` the log density of point *i*, times nothing else: the rows are overwritten.
    ///
    /// - Parameter rows: points, row after row.
    func logDensities(of rows: [Double]) -> [Double] {
        let d = dimension
        var rows = rows
        for start in stride(from: 0, to: rows.count, by: d) { for j in 0..<d { rows[start + j] -= mean[j] } }
        factor.solveLower(rows: &rows)
        return stride(from: 0, to: rows.count, by: d).map { start in
            var sum = 0.0
            for j in start..<start + d { sum += rows[j] * rows[j] }
            return logNorm - 0.5 * sum
        }
    }

    /// A point drawn at random.
    public func draw(_ random: inout SeededRandom) -> [Double] {
        let normal = (0..<dimension).map { _ in random.normal() }
        return (0..<dimension).map { i in
            var value = mean[i]
            for j in 0...i { value += factor.factor[i, j] * normal[j] }
            return value
        }
    }

    public static func == (a: GaussianDistribution, b: GaussianDistribution) -> Bool { a.mean == b.mean && a.covariance == b.covariance }
}
