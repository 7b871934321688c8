#if Server
import Foundation
import GRPCCore
import KindredService
import Testing

@testable import KindredServer

/// The service `kindred.Kindred`: the operations under `/kindred`, with the same results.
@Suite struct KindredCallsTests {
    /// The service over a collection of ninety points of three classes that two components tell apart.
    private func serving(_ rights: Caller.Rights = .everything, _ need: Access.Need = .manage, _ body: @Sendable (KindredCalls) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-own-calls-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path)
        try operations.createCollection("c", ["vectors": ["size": 6, "distance": "Cosine"]])
        let points = (0..<90).map { number -> Point in
            let angle = Double(number % 3) * 2.1
            let noise = (0..<4).map { Double(number * 13 + $0 * 7) * 1.3 }.map { Float(sin($0)) * 3 }
            let vector: [Float] = [Float(cos(angle)), Float(sin(angle))] + noise
            return Point(id: .number(UInt64(number)), vector: vector, payload: ["kind": .string("k\(number % 3)")])
        }
        _ = try operations.update("c", .upsert(points))
        let calls = KindredCalls(calls: OperationCalls(operations: operations, pool: CPUPool(threads: 2, queue: 8)), jobs: JobQueue())
        let call = AdmittedCall(caller: Caller(identity: .fullKey, rights: rights), need: need)
        try await AdmittedCall.$current.withValue(call) { try await body(calls) }
        calls.jobs.close()
        try operations.close()
    }

    private let context = ServerContext(
        descriptor: MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: "kindred.Kindred"), method: "Test"), remotePeer: "in-process:1",
        localPeer: "in-process:2", cancellation: .init())

    private func object(_ answer: Kindred_Answer) throws -> JSONObject { try #require(try JSONValue(answer.result).objectValue) }

    private func body(_ object: JSONObject) -> Kindred_BodyRequest {
        .with {
            $0.collectionName = "c"
            $0.body.fields = Qdrant_Value.fields(object)
        }
    }

    /// Why a request is refused; nil when it is not.
    private func refusal<Request, Value: Sendable>(_ request: Request, _ call: (Request, ServerContext) async throws -> Value) async -> RPCError.Code? {
        do {
            _ = try await call(request, context)
            return nil
        } catch { return (error as? RPCError)?.code }
    }

    /// A job, once it is over.
    private func end(of id: UInt64, _ service: KindredCalls) async throws -> JSONObject {
        var job = JSONObject()
        repeat {
            try await Task.sleep(for: .milliseconds(10))
            job = try object(await service.job(request: .with { $0.id = id }, context: context))
        } while ["queued", "running"].contains(job["state"])
        return job
    }

    @Test func figuresFiltersAndQueries() async throws {
        try await serving { (service) async throws in
            let collections = try object(await service.collections(request: .init(), context: context))
            #expect(collections["collections"]?.arrayValue?.first?.objectValue?["points"] == 90)
            let filter = try object(await service.filter(request: .with { $0.filter = "kind = 'k1'" }, context: context))
            #expect(filter["filter"]?.objectValue?["must"]?.arrayValue?.count == 1)
            var query = Kindred_QueryRequest()
            query.query.collectionName = "c"
            query.query.query.nearest.id.num = 7
            query.query.limit = 5
            let plain = try await service.query(request: query, context: context).result.map(\.id.num)
            query.measure = 1
            query.recall = 0.9
            #expect(plain.count == 5)
            #expect(try await service.query(request: query, context: context).result.map(\.id.num) == plain)
            query.measure = 0
            #expect(await refusal(query, service.query) == .invalidArgument)
            query.measure = 9
            #expect(await refusal(query, service.query) == .notFound)
        }
    }

    @Test func measuresAreLearnedServedAndUndone() async throws {
        try await serving { (service) async throws in
            let begun = try object(await service.learn(request: body(["label": "kind", "encoder": "linear", "epochs": 20, "seed": 1, "promote": false]), context: context))
            let id = UInt64(try #require(begun["job"]?.intValue)), job = try await end(of: id, service)
            #expect(job["state"] == "done" && job["curve"]?.arrayValue?.count == 20, "\(job)")
            #expect(try object(await service.jobs(request: .init(), context: context))["jobs"]?.arrayValue?.count == 1)
            #expect(try object(await service.cancelJob(request: .with { $0.id = id }, context: context))["state"] == "done")
            let vector = Kindred_VectorRequest.with { $0.collectionName = "c" }
            #expect(try object(await service.measures(request: vector, context: context))["measures"]?.arrayValue?.count == 2)
            let measure = Kindred_PromoteRequest.with {
                $0.collectionName = "c"
                $0.version = 2
            }
            #expect(try object(await service.promote(request: measure, context: context)) == ["serving": 2])
            #expect(try object(await service.explain(request: body(["id": 4, "limit": 5]), context: context))["after"] == 2)
            #expect(try object(await service.rollback(request: vector, context: context)) == ["serving": 1])
            #expect(await refusal(Kindred_JobRequest.with { $0.id = 99 }, service.job) == .notFound)
            #expect(await refusal(body([:]), service.learn) == .invalidArgument)
            #expect(await refusal(body(["recall": 2]), service.tune) == .invalidArgument)
            #expect(await refusal(body([:]), service.evaluate) == .invalidArgument)
        }
    }

    @Test func answersAreAttackedAndPointsClustered() async throws {
        try await serving { (service) async throws in
            let attack = body(["label": "kind", "epsilon": 0.1, "steps": 5, "certify": 0, "points": 20])
            let attacking = UInt64(try #require(try object(await service.attack(request: attack, context: context))["job"]?.intValue))
            let cluster = body(["field": "group", "clusters": 3, "method": "kmeans", "label": "kind"])
            let clustering = UInt64(try #require(try object(await service.cluster(request: cluster, context: context))["job"]?.intValue))
            let attacked = try await end(of: attacking, service), clustered = try await end(of: clustering, service)
            #expect(attacked["kind"] == "attack" && attacked["state"] == "done" && attacked["report"]?.objectValue?["pgd"]?.doubleValue != nil, "\(attacked)")
            #expect(clustered["kind"] == "cluster" && clustered["state"] == "done" && clustered["report"]?.objectValue?["clusters"] == 3, "\(clustered)")
            #expect(await refusal(body(["epsilon": 0.1]), service.attack) == .invalidArgument)
            #expect(await refusal(body([:]), service.cluster) == .invalidArgument)
        }
    }

    @Test func feedbackIsKeptAndForgotten() async throws {
        try await serving { (service) async throws in
            let choices: [JSONObject] = [["anchor": 1, "positive": 4, "negative": 2, "source": "a"], ["anchor": [1, 0, 0, 0, 0, 0.5], "positive": 7, "weight": 0.5]]
            let record = Kindred_RecordFeedbackRequest.with {
                $0.collectionName = "c"
                $0.choices = choices.map { choice in .with { $0.fields = Qdrant_Value.fields(choice) } }
            }
            #expect(try object(await service.recordFeedback(request: record, context: context)) == ["recorded": 2])
            var which = Kindred_FeedbackRequest()
            which.collectionName = "c"
            #expect(try JSONValue(await service.feedback(request: which, context: context).result).arrayValue?.count == 2)
            #expect(await refusal(which, service.forgetFeedback) == .invalidArgument)
            which.source = "a"
            #expect(try object(await service.forgetFeedback(request: which, context: context)) == ["forgotten": 1])
            which.clearSource()
            which.point = "seven"
            #expect(await refusal(which, service.feedback) == .invalidArgument)
            which.clearPoint()
            which.all = true
            #expect(try object(await service.forgetFeedback(request: which, context: context)) == ["forgotten": 1])
        }
    }

    @Test func recallIsMeasured() async throws {
        try await serving { (service) async throws in
            var request = Kindred_RecallRequest()
            request.collectionName = "c"
            request.samples = 20
            #expect(try object(await service.recall(request: request, context: context))["recall"]?.objectValue?["mean"] == 1.0)
            request.samples = 0
            #expect(await refusal(request, service.recall) == .invalidArgument)
            request.samples = 5
            request.vector = "none"
            #expect(await refusal(request, service.recall) == .invalidArgument)
        }
    }

    @Test func callersReachTheirCollectionsOnly() async throws {
        try await serving(.collections(["other": .whole]), .read) { (service) async throws in
            #expect(try object(await service.collections(request: .init(), context: context))["collections"] == [])
            #expect(try object(await service.jobs(request: .init(), context: context))["jobs"] == [])
            #expect(await refusal(Kindred_VectorRequest.with { $0.collectionName = "c" }, service.measures) == .permissionDenied)
        }
    }
}
#endif
