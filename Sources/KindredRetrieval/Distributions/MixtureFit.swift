import Foundation
internal import KindredMath

/// One run of EM, between its iterations.
struct MixtureFit {
    private let points: [Double]
    private let count: Int
    private let dimension: Int
    private let parameters: MixtureParameters
    /// How much of each point belongs to each component: *n* × *k*.
    private var shares: [Double]

    private(set) var weights: [Double] = []
    private(set) var components: [GaussianDistribution] = []
    private(set) var logLikelihood = -Double.infinity
    private(set) var iterations = 0
    private(set) var isConverged = false

    /// Each point belongs to its group wholly.
    init(_ points: Span<Float>, dimension: Int, labels: [UInt32], _ parameters: MixtureParameters) throws(DistributionError) {
        self.points = (0..<points.count).map { Double(points[$0]) }
        self.dimension = dimension
        self.parameters = parameters
        count = labels.count
        shares = [Double](repeating: 0, count: count * parameters.components)
        for (point, label) in labels.enumerated() { shares[point * parameters.components + Int(label)] = 1 }
        try maximize()
    }

    /// Expectation and maximization in turn until the likelihood settles; ends with an expectation.
    mutating func iterate(_ isCancelled: (@Sendable () -> Bool)?) throws(DistributionError) {
        logLikelihood = expect()
        while iterations < parameters.iterations, !isConverged {
            if let isCancelled, isCancelled() { throw DistributionError(.cancelled, "the fit was stopped after \(iterations) iterations") }
            try maximize()
            let likelihood = expect()
            iterations += 1
            isConverged = abs(likelihood - logLikelihood) < parameters.tolerance
            logLikelihood = likelihood
        }
    }

    /// Computes the shares and returns the mean log-likelihood.
    private mutating func expect() -> Double {
        let k = components.count
        for (component, gaussian) in components.enumerated() {
            let logs = gaussian.logDensities(of: points), weight = log(weights[component])
            for point in 0..<count { shares[point * k + component] = logs[point] + weight }
        }
        var total = 0.0
        for start in stride(from: 0, to: count * k, by: k) {
            var largest = -Double.infinity
            for place in start..<start + k { largest = max(largest, shares[place]) }
            var sum = 0.0
            for place in start..<start + k {
                shares[place] = exp(shares[place] - largest)
                sum += shares[place]
            }
            for place in start..<start + k { shares[place] /= sum }
            total += largest + log(sum)
        }
        return total / Double(count)
    }

    /// Computes weights, means and covariances from the shares.
    private mutating func maximize() throws(DistributionError) {
        let k = parameters.components
        var sums = [Double](repeating: 10 * .ulpOfOne, count: k)
        for place in shares.indices { sums[place % k] += shares[place] }
        let total = Matrix(rows: count, columns: k, elements: shares).multiplied(by: Matrix(rows: count, columns: dimension, elements: points), transposeSelf: true)
        let means = (0..<k).map { component in total.row(component).map { $0 / sums[component] } }
        let all = sums.reduce(0, +)
        weights = sums.map { $0 / all }
        let covariances = self.covariances(means, sums)
        components = []
        for component in 0..<k {
            components.append(try GaussianDistribution(mean: means[component], covariance: covariances[component]))
        }
    }

    private func covariances(_ means: [[Double]], _ sums: [Double]) -> [Matrix<Double>] {
        let scatters = means.indices.map { scatter($0, means[$0]) }
        switch parameters.covariance {
        case .full: return zip(scatters, sums).map { regular($0, over: $1) }
        case .tied:
            var whole = scatters[0]
            for other in scatters.dropFirst() { for place in whole.elements.indices { whole.elements[place] += other.elements[place] } }
            return [Matrix<Double>](repeating: regular(whole, over: sums.reduce(0, +)), count: means.count)
        case .diagonal:
            return zip(scatters, sums).map { scatter, sum in .diagonal((0..<dimension).map { scatter[$0, $0] / sum + parameters.regularization }) }
        case .spherical:
            return zip(scatters, sums).map { scatter, sum in
                .diagonal([Double](repeating: scatter.trace / sum / Double(dimension) + parameters.regularization, count: dimension))
            }
        }
    }

    /// The matrix over the weight that went into it, and something on its diagonal.
    private func regular(_ scatter: Matrix<Double>, over sum: Double) -> Matrix<Double> {
        var result = scatter
        for i in 0..<dimension {
            for j in 0...i {
                let value = scatter[i, j] / sum
                result[i, j] = value
                result[j, i] = value
            }
            result[i, i] += parameters.regularization
        }
        return result
    }

    /// Σ share · (x − mean)(x − mean)ᵀ; only its diagonal where no more is needed.
    private func scatter(_ component: Int, _ mean: [Double]) -> Matrix<Double> {
        let k = parameters.components
        var rows = points
        for point in 0..<count {
            let root = shares[point * k + component].squareRoot()
            for j in 0..<dimension { rows[point * dimension + j] = root * (rows[point * dimension + j] - mean[j]) }
        }
        if parameters.covariance == .full || parameters.covariance == .tied {
            let moved = Matrix(rows: count, columns: dimension, elements: rows)
            return moved.multiplied(by: moved, transposeSelf: true)
        }
        var squares = [Double](repeating: 0, count: dimension)
        for place in rows.indices { squares[place % dimension] += rows[place] * rows[place] }
        return .diagonal(squares)
    }
}
