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
    /// With `hard`, the number of hardest negatives of each query, or true for ten, it is judged on those beside all rows; with `robust`, a list
    /// of sizes of changes, or true for such as suit the data, under noise and FGSM, too. Both take `mined_by`, the version that says what is hard,
    /// and the latter `norm` (linf, l2) and `box`.
    ///
    /// - Throws: `RequestError`.
    public func evaluate(_ name: String, _ body: JSONObject, with operations: Operations) throws -> Int {
        let collection = try operations.collection(named: name)
        let members = try RequestBody(body, known: ["label", "vector", "measure", "k", "queries", "seed", "filter", "hard", "robust", "mined_by", "norm", "box"])
        guard let label = try members.path("label") else { throw RequestError(.badRequest, "missing field `label`") }
        let vector = try members.string("vector") ?? ""
        _ = try operations.denseVector(vector, of: collection)
        var request = EvaluationRequest(.collection(collection.name, label: try PayloadPath(parsing: label), using: vector, filter: try members.filter("filter")))
        request.version = try members.int("measure", 1...Int(Int32.max))
        request.k = try members.int("k", 1...1_000) ?? request.k
        request.queries = try members.int("queries", 1...1_000_000) ?? request.queries
        request.seed = try members["seed"].map { try Body.unsigned($0, "seed") } ?? request.seed
        request.threads = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        let (hard, isHard, isRobust) = try Self.hard(members, request)
        return try submit(kind: "evaluate", collection: collection.name, vector: vector, request: body) { [request] progress in
            progress.tell(0, "ranking")
            let told = { (done: Int, all: Int) in progress.tell(Double(done) / Double(max(1, all)), "ranking") }
            if isRobust { return try operations.evaluateRobust(hard, progress: told, isCancelled: { progress.isCancelled }).json }
            if isHard { return try operations.evaluateHard(hard, progress: told, isCancelled: { progress.isCancelled }).json }
            return try operations.evaluate(request).json
        }
    }

    /// What a body says of hard negatives, and whether it wants them and changed queries.
    private static func hard(_ members: RequestBody, _ evaluation: EvaluationRequest) throws -> (HardEvaluationRequest, isHard: Bool, isRobust: Bool) {
        var request = HardEvaluationRequest(evaluation), isHard = false, isRobust = false
        switch members["hard"] {
        case nil, .bool(false): break
        case .bool(true): isHard = true
        case .some: (request.negatives, isHard) = (try members.int("hard", 1...10_000) ?? request.negatives, true)
        }
        switch members["robust"] {
        case nil, .bool(false): break
        case .bool(true): isRobust = true
        case let value?: (request.sizes, isRobust) = (try sizes(value), true)
        }
        if let key = ["norm", "box"].first(where: { members[$0] != nil }), !isRobust { throw RequestError(.badRequest, "\(key) belongs to robust") }
        if members["mined_by"] != nil, !isHard, !isRobust { throw RequestError(.badRequest, "mined_by belongs to hard or robust") }
        request.minedBy = try members.int("mined_by", 1...Int(Int32.max))
        request.norm = try members.word("norm", AttackNorm.self) ?? request.norm
        request.box = try members["box"].map(box)
        return (request, isHard, isRobust)
    }

    private static func sizes(_ value: JSONValue) throws -> [Double] {
        let sizes = value.arrayValue?.compactMap(\.doubleValue) ?? []
        guard (1...20).contains(sizes.count), sizes.count == value.arrayValue?.count, sizes.allSatisfy({ $0 > 0 && $0 <= 1e6 }) else {
            throw Body.wrong(value, "robust", "true or a list of up to 20 sizes above 0")
        }
        return sizes
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
