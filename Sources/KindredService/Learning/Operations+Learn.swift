import Foundation
public import Kindred
public import KindredLearning
import KindredMath

extension Operations {
    /// Learns what belongs together, judges it by points that did not teach, and serves it when that is no accident.
    ///
    /// Searches and writes go on meanwhile. After each epoch the state is kept beside the collection: a process that was killed, or a
    /// learning that was cancelled, goes on with `resumes` and comes to the same result. Nothing that serves is touched before the one
    /// commit at the end.
    ///
    /// - Parameters:
    ///   - progress: told after each epoch, and while the index is built.
    ///   - isCancelled: asked before each batch.
    /// - Throws: `StorageError`: `notFound`, `invalidArgument`, `cancelled`, `readOnly`; `LearningError` for a plan that cannot be followed.
    public func learn(
        _ request: LearnRequest, progress: @escaping @Sendable (LearnProgress) -> Void = { _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> LearnReport {
        let collection = try database.collection(request.collection)
        guard !collection.isReadOnly else { throw StorageError(.readOnly, "collection \(request.collection) was opened for reading only") }
        let path = LearningCheckpoint.path(collection)
        let interrupted = request.resumes ? try LearningCheckpoint(reading: path, of: request.collection) : nil
        let asked = interrupted?.request ?? LearningCheckpoint.Request(request)
        progress(.reading)
        let start = ContinuousClock.now
        let labelled = try Self.labelled(collection, asked)
        let data = labelled.checksum
        if let interrupted, interrupted.data != data {
            throw StorageError(.invalidArgument, "the points of collection \(request.collection) changed since its learning was interrupted: start anew")
        }
        var trainer = try Trainer(labelled.rows, labels: labelled.labels, plan: asked.plan, threads: request.threads)
        trainer.baseline = collection.configuration.vectors[asked.using]?.measure
        let outcome: TrainingOutcome
        do {
            outcome = try trainer.train(
                resuming: interrupted?.training, progress: { progress(.epoch($0)) },
                saves: { try LearningCheckpoint(request: asked, data: data, training: $0).write(to: path) }, isCancelled: isCancelled)
        } catch let error as LearningError where error.code == .cancelled {
            throw StorageError(.cancelled, "learning was stopped: kindred learn \(request.collection) --resume goes on with it")
        }
        let trained = ContinuousClock.now
        let measure = try serve(outcome, labelled, request, asked, collection, progress, isCancelled)
        try? FileManager.default.removeItem(atPath: path)
        return LearnReport(
            settings: outcome.settings, verdict: outcome.verdict, isPromoted: measure != nil && request.promotes, measure: measure, losses: outcome.losses,
            warnings: outcome.warnings, points: labelled.labels.count, classes: labelled.classes.count, unlabelled: labelled.unlabelled,
            trainingSeconds: (trained - start).inSeconds, promotionSeconds: (ContinuousClock.now - trained).inSeconds)
    }

    private static func labelled(_ collection: VectorCollection, _ request: LearningCheckpoint.Request) throws -> LabelledRows {
        switch request.supervision {
        case .label(let field):
            let filter = try request.filter.map { try Filter(parsingTextOrJSON: $0) }
            return try LabelledRows(collection, label: try PayloadPath(parsing: field), using: request.using, filter: filter)
        case .feedback: throw StorageError(.invalidArgument, "feedback teaches no classes")
        }
    }

    /// Writes what was learned, and makes the collection keep and serve it when it passed the gate.
    ///
    /// - Returns: the measure's number; nil when it was refused.
    private func serve(
        _ outcome: TrainingOutcome, _ labelled: LabelledRows, _ request: LearnRequest, _ asked: LearningCheckpoint.Request, _ collection: VectorCollection,
        _ progress: @escaping @Sendable (LearnProgress) -> Void, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Int? {
        guard let learned = outcome.encoder else { return nil }
        let encoder = try LearnedEncoder(learned.layers.map { try AffineMap(weights: $0.weight.elements, bias: $0.bias, activation: $0.isRectified ? .relu : .none) })
        let note = Self.note(outcome, asked)
        if let output = request.output {
            let notes = note.keys.reduce(into: [String: String]()) { $0["kindred.\($1)"] = note[$1]?.stringValue ?? note[$1]?.jsonText }
            try EncoderFile.write(encoder, isUnit: learned.isUnit, notes: notes, to: output)
        }
        guard outcome.verdict.isPromoted else { return nil }
        let measure = try Measure.encoded(encoder, base: learned.isUnit ? .cosine : .euclidean)
        let number = try collection.addMeasure(measure, of: asked.using, note: note)
        guard request.promotes else { return number }
        try collection.promote(measure: number) { done, all in
            progress(.indexing(done, all))
            return !isCancelled()
        }
        return number
    }

    /// What is kept with the measure.
    private static func note(_ outcome: TrainingOutcome, _ request: LearningCheckpoint.Request) -> Payload {
        var note: Payload = ["loss": .string(outcome.settings.loss.rawValue), "encoder": .string(outcome.settings.encoder.rawValue)]
        switch request.supervision {
        case .label(let field): note["source"] = .string("label \(field)")
        case .feedback(let source): note["source"] = .string(source.map { "feedback of \($0)" } ?? "feedback")
        }
        note["seed"] = .init(Int(clamping: outcome.settings.seed))
        note["epochs"] = .init(outcome.losses.count)
        note["figure"] = .string(outcome.verdict.figure.description)
        note["before"] = .finite(outcome.verdict.before)
        note["after"] = .finite(outcome.verdict.after)
        note["gain"] = .object(outcome.verdict.gain.json)
        return note
    }
}

extension LearningCheckpoint.Request {
    init(_ request: LearnRequest) {
        self.init(supervision: request.supervision, plan: request.plan, using: request.using, filter: request.filter)
    }
}

extension LabelledRows {
    /// A number that tells whether these are the same rows with the same labels.
    var checksum: UInt32 {
        var checksum = Kernels.active.crc32c(rows.elements.span.bytes)
        for label in labels { checksum = checksum &* 16_777_619 ^ UInt32(truncatingIfNeeded: label) }
        return checksum
    }
}
