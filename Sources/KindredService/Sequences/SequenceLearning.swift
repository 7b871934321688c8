#if Keras
public import KindredKeras
public import KindredLearning
import Kindred
import KindredNN

/// Learning from a file of series or texts and one of labels, without a collection.
public struct SequenceLearning: Sendable {
    /// What is learned from.
    public enum Source: Sendable, Hashable {
        /// `.npy` of `[n, steps]` or `[n, steps, features]`.
        case series(file: String)
        /// UTF-8, a text a line.
        case texts(file: String)

        /// The file.
        public var file: String {
            switch self {
            case .series(let file), .texts(let file): file
            }
        }
    }

    /// What is learned from.
    public var source: Source
    /// Their classes: `.npy` of integers, or a line a sequence.
    public var labels: String
    /// How to learn; the encoder is made of LSTM.
    public var plan: TrainingPlan
    /// Where to write what was learned, as safetensors.
    public var output: String
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// At most how many tokens a model of texts knows, padding and the unknown one among them.
    static let vocabulary = 20_000

    /// Learning from sequences.
    public init(_ source: Source, labels: String, plan: TrainingPlan, output: String) {
        self.source = source
        self.labels = labels
        self.plan = plan
        self.output = output
    }

    /// Trains, judges by sequences that did not teach, and writes the model, whether or not it is better than nothing learned.
    ///
    /// - Throws: `FileError`; `LearningError`; `StorageError.cancelled`.
    public func run(progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }) throws -> LearnReport {
        let start = ContinuousClock.now, set: SequenceSet
        switch source {
        case .series(let file):
            let series = try SequenceFile.series(file)
            set = try SequenceSet(series: series.values, width: series.width, labels: try LabelFile.read(labels, rows: series.values.count))
        case .texts(let file):
            let lines = try SequenceFile.lines(file)
            set = try SequenceSet(texts: lines, labels: try LabelFile.read(labels, rows: lines.count))
        }
        let learned = try set.learn(plan, whenStopped: "learning from \(source.file) was stopped", threads: threads, progress: progress, isCancelled: isCancelled)
        if let model = learned.model { try learned.write(model, to: output) }
        return learned.report(seconds: (ContinuousClock.now - start).inSeconds)
    }
}

/// Sequences with their labels, and how texts among them became numbers.
struct SequenceSet {
    let data: LabelledSequences
    let tokenizer: KerasTokenizer?

    init(series: [[Float]], width: Int, labels: [Int]) throws(LearningError) {
        data = try LabelledSequences(series, of: .numbers(width), labels: labels)
        tokenizer = nil
    }

    init(texts: [String], labels: [Int]) throws(LearningError) {
        let tokenizer = KerasTokenizer(fitting: texts, idLimit: SequenceLearning.vocabulary, unknownToken: SequenceTraining.unknownToken)
        // A text without a word is an unknown one.
        let ids = texts.map { text in
            let ids = tokenizer.ids(of: text).map(Float.init)
            return ids.isEmpty ? [1] : ids
        }
        data = try LabelledSequences(ids, of: .token(of: tokenizer.idCount), labels: labels)
        self.tokenizer = tokenizer
    }

    /// Trains and judges.
    ///
    /// - Parameter whenStopped: what to say of a training that was cancelled.
    func learn(
        _ plan: TrainingPlan, whenStopped: String, threads: Int, resuming checkpoint: TrainingCheckpoint? = nil, progress: (TrainingProgress) -> Void,
        saves: ((TrainingCheckpoint) throws -> Void)? = nil, isCancelled: () -> Bool
    ) throws -> LearnedSequences {
        let trainer = try SequenceTrainer(data, plan: plan, threads: threads)
        do {
            let outcome = try trainer.train(resuming: checkpoint, progress: progress, saves: saves, isCancelled: isCancelled)
            let model = try outcome.encoder.map { try SequentialModel(encoder: $0.layers, embedding: $0.embedding, tokenizer: tokenizer) }
            return LearnedSequences(outcome: outcome, model: model, points: data.labels.count, classes: Set(data.labels).count)
        } catch let error as LearningError where error.code == .cancelled {
            throw StorageError(.cancelled, whenStopped)
        }
    }
}

/// What training on sequences led to.
struct LearnedSequences {
    let outcome: SequenceTrainer.Outcome
    let model: SequentialModel?
    let points: Int
    let classes: Int
    /// Points without a label or a sequence.
    var leftOut = 0

    var refusal: String? { outcome.verdict.isPromoted ? nil : outcome.verdict.refusal ?? "it is no better than comparing the sequences as they are" }

    /// Writes a model, with what is known of it.
    func write(_ model: SequentialModel, to path: String) throws {
        do { try checkpoint(of: model).write(to: path) } catch { throw FileError(error, path, isReading: false) }
    }

    /// A model, with what is known of it.
    func checkpoint(of model: SequentialModel) -> Checkpoint {
        var checkpoint = model.checkpoint
        checkpoint.metadata["kindred.loss"] = outcome.settings.loss.rawValue
        checkpoint.metadata["kindred.seed"] = "\(outcome.settings.seed)"
        checkpoint.metadata["kindred.\(outcome.verdict.figure)"] = "\(outcome.verdict.after)"
        return checkpoint
    }

    func report(seconds: Double, isPromoted: Bool = false, promotionSeconds: Double = 0) -> LearnReport {
        let (settings, verdict) = (outcome.settings, outcome.verdict)
        return LearnReport(
            training: LearnReport.Training(
                loss: settings.loss.rawValue, encoder: settings.encoder.rawValue, dimension: settings.dimension, losses: outcome.losses, points: points,
                classes: classes, leftOut: leftOut, seconds: seconds),
            judgement: LearnReport.Judgement(
                figure: verdict.figure, before: verdict.before, after: verdict.after, gain: verdict.gain, refusal: refusal, warnings: outcome.warnings),
            measure: nil, isPromoted: isPromoted, promotionSeconds: promotionSeconds)
    }
}
#endif
