public import Kindred
import KindredMath

/// Which index, searched how hard, reaches a recall soonest on a collection's own vectors and in the memory there is.
///
///     let tuning = try operations.tune(TuneRequest(collection: "films", recall: 0.95))
///     tuning.choice?.configuration       // to be given to `reindex`
///
/// A sample of the vectors is indexed in every way; a fifth of it, a thousand vectors at most, is taken out as queries.
public struct Tuning: Sendable {
    /// One index with the least effort that reached the recall.
    public struct Row: Sendable {
        /// As people name it.
        public var name: String
        /// The index, with that effort as its default.
        public var configuration: IndexConfiguration
        /// The effort; nil for an index that has none, or that did not reach the recall at all: its best is given then.
        public var setting: IndexFigures.Setting
        /// Whether it reached the recall.
        public var reaches: Bool
        /// Seconds to build it over the sample.
        public var buildSeconds: Double
        /// Bytes that searching the whole collection keeps in memory, as the sample has it.
        public var memory: Int
        /// Whether that is within the limit.
        public var fits: Bool
        /// Whether no other row that fits is sooner at as little memory or as small at as little time, among those that reach the recall.
        public var isOnFrontier = false
    }

    /// What was asked for.
    public let request: TuneRequest
    /// Vectors in the collection, and how many of them were tried.
    public let count, sampled: Int
    /// Every index that was tried, the soonest first; those that do not reach the recall last.
    public let rows: [Row]
    /// Those that do not serve the collection's measure.
    public let skipped: [Skipped]

    /// The soonest that reaches the recall and fits; nil when none does.
    public var choice: Row? { rows.first { $0.reaches && $0.fits } }

    /// - Parameter progress: told how many of how many indexes are done and which comes next; returning false stops.
    init(
        _ request: TuneRequest, vectors: [Float], dimension: Int, measure: Measure, count: Int,
        progress: (_ done: Int, _ all: Int, _ next: String) -> Bool
    ) throws {
        guard let form = measure.normalizedEquivalent, let reduction = form.reduction.kernel else {
            throw StorageError(.invalidArgument, "measure \(measure) can only be scanned: there is nothing to tune")
        }
        guard vectors.count / dimension >= Comparison.least else {
            throw StorageError(.invalidArgument, "the collection has \(vectors.count / dimension) vectors; at least \(Comparison.least) are needed to say anything about neighbours")
        }
        let trial = try IndexTrial(vectors.span, dimension: dimension, form: form)
        let candidates = TuneCandidate.all(dimension: form.preparation.preparedDimension(for: dimension), reduction: reduction)
        var rows: [Row] = [], skipped: [Skipped] = []
        for (done, candidate) in candidates.enumerated() {
            guard progress(done, candidates.count, candidate.name) else { throw StorageError(.cancelled, "tuning was stopped at \(candidate.name)") }
            do throws(IndexError) {
                try candidate.configuration.validate(dimension: trial.rows.dimension, reduction: reduction)
            } catch {
                skipped.append(Skipped(name: candidate.name, reason: error.message))
                continue
            }
            rows.append(Self.row(candidate, try trial.figures(of: candidate.entry, threads: request.threads, measuresGrowth: false), request, count: count))
        }
        self.request = request
        self.count = count
        self.skipped = skipped
        sampled = vectors.count / dimension
        self.rows = Self.ordered(rows)
    }

    private static func row(_ candidate: TuneCandidate, _ figures: IndexFigures, _ request: TuneRequest, count: Int) -> Row {
        let settings = candidate.efforts.isEmpty ? [figures.standard] : figures.sweep
        let best = settings.first { $0.recallAt10 >= request.recall } ?? settings.max { $0.recallAt10 < $1.recallAt10 } ?? figures.standard
        let memory = Int(figures.bytesPerVector * Double(count))
        return Row(
            name: candidate.name, configuration: candidate.configured(best.effort), setting: best, reaches: best.recallAt10 >= request.recall,
            buildSeconds: figures.buildSeconds, memory: memory, fits: memory <= request.memory ?? .max)
    }

    /// Soonest first, with the frontier marked.
    static func ordered(_ rows: [Row]) -> [Row] {
        var rows = rows.sorted { ($0.reaches ? 0 : 1, $0.setting.p50) < ($1.reaches ? 0 : 1, $1.setting.p50) }
        var least = Int.max
        for place in rows.indices where rows[place].reaches && rows[place].fits && rows[place].memory < least {
            rows[place].isOnFrontier = true
            least = rows[place].memory
        }
        return rows
    }
}

extension Operations {
    /// Tries every index on a sample of a collection's vectors. Nothing is changed: give the choice to ``reindex(_:using:_:)``.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled` when `progress` returned false.
    public func tune(_ request: TuneRequest, progress: (_ done: Int, _ all: Int, _ next: String) -> Bool = { _, _, _ in true }) throws -> Tuning {
        try request.validate()
        let collection = try database.collection(request.collection)
        let vectors = try collection.sample(request.sample, using: request.vector)
        guard let configuration = collection.configuration.vectors[request.vector] else {
            throw StorageError(.invalidArgument, "the collection has no vector named \"\(request.vector)\"")
        }
        return try Tuning(
            request, vectors: vectors, dimension: configuration.dimension, measure: configuration.measure, count: collection.count, progress: progress)
    }
}
