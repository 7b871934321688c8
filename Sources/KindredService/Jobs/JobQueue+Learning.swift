import Foundation
public import Kindred
import KindredLearning

extension JobQueue {
    /// Begins to learn a measure, and returns the job's number.
    ///
    /// The body names what teaches, one of `label` (a path of the payload), `pairs` (a list of objects with `anchor`, `positive`,
    /// `negative`) and `feedback` (true, or the name of a source); and may have `vector`, `loss`, `encoder` (linear, mlp), `miner`,
    /// `optimizer`, `epochs`, `learning_rate`, `dimension`, `margin`, `towers` (shared, asymmetric), `held_out`, `seed`, `filter`,
    /// `robust` (the size of changes to hold up against), and `promote`, which is true when nothing is said.
    ///
    /// - Throws: `RequestError` for what can be seen before learning; what comes later is the job's error.
    public func learn(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let lesson = try Lesson(RequestBody(body, known: Lesson.known))
        _ = try operations.denseVector(lesson.vector, of: collection)
        if let pairs = lesson.pairs { try Self.check(pairs, lesson.vector, collection.configuration) }
        var echo = body
        if let pairs = lesson.pairs { echo["pairs"] = JSONValue(pairs.count) }
        return try submit(kind: "learn", collection: collection.name, vector: lesson.vector, request: echo) { progress in
            let request = try lesson.request(collection)
            let report = try operations.learn(request, progress: { progress.tell($0) }, isCancelled: { progress.isCancelled })
            if lesson.pairs != nil { try? FileManager.default.removeItem(at: Lesson.file(collection)) }
            return report.json
        }
    }

    private static func check(_ pairs: [JSONObject], _ vector: String, _ configuration: CollectionConfiguration) throws {
        for (place, pair) in pairs.enumerated() {
            do {
                let choice = try Feedback(pair, using: vector)
                guard choice.using == vector else { throw RequestError(.badRequest, "pairs[\(place)].using: learning is about vector \"\(vector)\"") }
                try choice.validate(configuration)
            } catch let error as StorageError {
                throw RequestError(.badRequest, "pairs[\(place)]: \(error.message)")
            }
        }
    }
}

/// What a body asks to be learned.
private struct Lesson: Sendable {
    let vector: String
    let label: String?
    let pairs: [JSONObject]?
    /// The source of the feedback; "" for every source.
    let source: String?
    let plan: TrainingPlan
    let filter: String?
    let promotes: Bool

    static let known = [
        "label", "pairs", "feedback", "vector", "loss", "encoder", "miner", "optimizer", "epochs", "learning_rate", "dimension", "margin", "held_out", "seed", "filter",
        "promote", "robust", "towers",
    ]

    init(_ body: RequestBody) throws {
        vector = try body.string("vector") ?? ""
        label = try body.path("label")
        pairs = try Self.pairs(body)
        source = try Self.source(body)
        guard [label != nil, pairs != nil, source != nil].count(where: { $0 }) == 1 else { throw RequestError(.badRequest, "name one of label, pairs and feedback to learn from") }
        let encoder = try body.word("encoder", EncoderKind.self) ?? .mlp
        guard [.linear, .mlp].contains(encoder) else { throw RequestError(.badRequest, "encoder \(encoder.rawValue) learns from images or sequences; a job learns linear or mlp") }
        let loss = try body.word("loss", LossKind.self)
        if pairs != nil, let loss, !loss.takesPairs { throw RequestError(.badRequest, "loss \(loss.rawValue) learns from labels, not from pairs") }
        var plan = TrainingPlan(loss: loss, encoder: encoder)
        plan.miner = try body.word("miner", MinerKind.self) ?? plan.miner
        plan.optimizer = try body.word("optimizer", OptimizerKind.self)
        plan.epochs = try body.int("epochs", 1...100_000)
        plan.dimension = try body.int("dimension", 1...65_536)
        plan.learningRate = try body.number("learning_rate", above: 0, upTo: 1e3)
        plan.margin = try body.number("margin", above: 0, upTo: 1e3)
        plan.robust = try body.number("robust", above: 0, upTo: 1e6).map { RobustTraining(epsilon: $0) }
        plan.towers = try body.word("towers", TowerKind.self)
        if plan.towers == .asymmetric { try Self.checkTowers(plan, isFeedback: source != nil) }
        plan.heldOut = try body.number("held_out", above: 0, upTo: 0.9)
        plan.seed = try body["seed"].map { try Body.unsigned($0, "seed") } ?? 0
        self.plan = plan
        filter = try body.filter("filter")
        promotes = try body.bool("promote") ?? true
    }

    /// What asymmetric towers cannot do, said before anything begins.
    private static func checkTowers(_ plan: TrainingPlan, isFeedback: Bool) throws {
        guard !isFeedback else { throw RequestError(.badRequest, "towers asymmetric learns from label or pairs, not from feedback") }
        do { try plan.validateTowers() } catch { throw RequestError(.badRequest, error.message) }
    }

    private static func pairs(_ body: RequestBody) throws -> [JSONObject]? {
        guard let value = body["pairs"] else { return nil }
        guard let list = value.arrayValue else { throw Body.wrong(value, "pairs", "a list") }
        guard !list.isEmpty else { throw RequestError(.badRequest, "pairs is empty") }
        return try list.enumerated().map { try Body.object($1, "pairs[\($0)]") }
    }

    private static func source(_ body: RequestBody) throws -> String? {
        switch body["feedback"] {
        case nil, .bool(false): nil
        case .bool(true): ""
        case .string(let source) where !source.isEmpty: source
        case let value?: throw Body.wrong(value, "feedback", "true or the name of a source")
        }
    }

    /// Where pairs lie while they teach, so that a learning that was interrupted can be gone on with.
    static func file(_ collection: VectorCollection) -> URL { collection.folder.appending(path: "learning.pairs.jsonl") }

    /// The request; pairs are written to their file.
    func request(_ collection: VectorCollection) throws -> LearnRequest {
        let supervision: LearnRequest.Supervision
        if let label {
            supervision = .label(label)
        } else if let pairs {
            let file = Self.file(collection)
            try Data(pairs.map { $0.jsonText + "\n" }.joined().utf8).write(to: file, options: .atomic)
            supervision = .pairs(file: file.path)
        } else {
            supervision = .feedback(source: source.flatMap { $0.isEmpty ? nil : $0 })
        }
        var request = LearnRequest(collection: collection.name, supervision: supervision, plan: plan)
        (request.using, request.filter, request.promotes) = (vector, filter, promotes)
        // Searches go on meanwhile, and need threads, too.
        request.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        return request
    }
}

extension JobProgress {
    /// Tells how far learning is; indexing what was learned is the last tenth.
    fileprivate func tell(_ progress: LearnProgress) {
        switch progress {
        case .reading: tell(0, "reading")
        case .epoch(let epoch):
            tell(0.9 * Double(epoch.epoch) / Double(max(1, epoch.epochs)), "learning")
            tell(Job.Epoch(number: epoch.epoch, loss: epoch.loss))
        case .fold(let done, let all): tell(0.9 * Double(done) / Double(max(1, all)), "learning")
        case .indexing(let done, let all): tell(0.9 + 0.1 * Double(done) / Double(max(1, all)), "indexing")
        }
    }
}
