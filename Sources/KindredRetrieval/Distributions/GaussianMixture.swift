import Foundation
internal import KindredClustering
public import KindredMath

// Dempster, Laird, Rubin, "Maximum likelihood from incomplete data via the EM algorithm", J. Royal Statistical Society B 39(1),
// 1977. Begins with k-means, as scikit-learn does, and ends like it: when the mean log-likelihood settles.

/// A weighted sum of Gaussians: what some points are like, as a distribution.
///
/// ```swift
/// let mixture = try GaussianMixture(points.span, dimension: 4, parameters: MixtureParameters(components: 3, restarts: 10))
/// mixture.logLikelihood          // −1.2013, the mean of a point
/// mixture.bic(points.count / 4)  // 580.86
/// mixture.labels(of: points.span)
/// ```
public struct GaussianMixture: Sendable, Equatable {
    /// How much each component counts; their sum is 1.
    public let weights: [Double]
    /// The Gaussians.
    public let components: [GaussianDistribution]
    /// The mean log-likelihood of a point that it was fitted to; 0 when it was given.
    public let logLikelihood: Double
    /// Iterations run, of the restart kept.
    public let iterations: Int
    /// Whether the iterations ended by themselves.
    public let isConverged: Bool
    /// Numbers that were fitted.
    package let freedom: Int

    /// How many dimensions.
    public var dimension: Int { components[0].dimension }

    /// A mixture of given components.
    ///
    /// - Throws: `DistributionError`: `mismatch` for another number of weights or different dimensions, and as
    ///   `DiscreteDistribution` for the weights, which are divided by their sum.
    public init(weights: [Double], components: [GaussianDistribution]) throws(DistributionError) {
        guard weights.count == components.count, let first = components.first else {
            throw DistributionError(.mismatch, "\(weights.count) weights for \(components.count) components; as many of both are needed")
        }
        for other in components where other.dimension != first.dimension {
            throw DistributionError(.mismatch, "components of \(first.dimension) and of \(other.dimension) dimensions")
        }
        self.init(weights: try DiscreteDistribution(weights).probabilities, components, logLikelihood: 0, iterations: 0, isConverged: true, freedom: 0)
    }

    /// A mixture as a fit left it, number for number; from a file, so everything is checked.
    ///
    /// - Throws: `DistributionError`: `mismatch`, `notFinite`, and `degenerate` for weights whose sum is not 1.
    package init(
        restoring weights: [Double], _ components: [GaussianDistribution], logLikelihood: Double, iterations: Int, isConverged: Bool, freedom: Int
    ) throws(DistributionError) {
        _ = try GaussianMixture(weights: weights, components: components)
        let sum = weights.reduce(0, +)
        guard abs(sum - 1) < 1e-9 else { throw DistributionError(.degenerate, "the weights of components have the sum \(sum), not 1") }
        guard logLikelihood.isFinite, iterations >= 0, freedom >= 0 else {
            throw DistributionError(.notFinite, "a fit of log-likelihood \(logLikelihood) in \(iterations) iterations with \(freedom) numbers")
        }
        self.init(weights: weights, components, logLikelihood: logLikelihood, iterations: iterations, isConverged: isConverged, freedom: freedom)
    }

    /// A mixture of one.
    init(single: GaussianDistribution) {
        self.init(weights: [1], [single], logLikelihood: 0, iterations: 0, isConverged: true, freedom: 0)
    }

    /// Fits a mixture to points.
    ///
    /// - Parameters:
    ///   - points: row after row, `dimension` components each.
    ///   - isCancelled: asked after each iteration whether to give up.
    /// - Throws: `DistributionError`: `invalidParameter` (also for fewer points than components), `notFinite`, `degenerate` for
    ///   points without spread when nothing is added to variances, `cancelled`.
    /// - Complexity: O(*n k d*²) an iteration.
    public init(
        _ points: Span<Float>, dimension: Int, parameters: MixtureParameters, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(DistributionError) {
        try parameters.validate()
        guard dimension > 0, points.count % dimension == 0 else {
            throw DistributionError(.invalidParameter, "\(points.count) components are no points of dimension \(dimension)")
        }
        let count = points.count / dimension
        guard count >= parameters.components else {
            throw DistributionError(.invalidParameter, "\(count) points do not make \(parameters.components) components")
        }
        var best: MixtureFit?
        for restart in 0..<parameters.restarts {
            let labels = try Self.seedLabels(points, dimension, parameters, restart, isCancelled)
            var fit = try MixtureFit(points, dimension: dimension, labels: labels, parameters)
            try fit.iterate(isCancelled)
            if best.map({ fit.logLikelihood > $0.logLikelihood }) ?? true { best = fit }
        }
        guard let best else { throw DistributionError(.invalidParameter, "restarts is \(parameters.restarts): 1 at least is allowed") }
        self.init(
            weights: best.weights, best.components, logLikelihood: best.logLikelihood, iterations: best.iterations, isConverged: best.isConverged,
            freedom: parameters.freedom(dimension))
    }

    private init(weights: [Double], _ components: [GaussianDistribution], logLikelihood: Double, iterations: Int, isConverged: Bool, freedom: Int) {
        self.weights = weights
        self.components = components
        self.logLikelihood = logLikelihood
        self.iterations = iterations
        self.isConverged = isConverged
        self.freedom = freedom
    }

    /// Groups to begin with.
    private static func seedLabels(
        _ points: Span<Float>, _ dimension: Int, _ parameters: MixtureParameters, _ restart: Int, _ isCancelled: (@Sendable () -> Bool)?
    ) throws(DistributionError) -> [UInt32] {
        let seed = SeededRandom.nextSeed(parameters.seed, restart)
        do {
            let clustering = try KMeans(
                points, dimension: dimension, parameters: KMeansParameters(k: parameters.components, iterations: 100, seed: seed), isCancelled: isCancelled)
            return clustering.labels(of: points)
        } catch {
            let code: DistributionError.Code = error.code == .cancelled ? .cancelled : error.code == .notFinite ? .notFinite : .invalidParameter
            throw DistributionError(code, error.message)
        }
    }

    /// The Bayesian information criterion for the points it was fitted to; smaller is better. Schwarz, Annals of Statistics 6(2), 1978.
    public func bic(_ count: Int) -> Double { -2 * logLikelihood * Double(count) + Double(freedom) * log(Double(count)) }

    /// Akaike's information criterion for the points it was fitted to; smaller is better. IEEE Trans. Automatic Control 19(6), 1974.
    public func aic(_ count: Int) -> Double { -2 * logLikelihood * Double(count) + 2 * Double(freedom) }
}

extension SeededRandom {
    /// The seed of a restart.
    static func nextSeed(_ seed: UInt64, _ restart: Int) -> UInt64 {
        guard restart > 0 else { return seed }
        var random = SeededRandom(seed: seed, stream: UInt64(restart))
        return random.next()
    }
}
