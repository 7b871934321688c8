public import KindredRetrieval

/// A file of vectors beside a mixture of Gaussians: one fitted to them, or one that a file has kept.
public struct MixtureReport: Sendable {
    /// The mixture.
    public let mixture: GaussianMixture
    /// Whether it was fitted to these vectors.
    public let isFitted: Bool
    /// How many vectors there are.
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
        let vectors = try Self.read(path, options)
        mixture = try GaussianMixture(vectors.values.span, dimension: vectors.dimension, parameters: parameters, isCancelled: isCancelled)
        isFitted = true
        shares = mixture.shares(of: vectors.values.span)
        count = vectors.count
        values = vectors.values
        names = Self.names(options, vectors.dimension) ?? (0..<vectors.dimension).map { "dimension \($0)" }
    }

    /// Lays vectors beside a mixture that was fitted to others.
    ///
    /// - Throws: `FileError`; `mismatch` for vectors of another dimension or of columns with other names.
    public init(vectors path: String, options: VectorFileOptions = VectorFileOptions(), model: SavedMixture) throws(FileError) {
        let vectors = try Self.read(path, options), d = model.mixture.dimension
        guard vectors.dimension == d else { throw FileError(.mismatch, path: path, "has vectors of \(vectors.dimension) components; the mixture was fitted to \(d)") }
        if let given = Self.names(options, d), given != model.names {
            let columns = { (names: [String]) in names.prefix(8).joined(separator: ",") }
            throw FileError(.mismatch, path: path, "is read by the columns \(columns(given)); the mixture was fitted to \(columns(model.names))")
        }
        mixture = model.mixture
        isFitted = false
        shares = mixture.shares(of: vectors.values.span)
        count = vectors.count
        values = vectors.values
        names = model.names
    }

    private static func read(_ path: String, _ options: VectorFileOptions) throws(FileError) -> VectorBatch {
        let vectors = try VectorFile.readAll(path, options: options)
        guard vectors.dimension > 0 else { throw FileError(.unsupported, path: path, "has named vectors only; one unnamed vector a row is needed") }
        return vectors
    }

    /// The names of columns, when they were given.
    private static func names(_ options: VectorFileOptions, _ dimension: Int) -> [String]? {
        guard case .names(let given) = options.vectorColumns, given.count == dimension else { return nil }
        return given
    }

    /// The logarithm of the mixture's density at each vector: the lower, the less it expects of the kind.
    public var logDensities: [Double] {
        let d = mixture.dimension
        return (0..<count).map { row in mixture.logDensity(values[row * d..<(row + 1) * d].map { Double($0) }) }
    }

    /// The mixture, to be kept.
    public var saved: SavedMixture { SavedMixture(mixture, names: names) }

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
        var answer: JSONObject = ["components": .array(components), "labels": .array(labels.map { .init($0) })]
        if isFitted {
            (answer["log_likelihood"], answer["bic"], answer["aic"]) = (.double(mixture.logLikelihood), .double(mixture.bic(count)), .double(mixture.aic(count)))
            (answer["converged"], answer["iterations"]) = (.bool(mixture.isConverged), .init(mixture.iterations))
        } else {
            let densities = logDensities
            answer["log_likelihood"] = Self.number(densities.reduce(0, +) / Double(count))
            answer["fitted_log_likelihood"] = Self.number(mixture.logLikelihood)
            answer["log_densities"] = .array(densities.map(Self.number))
        }
        return answer
    }

    /// A number, or null for one that JSON does not have.
    private static func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }

    /// Writes the shares as `.npy`: a row for each vector, a column for each component.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws {
        try VectorFileWriter.npy(shares.flatMap { $0.map { Float($0) } }, dimension: mixture.components.count, to: path)
    }
}
