public import KindredRetrieval

/// A mixture of Gaussians fitted to a file of vectors.
public struct MixtureReport: Sendable {
    /// The mixture.
    public let mixture: GaussianMixture
    /// How many vectors it was fitted to.
    public let count: Int
    /// What the dimensions are called.
    public let names: [String]
    /// For each vector, how much of it belongs to each component.
    public let shares: [[Double]]
    /// The vectors, one after another.
    let values: [Float]

    /// Fits.
    ///
    /// - Throws: `FileError`, `DistributionError`.
    public init(
        vectors path: String, options: VectorFileOptions = VectorFileOptions(), parameters: MixtureParameters, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws {
        let vectors = try VectorFile.readAll(path, options: options)
        guard vectors.dimension > 0 else { throw FileError(.unsupported, path: path, "has named vectors only; one unnamed vector a row is needed") }
        mixture = try GaussianMixture(vectors.values.span, dimension: vectors.dimension, parameters: parameters, isCancelled: isCancelled)
        shares = mixture.shares(of: vectors.values.span)
        count = vectors.count
        values = vectors.values
        if case .names(let given) = options.vectorColumns, given.count == vectors.dimension {
            names = given
        } else {
            names = (0..<vectors.dimension).map { "dimension \($0)" }
        }
    }

    /// The component that has most of each vector.
    public var labels: [Int] { shares.map { share in share.indices.max { share[$0] < share[$1] } ?? 0 } }

    /// A component in words: what sets it apart, first the most.
    public func words(_ component: Int) -> String {
        let traits = mixture.traits(of: component).filter { $0.deviation.magnitude >= 0.25 }
        return traits.isEmpty ? "average in everything" : traits.map { "\(names[$0.dimension]) \($0.words)" }.joined(separator: ", ")
    }

    /// As JSON.
    public var json: JSONObject {
        let components = mixture.components.indices.map { component -> JSONValue in
            .object([
                "weight": .double(mixture.weights[component]), "mean": .array(mixture.components[component].mean.map { .double($0) }), "words": .string(words(component)),
            ])
        }
        return [
            "log_likelihood": .double(mixture.logLikelihood), "bic": .double(mixture.bic(count)), "aic": .double(mixture.aic(count)), "converged": .bool(mixture.isConverged),
            "iterations": .init(mixture.iterations), "components": .array(components), "labels": .array(labels.map { .init($0) }),
        ]
    }

    /// Writes the shares as `.npy`: a row for each vector, a column for each component.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws {
        try VectorFileWriter.npy(shares.flatMap { $0.map { Float($0) } }, dimension: mixture.components.count, to: path)
    }
}
