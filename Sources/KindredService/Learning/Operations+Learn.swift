import Foundation
public import Kindred
public import KindredLearning
import KindredMath

extension Operations {
    /// Learns what belongs together, judges it by what did not teach, and serves it when that is no accident.
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
        if let path = request.report { try ReportPage.check(path: path) }
        guard !collection.isReadOnly else { throw StorageError(.readOnly, "collection \(request.collection) was opened for reading only") }
        let interrupted = request.resumes ? try LearningCheckpoint(reading: LearningCheckpoint.path(collection), of: request.collection) : nil
        let asked = try interrupted?.request ?? LearningCheckpoint.Request(request, collection)
        LearningCheckpoint.sweep(collection)
        if asked.pseudoNegatives != nil, asked.plan.encoder == .lstm || !asked.supervision.isLabel {
            throw StorageError(.invalidArgument, "pseudo-negatives teach beside a label, and an encoder of vectors")
        }
        progress(.reading)
        if asked.plan.encoder == .lstm { return try learnSequences(request, asked, interrupted, collection, progress, isCancelled) }
        let learned: LearnedEncoding
        do {
            switch asked.supervision {
            case .label(let field): learned = try label(field, asked, interrupted, collection, threads: request.threads, progress, isCancelled)
            case .pairs(let file): learned = try pairs(file, asked, interrupted, collection, threads: request.threads, progress, isCancelled)
            case .feedback(let source):
                guard asked.plan.towers != .asymmetric else {
                    throw StorageError(.invalidArgument, "recorded choices teach one map behind what serves: asymmetric towers learn from labels or from pairs")
                }
                learned = try LearnedEncoding.choices(
                    collection, using: asked.using, source: source, seed: asked.plan.seed, { progress(.fold($0, $1)) }, isCancelled)
            }
        } catch let error as LearningError where error.code == .cancelled {
            throw StorageError(.cancelled, "learning was stopped: kindred learn \(request.collection) --resume goes on with it")
        }
        let start = ContinuousClock.now
        let measure = try serve(learned, request, asked, collection, progress, isCancelled)
        try? FileManager.default.removeItem(atPath: LearningCheckpoint.path(collection))
        let report = LearnReport(
            training: learned.training, judgement: learned.judgement, measure: measure, isPromoted: measure != nil && request.promotes,
            promotionSeconds: (ContinuousClock.now - start).inSeconds)
        if let path = request.report, let page = learned.page { try page.page(request.collection, report).write(to: path) }
        return report
    }

    /// Learns from a file of pairs or triplets.
    private func pairs(
        _ file: String, _ asked: LearningCheckpoint.Request, _ interrupted: LearningCheckpoint?, _ collection: VectorCollection, threads: Int,
        _ progress: @escaping @Sendable (LearnProgress) -> Void, _ isCancelled: () -> Bool
    ) throws -> LearnedEncoding {
        let start = ContinuousClock.now
        guard let dimension = collection.configuration.vectors[asked.using]?.dimension else {
            throw StorageError(.invalidArgument, "collection \(collection.name) has no vector named \"\(asked.using)\"")
        }
        let listed = try Feedback.read(file, using: asked.using), configuration = collection.configuration
        for choice in listed { try choice.validate(configuration) }
        let chosen = try ChosenRows(listed, collection, using: asked.using)
        let data = chosen.checksum
        try Self.check(interrupted, data, collection)
        var trainer = try TupleTrainer(chosen.rows(dimension: dimension), tuples: chosen.tuples, plan: asked.plan, threads: threads)
        trainer.baseline = try collection.measures(of: asked.using).first { $0.number == asked.baseline }?.measure
        let outcome = try trainer.train(
            resuming: interrupted?.training, progress: { progress(.epoch($0)) }, saves: Self.saving(asked, data, collection), isCancelled: isCancelled)
        return LearnedEncoding(outcome, listed: chosen.choices.count, leftOut: listed.count - chosen.choices.count, seconds: (ContinuousClock.now - start).inSeconds)
    }

    static func check(_ interrupted: LearningCheckpoint?, _ data: UInt32, _ collection: VectorCollection) throws {
        guard let interrupted, interrupted.data != data else { return }
        throw StorageError(.invalidArgument, "the points of collection \(collection.name) changed since its learning was interrupted: start anew")
    }

    /// A checkpoint waits for the disk, which takes as long as a small epoch.
    private static let savingInterval = Duration.milliseconds(500)

    /// What keeps a job's state, after the first epoch and now and then.
    static func saving(_ asked: LearningCheckpoint.Request, _ data: UInt32, _ collection: VectorCollection) -> (TrainingCheckpoint) throws -> Void {
        var saved = ContinuousClock.now - savingInterval
        return { training in
            guard ContinuousClock.now - saved >= savingInterval else { return }
            try LearningCheckpoint(request: asked, data: data, training: training).write(to: LearningCheckpoint.path(collection))
            saved = .now
        }
    }

    /// Learns from a field of the payload.
    private func label(
        _ field: String, _ asked: LearningCheckpoint.Request, _ interrupted: LearningCheckpoint?, _ collection: VectorCollection, threads: Int,
        _ progress: @escaping @Sendable (LearnProgress) -> Void, _ isCancelled: () -> Bool
    ) throws -> LearnedEncoding {
        let start = ContinuousClock.now
        let filter = try asked.filter.map { try Filter(parsingTextOrJSON: $0) }
        let labelled = try LabelledRows(collection, label: try PayloadPath(parsing: field), using: asked.using, filter: filter)
        let pseudo = try asked.pseudoNegatives.map {
            try PseudoNegativeFile.read($0, collection, labelled, field: PayloadPath(parsing: field), using: asked.using)
        }
        let data = labelled.checksum ^ (pseudo?.checksum ?? 0)
        try Self.check(interrupted, data, collection)
        var trainer = try Trainer(labelled.rows, labels: labelled.labels, plan: asked.plan, threads: threads)
        trainer.pseudoNegatives = pseudo
        trainer.source = GraphNegativeSource(threads: threads)
        trainer.baseline = try collection.measures(of: asked.using).first { $0.number == asked.baseline }?.measure
        let outcome = try trainer.train(
            resuming: interrupted?.training, progress: { progress(.epoch($0)) }, saves: Self.saving(asked, data, collection), isCancelled: isCancelled)
        var learned = try LearnedEncoding(
            outcome, labelled, heldOut: trainer.split.heldOut, before: trainer.baseline ?? .cosine, seconds: (ContinuousClock.now - start).inSeconds)
        learned.training.pseudoNegatives = pseudo?.entries.count ?? 0
        return learned
    }

    /// Writes what was learned, and makes the collection keep and serve it when it passed the gate.
    ///
    /// - Returns: the measure's number; nil when it was refused.
    private func serve(
        _ learned: LearnedEncoding, _ request: LearnRequest, _ asked: LearningCheckpoint.Request, _ collection: VectorCollection,
        _ progress: @escaping @Sendable (LearnProgress) -> Void, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Int? {
        guard let encoder = learned.encoder else { return nil }
        let note = learned.note(asked)
        if let output = request.output {
            let notes = note.keys.reduce(into: [String: String]()) { $0["kindred.\($1)"] = note[$1]?.stringValue ?? note[$1]?.jsonText }
            try EncoderFile.write(encoder, query: learned.queryEncoder, isUnit: learned.isUnit, notes: notes, to: output)
        }
        guard learned.judgement.refusal == nil, let measure = try learned.measure else { return nil }
        let made = try collection.measures(of: asked.using).first { $0.note["job"]?.stringValue == asked.job }?.number
        var kept = note
        kept["job"] = .string(asked.job)
        if let moments = try EncodedMoments(of: collection, using: asked.using, under: measure) { kept["moments"] = .object(moments.json) }
        let number = try made ?? collection.addMeasure(measure, of: asked.using, note: kept)
        guard request.promotes else { return number }
        try collection.promote(measure: number) { done, all in
            progress(.indexing(done, all))
            return !isCancelled()
        }
        return number
    }
}

