/// Everything that shapes a mixture of Gaussians.
public struct MixtureParameters: Sendable, Hashable {
    /// What the covariances of the components may be.
    public enum Covariance: String, Sendable, Hashable, CaseIterable {
        /// Each component has one of its own.
        case full
        /// All components share one.
        case tied
        /// Each has its own variance in each dimension.
        case diagonal = "diag"
        /// Each has one variance for all dimensions.
        case spherical
    }

    /// How many components. At least 1, at most as many as there are points.
    public var components: Int
    /// What their covariances may be.
    public var covariance: Covariance
    /// Iterations at most.
    public var iterations: Int
    /// Iterations end when the mean log-likelihood changes by less than this.
    public var tolerance: Double
    /// Added to every variance, so that none collapses.
    public var regularization: Double
    /// Whole runs from different seeds, of which the likeliest is kept.
    public var restarts: Int
    /// Seed of every draw.
    public var seed: UInt64

    /// Parameters of a mixture.
    public init(
        components: Int, covariance: Covariance = .full, iterations: Int = 100, tolerance: Double = 1e-3, regularization: Double = 1e-6,
        restarts: Int = 1, seed: UInt64 = 0
    ) {
        self.components = components
        self.covariance = covariance
        self.iterations = iterations
        self.tolerance = tolerance
        self.regularization = regularization
        self.restarts = restarts
        self.seed = seed
    }

    /// - Throws: `DistributionError.invalidParameter` naming the value and its range.
    public func validate() throws(DistributionError) {
        for (name, value) in [("components", components), ("iterations", iterations), ("restarts", restarts)] where !(1...1_000_000).contains(value) {
            throw DistributionError(.invalidParameter, "\(name) is \(value): 1...1000000 is allowed")
        }
        guard tolerance >= 0, tolerance < .infinity else { throw DistributionError(.invalidParameter, "tolerance is \(tolerance): numbers from 0 on are allowed") }
        guard regularization >= 0, regularization < .infinity else {
            throw DistributionError(.invalidParameter, "regularization is \(regularization): numbers from 0 on are allowed")
        }
    }

    /// Numbers that a mixture of these parameters has in `d` dimensions: what BIC and AIC charge for.
    func freedom(_ d: Int) -> Int {
        let spread =
            switch covariance {
            case .full: components * d * (d + 1) / 2
            case .tied: d * (d + 1) / 2
            case .diagonal: components * d
            case .spherical: components
            }
        return components * d + components - 1 + spread
    }
}
