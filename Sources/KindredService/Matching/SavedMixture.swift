import KindredMath
import KindredNN
public import KindredRetrieval

/// A fitted mixture as a file keeps it, with what its dimensions are called.
///
///     try SavedMixture(mixture, names: ["petal length", "petal width"]).write(to: "iris.safetensors")
///     try SavedMixture(contentsOf: "iris.safetensors").mixture == mixture   // true
public struct SavedMixture: Sendable, Equatable {
    /// The mixture.
    public let mixture: GaussianMixture
    /// What the dimensions are called.
    public let names: [String]

    /// What is no tensor.
    private struct Contents: Codable {
        var names: [String]
        var logLikelihood: Double
        var iterations: Int
        var isConverged: Bool
        var freedom: Int
    }

    /// A mixture.
    ///
    /// - Precondition: a name for each dimension.
    public init(_ mixture: GaussianMixture, names: [String]) {
        precondition(names.count == mixture.dimension, "\(names.count) names for \(mixture.dimension) dimensions")
        (self.mixture, self.names) = (mixture, names)
    }

    /// Writes the file: whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws(FileError) {
        let contents = Contents(
            names: names, logLikelihood: mixture.logLikelihood, iterations: mixture.iterations, isConverged: mixture.isConverged, freedom: mixture.freedom)
        let k = mixture.components.count, d = mixture.dimension
        let tensors = [
            "weights": Tensor(mixture.weights, shape: [k]), "means": Tensor(mixture.components.flatMap(\.mean), shape: [k, d]),
            "covariances": Tensor(mixture.components.flatMap(\.covariance.elements), shape: [k, d, d]),
        ]
        try DistributionFile.write(.mixture, contents, tensors, to: path)
    }

    /// Reads a file and checks all of it.
    ///
    /// - Throws: `FileError`: `missing`, `truncated`, `wrongFormat`, `unsupported` for a newer version, `mismatch` for saved topics,
    ///   `malformed` and `notFinite` for numbers that are no mixture.
    public init(contentsOf path: String) throws(FileError) {
        let (contents, tensors) = try DistributionFile.read(.mixture, Contents.self, from: path), d = contents.names.count
        guard let weights = tensors["weights"], let means = tensors["means"], let covariances = tensors["covariances"], d > 0, weights.count > 0,
            weights.shape.count == 1, means.shape == [weights.count, d], covariances.shape == [weights.count, d, d]
        else {
            let shapes = tensors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.shape)" }.joined(separator: ", ")
            throw FileError(.malformed, path: path, "has the tensors \(shapes) for \(d) dimensions; weights [k], means [k, d] and covariances [k, d, d] are needed")
        }
        do {
            let components = try weights.scalars.indices.map { component throws(DistributionError) in
                let mean = Array(means.scalars[component * d..<(component + 1) * d])
                let covariance = Matrix(rows: d, columns: d, elements: Array(covariances.scalars[component * d * d..<(component + 1) * d * d]))
                return try GaussianDistribution(mean: mean, covariance: covariance)
            }
            mixture = try GaussianMixture(
                restoring: weights.scalars, components, logLikelihood: contents.logLikelihood, iterations: contents.iterations,
                isConverged: contents.isConverged, freedom: contents.freedom)
        } catch { throw FileError(error, path) }
        names = contents.names
    }
}