extension LearnedEncoding {
    /// What is kept with the measure.
    fileprivate func note(_ request: LearningCheckpoint.Request) -> Payload {
        var note: Payload = ["loss": .string(training.loss), "encoder": .string(training.encoder)]
        if training.towers != .shared { note["towers"] = .string(training.towers.rawValue) }
        switch request.supervision {
        case .label(let field): note["source"] = .string("label \(field)")
        case .pairs(let file): note["source"] = .string("pairs \(file.split(separator: "/").last ?? "")")
        case .feedback(let source): note["source"] = .string(source.map { "feedback of \($0)" } ?? "feedback")
        }
        note["points"] = .init(training.points)
        note["seed"] = JSONValue(request.plan.seed)
        note["figure"] = .string(judgement.figure)
        note["before"] = .finite(judgement.before)
        note["after"] = .finite(judgement.after)
        note["gain"] = .object(judgement.gain.json)
        return note
    }
}

extension LearningCheckpoint.Request {
    init(_ request: LearnRequest, _ collection: VectorCollection) throws {
        // An encoder of sequences makes a vector that is not there yet.
        let serving = request.plan.encoder == .lstm ? 1 : try collection.measures(of: request.using).first { $0.isServing }?.number ?? 1
        self.init(
            supervision: request.supervision, plan: request.plan, using: request.using, filter: request.filter, field: request.field, pseudoNegatives: request.pseudoNegatives, job: UUID().uuidString,
            baseline: serving)
    }
}

extension LearnRequest.Supervision {
    fileprivate var isLabel: Bool { if case .label = self { true } else { false } }
}

extension PseudoNegatives {
    /// A number that tells whether these are the same.
    fileprivate var checksum: UInt32 {
        entries.reduce(Kernels.active.crc32c(rows.elements.span.bytes)) { checksum, entry in
            [UInt64(entry.row), UInt64(entry.label), entry.weight.bitPattern].reduce(checksum) { $0 &* 16_777_619 ^ UInt32(truncatingIfNeeded: $1 ^ $1 >> 32) }
        }
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
