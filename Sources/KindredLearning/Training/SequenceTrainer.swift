public import KindredMath
internal import KindredSimilarity

/// Learns an encoder of labelled sequences: layers of LSTM, moved by the losses that compare vectors.
///
/// ```swift
/// let trainer = try SequenceTrainer(sequences, plan: TrainingPlan(encoder: .lstm))
/// let outcome = try trainer.train { print($0.epoch, $0.loss) }
/// let vectors = outcome.encoder?.encode(others)
/// ```
///
/// The same sequences and plan give the same weights on any number of threads.
public struct SequenceTrainer: Sendable {
    /// What training led to.
    public struct Outcome: Sendable {
        /// The choices made.
        public let settings: TrainingSettings
        /// What was learnt; nil when a weight is no number.
        public let encoder: SequenceEncoder?
        /// Whether it may be served: judged beside the sequences' own numbers, or counts of their tokens.
        public let verdict: GateVerdict
        /// The mean loss of each epoch.
        public let losses: [Double]
        /// What the reader of the verdict ought to know.
        public let warnings: [String]
    }

    /// The choices made.
    public let settings: TrainingSettings
    /// The sequences that teach and those that judge.
    public let split: LabelSplit
    /// What held-out sequences are compared by before, a row each; ``LabelledSequences`` says what when nil.
    public var baseline: Matrix<Float>?
    /// Threads to use; nothing depends on it but the time.
    public var threads: Int
    private let data: LabelledSequences

    /// A trainer of labelled sequences.
    ///
    /// - Throws: `invalidParameter`, `tooFewRows`.
    public init(_ data: LabelledSequences, plan: TrainingPlan, threads: Int = 1) throws(LearningError) {
        var plan = plan
        plan.encoder = .lstm
        let classes = Set(data.labels).count
        settings = try TrainingSettings(plan, rows: data.labels.count, dimension: data.step.width, classes: classes)
        split =
            settings.isOpenSet
            ? try .byClass(data.labels, heldOut: settings.heldOut, seed: settings.seed) : try .stratified(data.labels, heldOut: settings.heldOut, seed: settings.seed)
        self.data = data
        self.threads = threads
    }

    /// Trains, and judges by retrieval of held-out sequences.
    ///
    /// - Parameters: as of `Trainer.train`.
    /// - Throws: as `Trainer.train`.
    public func train(
        resuming checkpoint: TrainingCheckpoint? = nil, progress: (TrainingProgress) -> Void = { _ in },
        saves: ((TrainingCheckpoint) throws -> Void)? = nil, isCancelled: () -> Bool = { false }
    ) throws -> Outcome {
        var scaling: StepScaling?
        if case .numbers = data.step { scaling = StepScaling(data, split.training) }
        let inputs = SequenceInputs(data: data, scaling: scaling, noise: settings.noise)
        let run = try TrainingRun(
            settings, inputs, rows: split.training, labels: split.training.map { data.labels[$0] }, source: ExactNegativeSource(threads: threads), threads: threads
        ) { SequenceNetwork(settings, data.step) }
        if let checkpoint { try run.resume(checkpoint) }
        try run.runToEnd(progress, saves, isCancelled)
        let encoder = run.hasDiverged ? nil : try (run.network as? SequenceNetwork).map { network throws(LearningError) in try SequenceEncoder(network, scaling) }
        return try judged(encoder, run)
    }

    private func judged(_ encoder: SequenceEncoder?, _ run: TrainingRun) throws -> Outcome {
        let figure = RetrievalFigure.meanAveragePrecisionAtR, before = try evaluate(baseline ?? data.plain, nil)
        let verdict: GateVerdict
        if let encoder {
            let embeddings = encoder.encode(data.sequences, threads: threads), after = try evaluate(embeddings, settings.isUnit ? nil : .euclidean)
            verdict = GateVerdict(figure, before: before, after: after, seed: settings.seed)
        } else {
            verdict = GateVerdict(figure.description, before: before.values[figure] ?? [], refusal: run.refusal)
        }
        return Outcome(settings: settings, encoder: encoder, verdict: verdict, losses: run.losses, warnings: run.warnings)
    }

    /// Held-out sequences as queries: against all others, or against each other when their classes are new.
    private func evaluate(_ vectors: Matrix<Float>, _ measure: Measure?) throws -> RetrievalResult {
        let evaluation = RetrievalEvaluation(figures: [.meanAveragePrecisionAtR], threads: threads), labels = data.labels
        guard settings.isOpenSet else { return try evaluation.leaveOneOut(vectors, labels: labels, queries: split.heldOut, measure: measure) }
        let chosen = Matrix(rows: split.heldOut.count, columns: vectors.columns, elements: split.heldOut.flatMap { vectors.row($0) })
        return try evaluation.leaveOneOut(chosen, labels: split.heldOut.map { labels[$0] }, measure: measure)
    }
}
