import Foundation
public import Kindred

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
}
