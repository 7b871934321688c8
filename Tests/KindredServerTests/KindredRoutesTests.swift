#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

/// The routes under `/kindred`, through a socket.
@Suite struct KindredRoutesTests {
    /// A collection of ninety points of three classes that two components tell apart.
    private static func filled(_ client: ServedDoor) async throws {
        _ = try await client.result("PUT", "/collections/c", #"{"vectors": {"size": 6, "distance": "Cosine"}, "sparse_vectors": {"s": {}}}"#)
        let points = (0..<90).map { number -> String in
            let angle = Double(number % 3) * 2.1
            let vector = [cos(angle), sin(angle)] + (0..<4).map { sin(Double(number * 13 + $0 * 7) * 1.3) * 3 }
            return #"{"id": \#(number), "vector": \#(vector), "payload": {"kind": "k\#(number % 3)"}}"#
        }
        _ = try await client.result("PUT", "/collections/c/points?wait=true", #"{"points": [\#(points.joined(separator: ","))]}"#)
    }

    private static func end(of job: JSONValue?, _ client: ServedDoor) async throws -> JSONObject {
        let id = try #require(job?.intValue)
        while true {
            let found = try #require(try await client.result("GET", "/kindred/jobs/\(id)").objectValue)
            if !["queued", "running"].contains(found["state"]) { return found }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private let root = "/kindred/collections/c"

    @Test func collectionsHaveFigures() async throws {
        try await ServedDoor.open { client in
            try await Self.filled(client)
            let answer = try await client.result("GET", "/kindred/collections").objectValue
            let collection = try #require(answer?["collections"]?.arrayValue?.first?.objectValue)
            #expect(collection["name"] == "c" && collection["points"] == 90 && collection["status"] == "green")
            #expect(collection["vectors"]?.objectValue?["s"] == ["dimension": nil, "measure": "dot", "index": "sparse"])
            #expect(collection["vectors"]?.objectValue?[""]?.objectValue?["dimension"] == 6)
            #expect(collection["segment_list"]?.arrayValue?.first?.objectValue?["points"] == 90)
        }
    }

    @Test func filtersAreTranslated() async throws {
        try await ServedDoor.open { client in
            let answer = try await client.result("POST", "/kindred/filter", #"{"filter": "kind = 'k1' and count(tags) >= 2"}"#).objectValue
            #expect(answer?["filter"]?.objectValue?["must"]?.arrayValue?.count == 2)
            #expect(try await client.error("POST", "/kindred/filter", #"{"filter": "kind ="}"#, status: 400)?.contains("\n") == false)
        }
    }

    @Test func queriesNameAMeasureOrARecall() async throws {
        try await ServedDoor.open { client in
            try await Self.filled(client)
            let plain = try await client.result("POST", "/collections/c/points/query", #"{"query": 7, "limit": 5}"#)
            #expect(try await client.result("POST", root + "/query", #"{"query": 7, "limit": 5, "measure": 1, "params": {"recall": 0.9}}"#) == plain)
            #expect(try await client.error("POST", root + "/query", #"{"query": 7, "measure": 5}"#, status: 404) != nil)
            #expect(try await client.error("POST", root + "/query", #"{"measure": 1}"#, status: 400) != nil)
            #expect(try await client.error("POST", root + "/query", #"{"query": {"recommend": {"positive": [1]}}, "params": {"recall": 0.9}}"#, status: 400) != nil)
            #expect(try await client.error("POST", root + "/query", #"{"query": {"indices": [1], "values": [1.0]}, "using": "s", "measure": 1}"#, status: 400) != nil)
            #expect(try await client.error("POST", root + "/query", #"{"query": 7, "params": {"recall": 1.5}}"#, status: 422) != nil)
            #expect(try await client.error("POST", root + "/query", #"{"query": 7, "params": {"recall": 0.5, "exact": true}}"#, status: 400) != nil)
        }
    }

    @Test func measuresAreLearnedServedAndUndone() async throws {
        try await ServedDoor.open { client in
            try await Self.filled(client)
            let begun = try await client.result("POST", root + "/learn", #"{"label": "kind", "encoder": "linear", "epochs": 150, "seed": 1, "promote": false, "vector": ""}"#)
            let job = try await Self.end(of: begun.objectValue?["job"], client)
            #expect(job["state"] == "done" && job["curve"]?.arrayValue?.count == 150, "\(job)")
            #expect(job["report"]?.objectValue?["measure"] == 2, "\(job)")
            let measures = try await client.result("GET", root + "/measures?vector=").objectValue?["measures"]?.arrayValue
            #expect(measures?.count == 2 && measures?.first?.objectValue?["serving"] == true)
            #expect(measures?.last?.objectValue?["evaluation"]?.objectValue?["interval"]?.objectValue?["mean"]?.doubleValue != nil)
            #expect(try await client.result("POST", root + "/measures/promote", #"{"version": 2, "vector": ""}"#) == ["serving": 2])
            let moved = try await client.result("POST", root + "/explain", #"{"id": 4, "limit": 5}"#).objectValue
            #expect(moved?["before"] == 1 && moved?["after"] == 2)
            #expect(try await client.result("POST", root + "/measures/rollback", #"{"vector": ""}"#) == ["serving": 1])
            #expect(try await client.error("POST", root + "/measures/promote", #"{"version": 9}"#, status: 404) != nil)
            let listed = try await client.result("GET", "/kindred/jobs").objectValue?["jobs"]?.arrayValue
            #expect(listed?.count == 1 && listed?.first?.objectValue?["collection"] == "c")
            #expect(try await client.result("POST", "/kindred/jobs/1/cancel").objectValue?["state"] == "done")
            #expect(try await client.error("GET", "/kindred/jobs/99", status: 404) == "Not found: there is no job 99")
        }
    }

    @Test func feedbackIsKeptAndForgotten() async throws {
        try await ServedDoor.open { client in
            try await Self.filled(client)
            let choices = #"[{"anchor": 1, "positive": 4, "negative": 2, "source": "a b"}, {"anchor": [1, 0, 0, 0, 0, 0.5], "positive": 7, "weight": 0.5}]"#
            #expect(try await client.result("POST", root + "/feedback", choices) == ["recorded": 2])
            #expect(try await client.result("GET", root + "/feedback").arrayValue?.count == 2)
            #expect(try await client.result("GET", root + "/feedback?source=a%20b").arrayValue?.count == 1)
            #expect(try await client.error("POST", root + "/feedback", #"[{"anchor": 1}]"#, status: 400) != nil)
            #expect(try await client.error("POST", root + "/feedback", #"{"anchor": 1}"#, status: 400) != nil)
            #expect(try await client.error("DELETE", root + "/feedback", status: 400) != nil)
            #expect(try await client.result("DELETE", root + "/feedback?source=a%20b") == ["forgotten": 1])
            #expect(try await client.result("DELETE", root + "/feedback?all=true") == ["forgotten": 1])
        }
    }

    @Test func recallIsMeasured() async throws {
        try await ServedDoor.open { client in
            try await Self.filled(client)
            let recall = try await client.result("GET", root + "/recall?samples=20").objectValue
            #expect(recall?["recall"]?.objectValue?["mean"] == 1.0 && (recall?["samples"]?.intValue ?? 0) >= 20)
            #expect(try await client.error("GET", root + "/recall?samples=0", status: 422) != nil)
            #expect(try await client.error("GET", root + "/recall?vector=s", status: 400) != nil)
            #expect(try await client.error("GET", "/kindred/collections/none/recall", status: 404) == "Not found: Collection none not found")
        }
    }

    @Test func readersMayNotTeach() async throws {
        try await ServedDoor.open {
            $0.apiKey = "full"
            $0.readOnlyAPIKey = "read"
        } _: { (client) async throws in
            #expect(try await client.send("POST", root + "/learn", "{}", headers: ["api-key": "read"]).status == 403)
            #expect(try await client.send("GET", "/kindred/jobs", headers: ["api-key": "read"]).status == 200)
            #expect(try await client.send("GET", "/openapi.json").status == 200)
        }
    }
}
#endif
