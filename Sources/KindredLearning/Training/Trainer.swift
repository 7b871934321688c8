public import KindredMath
public import KindredSimilarity

/// Learns an encoder of labelled vectors, judges it by rows that it never saw, and says whether it may be served.
///
/// ```swift
/// let trainer = try Trainer(rows, labels: labels, plan: TrainingPlan(loss: .contrastive, encoder: .mlp))
/// let outcome = try trainer.train { print($0.epoch, $0.loss) }
/// if outcome.verdict.isPromoted { serve(outcome.encoder) }
/// ```
///
/// The same rows, labels and plan give the same weights on any number of threads, and whether or not training was interrupted and
/// resumed.
public struct Trainer: Sendable {
    /// The choices made.
    public let settings: TrainingSettings
    /// The rows that teach and those that judge.
    public let split: LabelSplit
    /// What held-out rows are compared by before; cosine when nil.
    public var baseline: Measure?
    /// Where hard negatives come from, when the miner is `index`.
    public var source: any NegativeSource
    /// Rows without label that are known not to be of a class; they teach and never judge.
    public var pseudoNegatives: PseudoNegatives?
    /// Threads to use; nothing depends on it but the time.
    public var threads: Int
    private let rows: Matrix<Float>
    private let labels: [Int]

    /// Held-out rows at most: the interval of ten thousand queries is narrow enough.
    private static let mostQueries = 4000

