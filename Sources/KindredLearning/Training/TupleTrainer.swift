public import KindredMath
public import KindredSimilarity

/// Learns an encoder from listed pairs, alike or not, or from triplets: where people said what is alike, and no classes are known.
///
/// ```swift
/// let trainer = try TupleTrainer(rows, tuples: .pairs(positive: alike, negative: different), plan: TrainingPlan(loss: .contrastive, encoder: .linear))
/// let outcome = try trainer.train()
/// ```
///
/// A share of the list judges: how many of its triplets are in the right order, or how likely a pair that is alike is nearer than
/// one that is not.
public struct TupleTrainer: Sendable {
    /// The choices made.
    public let settings: TrainingSettings
    /// What held-out rows are compared by before; cosine when nil.
    public var baseline: Measure?
    /// Threads to use; nothing depends on it but the time.
    public var threads: Int
    private let rows: Matrix<Float>
    private let training: ListedTuples
    private let heldOut: Tuples

    /// A trainer of a list over rows.
    ///
    /// - Throws: `invalidParameter` for a row that there is not, or a loss that wants labels; `tooFewRows` for a list that leaves
    ///   nothing to learn from or to judge by; `notFinite`.
    public init(_ rows: Matrix<Float>, tuples: Tuples, plan: TrainingPlan, threads: Int = 1) throws(LearningError) {
        guard plan.loss.takesPairs else {
            throw LearningError(.invalidParameter, "\(plan.loss.rawValue) learns from labels, not from lists: \(LossKind.allCases.filter(\.takesPairs).map(\.rawValue).joined(separator: ", ")) do")
        }
        if let row = tuples.rows.first(where: { !(0..<rows.rows).contains($0) }) {
            throw LearningError(.invalidParameter, "row \(row) is listed, and there are \(rows.rows)")
        }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "row \(place / max(1, rows.columns)) has the component \(rows.elements[place])")
        }
        settings = try TrainingSettings(plan, rows: rows.rows, dimension: rows.columns, classes: rows.rows)
        (training, heldOut) = ListedTuples(tuples: tuples, size: settings.batch, seed: settings.seed).split(heldOut: settings.heldOut)
        guard !training.tuples.isEmpty, !heldOut.order({ _, _ in 0 }).isEmpty else {
            throw LearningError(.tooFewRows, "the list is too short to learn from and to judge by")
        }
        self.rows = rows
        self.threads = threads
    }

    /// What the gate goes by.
    private var figure: String { if case .triplets = heldOut { "triplet-accuracy" } else { "pair-auc" } }

    /// Trains, and judges.
    ///
    /// - Parameters: as of `Trainer.train`.
    /// - Throws: as `Trainer.train`.
    public func train(
        resuming checkpoint: TrainingCheckpoint? = nil, progress: (TrainingProgress) -> Void = { _ in },
        saves: ((TrainingCheckpoint) throws -> Void)? = nil, isCancelled: () -> Bool = { false }
    ) throws -> TrainingOutcome {
        let taught = Set(training.tuples.rows).sorted(), scaling = InputScaling(rows, taught)
        let axes = principalAxes(rows, taught, scaling, count: settings.dimension)
        let inputs = settings.makeInputs(VectorInputs(rows: rows, scaling: scaling, noise: settings.noise, box: try settings.robust?.box(of: rows)))
        let listed = inputs.asking.map { training.asking(from: $0) } ?? training, sides = Array(0..<rows.rows + (inputs.asking ?? 0))
        let run = try TrainingRun(
            settings, inputs, rows: sides, labels: sides, listed: listed, source: ExactNegativeSource(threads: threads), threads: threads
        ) { settings.makeNetwork(inputs: rows.columns, axes: axes) }
        if let checkpoint { try run.resume(checkpoint) }
        try run.runToEnd(progress, saves, isCancelled)
        return try judged(try run.learned(scaling), run)
    }

    private func judged(_ learned: LearnedSides?, _ run: TrainingRun) throws -> TrainingOutcome {
        let before = try order(rows, rows, baseline)
        let verdict: GateVerdict
        if let learned {
            let items = learned.item.embeddings(of: rows, isUnit: settings.isUnit, threads: threads)
            let queries = learned.query?.embeddings(of: rows, isUnit: settings.isUnit, threads: threads) ?? items
            let after = try order(queries, items, settings.isUnit ? nil : .euclidean)
            verdict = GateVerdict(figure, before: before, after: after, seed: settings.seed)
        } else {
            verdict = GateVerdict(figure, before: before, refusal: run.refusal)
        }
        return TrainingOutcome(settings: settings, learned: learned, verdict: verdict, losses: run.losses, warnings: run.warnings)
    }

    private func order(_ queries: Matrix<Float>, _ rows: Matrix<Float>, _ measure: Measure?) throws -> [Double] {
        let measure = measure ?? .cosine, kind = measure.kind
        var failure: (any Error)?
        let result = heldOut.order { a, b in
            do {
                return try -Double(kind.cost(ofValue: measure.values(queries: queries.row(a).span, rows: rows.row(b).span, dimension: rows.columns)[0, 0]))
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return result
    }
}
