import Foundation
public import Kindred
import KindredLearning

extension JobQueue {
    /// Begins to look for the index that reaches a recall soonest, and returns the job's number. Nothing is changed.
    ///
    /// The body may have `recall` (above 0, at most 1; 0.95 when nothing is said), `memory` (bytes), `vector` and `sample`.
    ///
    /// - Throws: `RequestError`.
    public func tune(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let members = try RequestBody(body, known: ["recall", "memory", "vector", "sample"])
        var request = TuneRequest(collection: collection.name, recall: try members.number("recall", above: 0, upTo: 1) ?? 0.95)
        request.vector = try members.string("vector") ?? ""
        request.memory = try members.int("memory", 1...Int.max)
        request.sample = try members.int("sample", Comparison.least...1_000_000) ?? request.sample
        _ = try operations.denseVector(request.vector, of: collection)
        return try submit(kind: "tune", collection: collection.name, vector: request.vector, request: body) { [request] progress in
            let tuning = try operations.tune(request) { done, all, next in
                progress.tell(Double(done) / Double(max(1, all)), next)
                return !progress.isCancelled
            }
            return tuning.json
        }
    }

    /// Begins to judge a measure by labels, and returns the job's number.
    ///
    /// The body has `label` (a path of the payload), and may have `vector`, `measure` (a version), `k` (for precision, recall and NDCG), `queries`, `seed` and `filter`.
    ///
    /// - Throws: `RequestError`.
    public func evaluate(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let members = try RequestBody(body, known: ["label", "vector", "measure", "k", "queries", "seed", "filter"])
        guard let label = try members.path("label") else { throw RequestError(.badRequest, "missing field `label`") }
        let vector = try members.string("vector") ?? ""
        _ = try operations.denseVector(vector, of: collection)
        var request = EvaluationRequest(.collection(collection.name, label: try PayloadPath(parsing: label), using: vector, filter: try members.filter("filter")))
        request.version = try members.int("measure", 1...Int(Int32.max))
        request.k = try members.int("k", 1...1_000) ?? request.k
        request.queries = try members.int("queries", 1...1_000_000) ?? request.queries
        request.seed = try members["seed"].map { try Body.unsigned($0, "seed") } ?? request.seed
        request.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        return try submit(kind: "evaluate", collection: collection.name, vector: vector, request: body) { [request] progress in
            progress.tell(0, "ranking")
            return try operations.evaluate(request).json
        }
    }

    /// Begins to attack what a collection answers, and returns the job's number. Nothing is changed.
    ///
    /// The body has `label` (a path of the payload), and may have `vector`, `measure` and `before` (versions), `epsilon`, `norm` (linf, l2), `box`
    /// (the least and the greatest valid component), `steps`, `restarts`, `target` (a class), `points`, `among` (points that answer), `certify`, `noise`, `seed` and `filter`.
    ///
    /// - Throws: `RequestError`.
    public func attack(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let members = try RequestBody(
            body, known: ["label", "vector", "measure", "before", "epsilon", "norm", "box", "steps", "restarts", "target", "points", "among", "certify", "noise", "seed", "filter"])
        guard let label = try members.path("label") else { throw RequestError(.badRequest, "missing field `label`") }
        let vector = try members.string("vector") ?? ""
        _ = try operations.denseVector(vector, of: collection)
        var settings = StudySettings(epsilon: try members.number("epsilon", above: 0, upTo: 1e6) ?? 0.1, norm: try members.word("norm", AttackNorm.self) ?? .lInfinity)
        settings.steps = try members.int("steps", 1...10_000) ?? settings.steps
        settings.restarts = try members.int("restarts", 0...100) ?? settings.restarts
        settings.certified = try members.int("certify", 0...10_000) ?? settings.certified
        settings.noise = try members.number("noise", above: 0, upTo: 1e6)
        settings.seed = try members["seed"].map { try Body.unsigned($0, "seed") } ?? 0
        settings.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        var request = AttackRequest(collection: collection.name, label: try PayloadPath(parsing: label), settings: settings)
        (request.using, request.filter, request.target) = (vector, try members.filter("filter"), try members.string("target"))
        request.version = try members.int("measure", 1...Int(Int32.max))
        request.before = try members.int("before", 1...Int(Int32.max))
        request.points = try members.int("points", 1...1_000_000) ?? request.points
        request.among = try members.int("among", 2...Int(Int32.max))
        request.box = try members["box"].map(Self.box)
        return try submit(kind: "attack", collection: collection.name, vector: vector, request: body) { [request] progress in
            progress.tell(0, "attacking")
            return try operations.attack(
                request, progress: { progress.tell(Double($0) / Double(max(1, $1)), "attacking") }, isCancelled: { progress.isCancelled }
            ).json
        }
    }

    private static func box(_ value: JSONValue) throws -> InputBox {
        let ends = value.arrayValue?.compactMap(\.doubleValue) ?? []
        guard ends.count == 2, value.arrayValue?.count == 2, let box = try? InputBox(ends[0], ends[1]) else { throw Body.wrong(value, "box", "two numbers, the smaller first") }
        return box
    }
}
