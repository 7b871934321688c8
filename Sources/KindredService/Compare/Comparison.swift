public import Kindred

/// Every measure and every kind of index on somebody's vectors, and what that says about common claims.
///
///     let comparison = try Comparison(ComparisonRequest(vectors: "digits.npy", labels: "labels.npy"))
///     comparison.measures[0].quality?.meanAveragePrecision   // 0.540044 for the cosine on the digits
///
/// Measures are judged by leaving each vector out of its own search among all others (see `RetrievalQuality`). For the indexes a fifth of the
/// vectors, a thousand at most, is taken out as queries, and the flat index says what is exact.
public struct Comparison: Sendable {
    /// The file that was compared.
    public let path: String
    /// Vectors in it.
    public let count: Int
    /// Components of a vector.
    public let dimension: Int
    /// The measure that the indexes search under.
    public let measure: String
    /// Vectors that the indexes hold.
    public let indexed: Int
    /// Every measure that could be fitted.
    public let measures: [MeasureFigures]
    /// Every kind of index that serves the measure.
    public let indexes: [IndexFigures]
    /// Those that could not be compared.
    public let skipped: [Skipped]
    /// Common claims, judged.
    public let claims: [Claim]

    /// Fewer vectors say nothing about neighbours.
    public static let least = 20

    /// Compares.
    ///
    /// - Parameter progress: told how many of how many steps are done and what comes next; returning false stops the comparison.
    /// - Throws: `FileError`, `MeasureError`; `StorageError.invalidArgument` for a measure that no index serves, `cancelled` when stopped.
    public init(_ request: ComparisonRequest, progress: @escaping (_ done: Int, _ all: Int, _ next: String) -> Bool = { _, _, _ in true }) throws {
        let vectors = try request.read()
        let labels = try request.labels.map { try LabelFile.read($0, rows: vectors.count) }
        let fitted = try request.measure.fitted(to: vectors.values.span, dimension: vectors.dimension)
        guard let form = fitted.normalizedEquivalent, form.reduction.kernel != nil else {
            throw StorageError(.invalidArgument, "no index serves \(request.measure) by its own order; give one of cosine, dot, euclidean, manhattan, mahalanobis, correlation")
        }
        let trial = MeasureTrial(vectors, labels: labels)
        let texts = MeasureTrial.measures(largest: trial.largest), entries = IndexEntry.all
        var steps = ComparisonSteps(all: texts.count + entries.count + 1, progress: progress)
        measures = try steps.each(texts, { $0 }) { try trial.figures(of: $0) }
        let searched = try IndexTrial(vectors.values.span, dimension: vectors.dimension, form: form)
        indexes = try steps.each(entries, { $0.name }) { try searched.figures(of: $0, threads: request.threads) }
        let tree = try steps.each(entries.filter { $0.name == "kdtree" }, { "\($0.name) by dimension" }) { try DimensionTrial.outcomes(of: $0, threads: request.threads) }
        skipped = steps.skipped
        claims = MeasureClaims.judged(measures) + IndexClaims.judged(indexes, dimension: vectors.dimension, dimensions: tree.first ?? [])
        (path, count, dimension) = (request.vectors, vectors.count, vectors.dimension)
        (measure, indexed) = (request.measure.description, searched.count)
    }
}

/// What to compare.
public struct ComparisonRequest: Sendable {
    /// The file of vectors.
    public var vectors: String
    /// How to read it.
    public var options = VectorFileOptions()
    /// The file of labels; without one the quality of measures is not known.
    public var labels: String?
    /// The measure under which indexes are compared.
    public var measure = Measure.euclidean
    /// Threads of the builds; searches use one.
    public var threads = 1

    /// A comparison of a file's vectors.
    public init(vectors: String, labels: String? = nil) {
        self.vectors = vectors
        self.labels = labels
    }

    func read() throws(FileError) -> VectorBatch { try VectorFile.readAll(vectors, options: options, atLeast: Comparison.least) }
}

extension VectorFile {
    /// All rows of a file of unnamed vectors.
    ///
    /// - Throws: `FileError`; `mismatch` for fewer rows than `least`, `unsupported` when all vectors have names.
    static func readAll(_ path: String, options: VectorFileOptions, atLeast least: Int) throws(FileError) -> VectorBatch {
        let vectors = try readAll(path, options: options)
        guard vectors.dimension > 0 else { throw FileError(.unsupported, path: path, "holds named vectors only; one unnamed vector a row is needed") }
        guard vectors.count >= least else { throw FileError(.mismatch, path: path, "has \(vectors.count) vectors; at least \(least) are needed to say anything about neighbours") }
        return vectors
    }
}

/// The steps of a comparison: told about, stopped between, and passed over when they cannot be done.
private struct ComparisonSteps {
    let all: Int
    let progress: (Int, Int, String) -> Bool
    var done = 0
    var skipped: [Skipped] = []

    init(all: Int, progress: @escaping (Int, Int, String) -> Bool) {
        self.all = all
        self.progress = progress
    }

    mutating func each<Item, Figures>(_ items: [Item], _ name: (Item) -> String, _ measure: (Item) throws -> Figures) throws -> [Figures] {
        try items.compactMap { item in
            guard progress(done, all, name(item)) else { throw StorageError(.cancelled, "the comparison was stopped at \(name(item))") }
            defer { done += 1 }
            do {
                return try measure(item)
            } catch let error as MeasureError {
                skipped.append(Skipped(name: name(item), reason: error.message))
            } catch let error as IndexError {
                skipped.append(Skipped(name: name(item), reason: error.message))
            }
            return nil
        }
    }
}