    /// A trainer of labelled rows.
    ///
    /// - Throws: `dimensionMismatch` when rows and labels differ in number; `notFinite`; `tooFewRows` for fewer than two classes or
    ///   four rows to learn from; `invalidParameter`.
    public init(_ rows: Matrix<Float>, labels: [Int], plan: TrainingPlan, threads: Int = 1) throws(LearningError) {
        guard rows.rows == labels.count else { throw LearningError(.dimensionMismatch, "\(rows.rows) rows and \(labels.count) labels") }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "row \(place / max(1, rows.columns)) has the component \(rows.elements[place])")
        }
        let classes = Set(labels).count
        guard rows.rows >= 4, classes > 1, rows.columns > 0 else {
            throw LearningError(.tooFewRows, "\(rows.rows) rows of \(classes) classes: 4 rows of 2 are the least to learn from")
        }
        settings = try TrainingSettings(plan, rows: rows.rows, dimension: rows.columns, classes: classes)
        split = try Self.split(labels, settings)
        self.rows = rows
        self.labels = labels
        self.threads = threads
        source = ExactNegativeSource(threads: threads)
    }

    private static func split(_ labels: [Int], _ settings: TrainingSettings) throws(LearningError) -> LabelSplit {
        if settings.isOpenSet { return try .byClass(labels, heldOut: settings.heldOut, seed: settings.seed) }
        let share = min(settings.heldOut, Double(mostQueries) / Double(labels.count))
        return try .stratified(labels, heldOut: share, seed: settings.seed)
    }

    /// What the gate goes by: MAP@R, or precision@10 for more than 5,000 rows, of which no list shows all of a class.
    public var figure: RetrievalFigure { rows.rows > 5000 ? .precision(at: 10) : .meanAveragePrecisionAtR }

    /// Trains, and judges.
    ///
    /// - Parameters:
    ///   - checkpoint: where to go on.
    ///   - progress: told after each epoch.
    ///   - saves: called with a checkpoint after each epoch.
    ///   - isCancelled: asked before each batch whether to give up.
    /// - Throws: `cancelled`; `invalidParameter` or `dimensionMismatch` for a checkpoint of another training, and for pseudo-negatives that do not fit;
    ///   what `saves` throws.
    public func train(
        resuming checkpoint: TrainingCheckpoint? = nil, progress: (TrainingProgress) -> Void = { _ in },
        saves: ((TrainingCheckpoint) throws -> Void)? = nil, isCancelled: () -> Bool = { false }
    ) throws -> TrainingOutcome {
        let scaling = InputScaling(rows, split.training)
        let axes = principalAxes(rows, split.training, scaling, count: settings.dimension)
        try pseudoNegatives?.validate(settings, dimension: rows.columns, labels: Set(labels))
        let all = pseudoNegatives.map { Matrix(rows: rows.rows + $0.rows.rows, columns: rows.columns, elements: rows.elements + $0.rows.elements) } ?? rows
        let inputs = settings.makeInputs(VectorInputs(rows: all, scaling: scaling, noise: settings.noise, box: try settings.robust?.box(of: rows)))
        let run = try TrainingRun(
            settings, inputs, rows: split.training, labels: split.training.map { labels[$0] }, source: source, pseudo: pseudoNegatives.map { ($0, rows.rows) },
            threads: threads
        ) { settings.makeNetwork(inputs: rows.columns, axes: axes) }
        if let checkpoint { try run.resume(checkpoint) }
        try run.runToEnd(progress, saves, isCancelled)
        return try judged(try run.learned(scaling), run)
    }

    private func judged(_ learned: LearnedSides?, _ run: TrainingRun) throws -> TrainingOutcome {
        let before = try evaluate(rows, baseline)
        guard let learned else {
            return TrainingOutcome(
                settings: settings, learned: nil, verdict: GateVerdict(figure.description, before: before.values[figure] ?? [], refusal: run.refusal), losses: run.losses,
                warnings: warnings + run.warnings)
        }
        let encoder = learned.item, embeddings = encoder.embeddings(of: rows, isUnit: settings.isUnit, threads: threads)
        let asking = learned.query?.embeddings(of: rows, isUnit: settings.isUnit, threads: threads)
        let verdict: GateVerdict
        if let refusal = collapse(of: embeddings) ?? asking.flatMap(collapse) {
            verdict = GateVerdict(figure.description, before: before.values[figure] ?? [], refusal: refusal)
        } else if learned.query != nil {
            verdict = GateVerdict(figure, before: before, after: try evaluate(rows, learned.measure(isUnit: settings.isUnit)), seed: settings.seed)
        } else if let robust = settings.robust {
            verdict = try hardened(encoder, robust, embeddings, before)
        } else {
            verdict = GateVerdict(figure, before: before, after: try evaluate(embeddings, settings.isUnit ? nil : .euclidean), seed: settings.seed)
        }
        return TrainingOutcome(settings: settings, learned: learned, verdict: verdict, losses: run.losses, warnings: warnings + run.warnings)
    }

    /// What is hardened is judged by how often held-out rows find their class under attack, and may cost little without one; where that is
    /// as before, by retrieval.
    private func hardened(_ encoder: LearnedEncoder, _ robust: RobustTraining, _ embeddings: Matrix<Float>, _ before: RetrievalResult) throws -> GateVerdict {
        let box = try robust.box(of: rows), step = max(1, split.heldOut.count / Self.mostAttacked)
        let measures = [baseline ?? .cosine, try Measure.encoded(encoder, base: settings.isUnit ? .cosine : .euclidean)]
        let right = try measures.map { measure in
            let attack = try RetrievalAttack(rows, labels: labels, measure: measure, box: box, threads: threads)
            let asked = attack.askable(stride(from: 0, to: split.heldOut.count, by: step).map { split.heldOut[$0] })
            return attack.rightUnderAttack(asked, epsilon: robust.epsilon, norm: robust.norm, steps: Self.judgingSteps, seed: settings.seed, threads: threads)
        }
        let judged = HardeningVerdict(right[0], right[1], epsilon: robust.epsilon, seed: settings.seed)
        guard !judged.verdict.isPromoted, judged.verdict.gain.mean >= 0, judged.isCheap else { return judged.verdict }
        // As hard to attack as before: then it may serve for being better.
        return GateVerdict(figure, before: before, after: try evaluate(embeddings, settings.isUnit ? nil : .euclidean), seed: settings.seed)
    }

    /// Held-out rows attacked at most, and steps of the attack.
    private static let mostAttacked = 400, judgingSteps = 20

    /// Held-out rows as queries: against all other rows, as they will be served, or against each other when their classes are new.
    private func evaluate(_ vectors: Matrix<Float>, _ measure: Measure?) throws -> RetrievalResult {
        let evaluation = RetrievalEvaluation(figures: [figure], threads: threads)
        guard settings.isOpenSet else {
            return try evaluation.leaveOneOut(vectors, labels: labels, queries: split.heldOut, measure: measure)
        }
        let chosen = split.heldOut.flatMap { vectors.row($0) }
        return try evaluation.leaveOneOut(Matrix(rows: split.heldOut.count, columns: vectors.columns, elements: chosen), labels: split.heldOut.map { labels[$0] }, measure: measure)
    }

    private func collapse(of embeddings: Matrix<Float>) -> String? {
        guard embeddings.elements.allSatisfy(\.isFinite) else { return "an embedding is no finite number" }
        let sample = split.heldOut.prefix(500)
        let rows = Matrix(rows: sample.count, columns: embeddings.columns, elements: sample.flatMap { embeddings.row($0) })
        return CollapseDetector().hasCollapsed(rows.euclideanDistances) ? "all embeddings have become one: mine easier negatives, or lower the learning rate" : nil
    }

    private var warnings: [String] {
        let judged = Set(split.heldOut.map { labels[$0] }).count
        guard settings.isOpenSet, judged < 10 else { return [] }
        return ["\(judged) classes are held out: fewer than 10 tell little about classes never seen"]
    }
}
