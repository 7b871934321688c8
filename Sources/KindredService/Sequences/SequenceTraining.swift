#if Keras
import Foundation
public import KindredKeras
import KindredMath
public import KindredNN

/// Learning to foretell a text, from a file: a model of words or of characters.
///
///     var training = SequenceTraining(text: "glosses.txt", model: "glosses.safetensors")
///     training.settings.units = [256]
///     let report = try training.run()
///     report.epochs.last?.heldOut             // the perplexity of the text's last tenth, which did not teach
///
/// After each epoch the state is kept beside the model's file: a training that was killed, or cancelled, goes on with `resumes` and comes to
/// the same weights.
public struct SequenceTraining: Sendable {
    /// What a token is.
    public enum Level: String, Sendable, Hashable, CaseIterable, Codable {
        /// Words in lower case, without punctuation, as Keras' tokenizer has them.
        case word
        /// Each Unicode scalar of the text, as it is.
        case character
    }

    /// What is kept beside the trainer's own state.
    private struct Job: Codable {
        var level: Level
        var vocabulary: Int?
        var heldOut: Double
        /// CRC-32C of the text.
        var text: UInt32
    }

    /// A file of UTF-8.
    public var text: String
    /// Where to write the model: safetensors.
    public var model: String
    /// What a token is.
    public var level = Level.word
    /// At most how many tokens there are, padding and the unknown one among them; all that teach when nil. At least 3.
    public var vocabulary: Int?
    /// The share of the text, its end, that judges and never teaches: 0 to 0.9.
    public var heldOut = 0.1
    /// How the model is made and trained; the vocabulary is the text's.
    public var settings = LanguageSettings(vocabulary: 3)
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1
    /// Whether to go on with the training that was interrupted, by its own settings.
    public var resumes = false
    /// How often the text is read, of a training that goes on; as it was meant when nil.
    public var epochs: Int?

    /// What unknown tokens are taken for. No word of a text is written so.
    public static let unknownToken = "<unk>"

    /// A training with settings that do well for a text of some hundred thousand words.
    public init(text: String, model: String) {
        self.text = text
        self.model = model
    }

    /// Where a training is kept between its epochs.
    public var checkpointPath: String { model + ".training" }

    /// Trains, and writes the model: whole or not at all.
    ///
    /// - Throws: `FileError` for the files, `KerasError.invalidArgument` for settings, `StorageError.cancelled`.
    public func run(
        progress: (LanguageTrainer.Progress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws -> SequenceTrainingReport {
        let start = ContinuousClock.now
        var job = Job(level: level, vocabulary: vocabulary, heldOut: heldOut, text: 0), kept: Checkpoint?
        if resumes { (job, kept) = try interrupted() }
        guard job.heldOut >= 0, job.heldOut <= 0.9 else { throw KerasError(.invalidArgument, "the held-out share is \(job.heldOut): 0 to 0.9 is allowed") }
        guard job.vocabulary ?? 3 >= 3 else { throw KerasError(.invalidArgument, "the vocabulary is \(job.vocabulary ?? 0): at least 3 is allowed") }
        let content = try TextFile.read(text), checksum = Kernels.active.crc32c(Array(content.utf8).span.bytes)
        guard kept == nil || checksum == job.text else { throw FileError(.mismatch, path: text, "is not the text of the training that was interrupted") }
        job.text = checksum
        let parts = Self.parts(content, heldOut: job.heldOut, level: job.level)
        let tokenizer = KerasTokenizer(
            fitting: [parts.teaching], idLimit: job.vocabulary, isLowercasing: job.level == .word, isByCharacter: job.level == .character,
            unknownToken: Self.unknownToken)
        let tokens = tokenizer.ids(of: parts.teaching), held = tokenizer.ids(of: parts.judging)
        let trainer = try trainer(kept, vocabulary: tokenizer.idCount)
        trainer.threads = threads
        do {
            try trainer.train(tokens, heldOut: held, progress: progress, saves: { try save($0, job) }, isCancelled: isCancelled)
        } catch let error as LSTMError {
            throw refusal(error, hasBegun: !trainer.epochs.isEmpty)
        }
        let report = SequenceTrainingReport(
            level: job.level, vocabulary: tokenizer.idCount, tokens: tokens.count, heldOutTokens: held.count,
            parameters: trainer.model.parameters.reduce(0) { $0 + $1.value.count }, epochs: trainer.epochs, seconds: (ContinuousClock.now - start).inSeconds)
        try write(try SequentialModel(trainer.model, tokenizer: tokenizer), report)
        return report
    }

    private func trainer(_ kept: Checkpoint?, vocabulary: Int) throws(KerasError) -> LanguageTrainer {
        var settings = settings
        settings.vocabulary = vocabulary
        do {
            if let kept { return try LanguageTrainer(resuming: kept, epochs: epochs) }
            return try LanguageTrainer(settings)
        } catch { throw KerasError(.invalidArgument, error.message) }
    }

    private func write(_ model: SequentialModel, _ report: SequenceTrainingReport) throws {
        var checkpoint = model.checkpoint
        checkpoint.metadata["kindred.heldOutPerplexity"] = report.epochs.last?.heldOut.map { "\($0)" }
        do { try checkpoint.write(to: self.model) } catch { throw FileError(error, self.model, isReading: false) }
        try? FileManager.default.removeItem(atPath: checkpointPath)
    }
}

extension SequenceTraining {
    private static let key = "kindred.training.job"

    private func save(_ checkpoint: Checkpoint, _ job: Job) throws {
        var checkpoint = checkpoint
        checkpoint.metadata[Self.key] = String(decoding: try JSONEncoder().encode(job), as: UTF8.self)
        do { try checkpoint.write(to: checkpointPath) } catch { throw FileError(error, checkpointPath, isReading: false) }
    }

    private func interrupted() throws -> (Job, Checkpoint) {
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(contentsOf: checkpointPath) } catch { throw FileError(error, checkpointPath, isReading: true) }
        guard let job = try? JSONDecoder().decode(Job.self, from: Data((checkpoint.metadata[Self.key] ?? "").utf8)) else {
            throw FileError(.wrongFormat, path: checkpointPath, "holds no training that was interrupted")
        }
        return (job, checkpoint)
    }

    /// The beginning and the end, parted between two words.
    private static func parts(_ content: String, heldOut: Double, level: Level) -> (teaching: String, judging: String) {
        let scalars = content.unicodeScalars, count = scalars.count
        var place = scalars.index(scalars.startIndex, offsetBy: Int((Double(count) * (1 - heldOut)).rounded()))
        while level == .word, place < scalars.endIndex, !scalars[place].properties.isWhitespace { place = scalars.index(after: place) }
        return (String(scalars[..<place]), String(scalars[place...]))
    }

    private func refusal(_ error: LSTMError, hasBegun: Bool) -> any Error {
        switch error.code {
        case .cancelled:
            let next = hasBegun ? "the same command with --resume goes on after the last whole epoch" : "no epoch was whole, so nothing was kept"
            return StorageError(.cancelled, "\(error.message); \(next)")
        case .size: return FileError(.mismatch, path: text, error.message)
        default: return KerasError(.invalidArgument, error.message)
        }
    }
}
#endif
