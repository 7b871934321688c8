import Foundation
import Kindred
import Testing

@testable import KindredService

/// Long work in its queue.
@Suite struct JobTests {
    private let scratch: Scratch
    private let operations: Operations
    private let jobs = JobQueue(capacity: 2, remembered: 4)

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        try operations.create(CreateRequest(name: "c", configuration: CollectionConfiguration(dimension: 6, measure: .cosine)))
        try operations.database.collection("c").upsert((0..<90).map(Self.point))
    }

    /// Two components tell three classes apart, the others are louder.
    private static func point(_ number: Int) -> Point {
        let angle = Double(number % 3) * 2.1
        let noise = (0..<4).map { Float(sin(Double(number * 13 + $0 * 7) * 1.3)) * 3 }
        return Point(id: .number(UInt64(number)), vector: [Float(cos(angle)), Float(sin(angle))] + noise, payload: ["kind": .string("k\(number % 3)")])
    }

    private func end(of id: Int) async throws -> Job {
        while true {
            let job = try #require(jobs.job(id))
            if job.state.isOver { return job }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func refusal(_ body: () throws -> Void) -> RequestError? {
        do { try body() } catch { return RequestError(error) }
        return nil
    }

    @Test func learningIsWatchedAndServes() async throws {
        let id = try jobs.learn("c", ["label": "kind", "encoder": "linear", "epochs": 8, "seed": 1, "promote": false], with: operations)
        let job = try await end(of: id)
        #expect(job.state == .done && job.error == nil && job.progress == 1, "\(job.error ?? "")")
        #expect(job.curve.map(\.number) == Array(1...8) && job.curve.allSatisfy { $0.loss.isFinite })
        let report = try #require(job.report)
        #expect(report["promoted"] == false && report["points"] == 90 && report["classes"] == 3)
        #expect(job.json["curve"]?.arrayValue?.count == 8 && job.summary["curve"] == nil && job.summary["state"] == "done")
    }

    @Test func pairsTeach() async throws {
        let pairs = (0..<60).map { n -> JSONValue in ["anchor": .init(n), "positive": .init(n + 3), "negative": .init(n + 1)] }
        let job = try await end(of: try jobs.learn("c", ["pairs": .array(pairs), "encoder": "linear", "epochs": 2], with: operations))
        #expect(job.state == .done, "\(job.error ?? "")")
        #expect(job.request["pairs"] == 60)
        #expect(try !FileManager.default.fileExists(atPath: operations.database.collection("c").folder.appending(path: "learning.pairs.jsonl").path))
    }

    @Test func towersAreLearned() async throws {
        let body: JSONObject = ["label": "kind", "encoder": "linear", "loss": "triplet", "towers": "asymmetric", "epochs": 60, "seed": 1]
        let job = try await end(of: try jobs.learn("c", body, with: operations))
        #expect(job.state == .done && job.report?["towers"] == "asymmetric", "\(job.error ?? "")")
        #expect(try job.report?["promoted"] != true || operations.measures("c").last?.measure.isSymmetric == false)
    }

    @Test func whatRunsAndWhatWaitsIsStopped() async throws {
        let (long, waiting) = try await onThread { [jobs, operations] in
            let long = try jobs.learn("c", ["label": "kind", "epochs": 100_000], with: operations)
            while jobs.job(long)?.curve.isEmpty ?? true { usleep(1000) }
            let waiting = try jobs.evaluate("c", ["label": "kind"], with: operations)
            #expect(jobs.job(waiting)?.state == .queued)
            #expect(jobs.cancel(waiting)?.state == .cancelled)
            jobs.cancel(long)
            return (long, waiting)
        }
        #expect(try await end(of: long).state == .cancelled)
        #expect(jobs.cancel(long)?.state == .cancelled && jobs.cancel(77) == nil)
        #expect(jobs.jobs.map(\.id) == [waiting, long])
    }

    /// On a thread that other tests cannot keep waiting: they can hold all of the cooperative pool's for longer than a job takes.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }

    @Test func evaluatingAndTuningReport() async throws {
        let judged = try await end(of: try jobs.evaluate("c", ["label": "kind", "k": 5], with: operations))
        #expect(judged.state == .done && judged.report?["figures"]?.objectValue?.keys.contains("precision@5") == true, "\(judged.error ?? "")")
        let tuned = try await end(of: try jobs.tune("c", ["recall": 0.9], with: operations))
        #expect(tuned.state == .done && tuned.report?["choice"]?.objectValue != nil, "\(tuned.error ?? "")")
    }

    @Test func clusteringWritesItsField() async throws {
        let job = try await end(of: try jobs.cluster("c", ["field": "group", "clusters": 3, "method": "kmeans", "label": "kind"], with: operations))
        #expect(job.state == .done && job.report?["clusters"] == 3 && job.report?["labels"] == nil, "\(job.error ?? "")")
        #expect(try operations.database.collection("c").fetch(.number(7))?.payload["group"]?.intValue != nil)
        for body: JSONObject in [
            [:], ["field": "a.b"], ["field": "g", "method": "kmeans"], ["field": "g", "method": "dbscan"], ["field": "g", "method": "other"],
            ["field": "g", "clusters": 0], ["field": "g", "sort": 1], ["field": "g", "affinity": "gaussian", "measure": "cosine"], ["field": "g", "vector": "none"],
        ] {
            #expect(refusal { _ = try jobs.cluster("c", body, with: operations) } != nil, "\(body)")
        }
        let failed = try await end(of: try jobs.cluster("c", ["field": "g", "clusters": 1000], with: operations))
        #expect(failed.state == .failed && failed.error?.contains("1000 clusters") == true, "\(failed.error ?? "")")
    }

    @Test func hardNegativesAreJudged() async throws {
        let hard = try await end(of: try jobs.evaluate("c", ["label": "kind", "hard": 3], with: operations))
        #expect(hard.report?["negatives"] == 3 && hard.report?["pairs"] != nil, "\(hard.error ?? "")")
        let robust = try await end(of: try jobs.evaluate("c", ["label": "kind", "robust": [0.1], "norm": "l2"], with: operations))
        #expect(robust.report?["conditions"]?.arrayValue?.count == 3, "\(robust.error ?? "")")
        for wrong: JSONObject in [["hard": 0], ["hard": "ten"], ["robust": []], ["robust": [-1]], ["norm": "l2"], ["mined_by": 1], ["hard": true, "box": [0, 1]], ["robust": true, "box": [1, 0]]] {
            var body = wrong
            body["label"] = "kind"
            #expect(throws: RequestError.self, "\(wrong.jsonText)") { try jobs.evaluate("c", body, with: operations) }
        }
    }

    @Test func attackingReports() async throws {
        let job = try await end(of: try jobs.attack("c", ["label": "kind", "epsilon": 0.1, "steps": 5, "certify": 0, "points": 20], with: operations))
        #expect(job.state == .done && job.report?["pgd"]?.doubleValue != nil, "\(job.error ?? "")")
        #expect(throws: RequestError.self) { try jobs.attack("c", ["label": "kind", "box": [1, 0]], with: operations) }
        #expect(throws: RequestError.self) { try jobs.attack("c", ["epsilon": 0.1], with: operations) }
    }

    @Test func aJobThatCannotBeDoneSaysWhy() async throws {
        let job = try await end(of: try jobs.learn("c", ["label": "nothing"], with: operations))
        #expect(job.state == .failed && job.error == "no point of collection c has a label in nothing")
    }

    @Test func onlySoManyWaitAndAreRemembered() async throws {
        func submit(_ work: @escaping JobQueue.Work) throws -> Int { try jobs.submit(kind: "test", collection: "c", vector: "", request: [:], work) }
        let first = try submit { progress in
            while !progress.isCancelled { usleep(1000) }
            return [:]
        }
        while jobs.job(first)?.state == .queued { try await Task.sleep(for: .milliseconds(1)) }
        for _ in 0..<2 { _ = try submit { _ in [:] } }
        #expect(refusal { _ = try submit { _ in [:] } }?.kind == .tooManyRequests(retryAfter: 60))
        jobs.cancel(first)
        #expect(try await end(of: first).state == .done)
        _ = try await end(of: 3)
        for _ in 0..<4 { _ = try await end(of: try submit { _ in [:] }) }
        #expect(jobs.jobs.map(\.id) == [7, 6, 5, 4])
        jobs.close()
        #expect(refusal { _ = try submit { _ in [:] } }?.kind == .unavailable)
    }

    @Test(arguments: [
        #"{}"#, #"{"label": "kind", "feedback": true}"#, #"{"label": "kind", "lose": "triplet"}"#, #"{"label": "kind", "loss": "none"}"#, #"{"label": "kind", "encoder": "conv"}"#,
        #"{"label": "kind", "epochs": 0}"#, #"{"label": "kind", "learning_rate": -1}"#, #"{"label": "kind", "vector": "x"}"#, #"{"label": "kind", "filter": "a ="}"#,
        #"{"pairs": [{"anchor": [0.5, 1.0], "positive": 1}]}"#, #"{"pairs": [{"anchor": 1, "positive": 2, "weight": 0}]}"#, #"{"label": "a[", "epochs": 1}"#, #"{"pairs": []}"#,
        #"{"pairs": [{"positive": 1}]}"#, #"{"pairs": [{"anchor": 1, "positive": 2}], "loss": "softmax"}"#, #"{"feedback": 7}"#,
        #"{"label": "kind", "towers": "twin"}"#, #"{"label": "kind", "towers": "asymmetric", "loss": "softmax"}"#, #"{"feedback": true, "towers": "asymmetric"}"#,
        #"{"label": "kind", "towers": "asymmetric", "miner": "index"}"#, #"{"label": "kind", "towers": "asymmetric", "robust": 0.1}"#,
    ])
    func wrongBodiesAreRefusedBeforeWork(_ body: String) throws {
        let error = try #require(refusal { _ = try jobs.learn("c", JSONObject(parsing: body), with: operations) })
        #expect([.badRequest, .validation, .wrongInput].contains(error.kind), "\(error)")
        #expect(jobs.jobs.isEmpty)
    }
}
