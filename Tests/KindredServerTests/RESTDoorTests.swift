#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite struct RESTDoorTests {
    @Test func whatAClientDoes() async throws {
        try await ServedDoor.open { client in
            #expect(try await client.result("PUT", "/collections/films", #"{"vectors": {"size": 2, "distance": "Dot"}}"#) == true)
            let points = #"{"points": [{"id": 1, "vector": [1.0, 0.5], "payload": {"a": 1}}, {"id": 2, "vector": [0.5, 0.25], "payload": {"a": 2}}]}"#
            #expect(try await client.result("PUT", "/collections/films/points?wait=true", points).objectValue?["status"] == "completed")
            let query = try await client.result("POST", "/collections/films/points/query", #"{"query": [1.0, 2.0], "with_payload": true, "limit": 1}"#)
            let best = try #require(query.objectValue?["points"]?.arrayValue?.first?.objectValue)
            #expect(best["id"] == 1 && best["score"] == 2.0 && best["payload"] == ["a": 1])
            let batch = try await client.result("POST", "/collections/films/points/query/batch", #"{"searches": [{"query": 1}, {"query": 2}]}"#)
            #expect(batch.arrayValue?.count == 2)
            #expect(try await client.result("POST", "/collections/films/points/count", #"{"filter": {"must": [{"key": "a", "match": {"value": 2}}]}}"#) == ["count": 1])
            let page = try await client.result("POST", "/collections/films/points/scroll", #"{"limit": 1}"#)
            #expect(page.objectValue?["next_page_offset"] == 2)
            #expect(try await client.result("POST", "/collections/films/points/delete", #"{"points": [1]}"#).objectValue?["status"] == "acknowledged")
            #expect(try await client.result("GET", "/collections/films/exists") == ["exists": true])
            #expect(try await client.result("DELETE", "/collections/films") == true)
        }
    }

    @Test func whatAClientDoesWrong() async throws {
        try await ServedDoor.open { client in
            #expect(try await client.error("GET", "/collections/none", status: 404) == "Not found: Collection none not found")
            #expect(try await client.error("GET", "/nowhere", status: 404) == "Not found: no such endpoint: GET /nowhere")
            _ = try await client.result("PUT", "/collections/c", #"{"vectors": {"size": 2, "distance": "Dot"}}"#)
            #expect(
                try await client.error("POST", "/collections/c/points/query", #"{"limit": 0}"#, status: 422)
                    == "Validation error in JSON body: [internal.limit: value 0 invalid, must be 1 or larger]")
            #expect(try await client.error("POST", "/collections/c/points/query", "{", status: 400)?.hasPrefix("Format error in JSON body: ") == true)
            #expect(
                try await client.error("POST", "/collections/c/points/query", #"{"query": [0.5], "using": "x"}"#, status: 400)
                    == "Wrong input: Not existing vector name error: x")
            #expect(
                try await client.error("POST", "/collections/c/points/count?timeout=0", "{}", status: 422)
                    == "Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]")
            #expect(try await client.error("POST", "/cluster/recover", status: 405) != nil)
        }
    }

    @Test func theServerSaysWhatAndHowItIs() async throws {
        try await ServedDoor.open { client in
            let identity = try JSONObject(parsing: try await client.send("GET", "/").text)
            #expect(identity.keys == ["title", "version", "commit"] && identity["commit"]?.stringValue?.count == 40)
            #expect(try await client.send("GET", "/healthz").text == "healthz check passed")
            #expect(try await client.send("GET", "/readyz").text == "all shards are ready")
            _ = try await client.send("GET", "/collections")
            let metrics = try await client.send("GET", "/metrics").text
            #expect(metrics.contains("app_info{") && metrics.contains("collections_total 0\n"))
            #expect(metrics.contains(#"rest_responses_total{method="GET",endpoint="/collections",status="200"} 1"#))
        }
    }

    @Test func keysAreAskedFor() async throws {
        try await ServedDoor.open {
            $0.apiKey = "full"
            $0.readOnlyAPIKey = "read"
        } _: { client in
            let open = try await client.send("GET", "/")
            #expect(open.status == 200)
            #expect(try await client.send("GET", "/collections").status == 401)
            #expect(try await client.send("GET", "/collections", headers: ["api-key": "read"]).status == 200)
            #expect(try await client.send("GET", "/collections", headers: ["Authorization": "Bearer full"]).status == 200)
            #expect(try await client.send("DELETE", "/collections/c", headers: ["api-key": "read"]).status == 403)
        }
    }

    /// What is refused before its body is read ends its connection: nobody waits for the rest.
    @Test func unreadBodiesEndTheConnection() async throws {
        try await ServedDoor.open {
            $0.apiKey = "full"
        } _: { (client) async throws in
            func connection(_ method: String, _ path: String, _ body: String?, key: String?) async throws -> String? {
                var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(client.port)\(path)")))
                request.httpMethod = method
                request.httpBody = body.map { Data($0.utf8) }
                request.setValue(key, forHTTPHeaderField: "api-key")
                return (try await URLSession.shared.data(for: request).1 as? HTTPURLResponse)?.value(forHTTPHeaderField: "Connection")
            }
            #expect(try await connection("POST", "/collections/c/points/count", "{}", key: nil) == "close")
            #expect(try await connection("POST", "/nowhere", "{}", key: "full") == "close")
            #expect(try await connection("POST", "/collections/c/points/count", "{}", key: "full") != "close")
            #expect(try await connection("GET", "/collections", nil, key: nil) != "close")
        }
    }

    @Test func longBodiesAreRefused() async throws {
        try await ServedDoor.open {
            $0.maximumBodySize = 100
        } _: { client in
            let error = try await client.error("POST", "/collections/c/points/query", String(repeating: " ", count: 200), status: 413)
            #expect(error != nil)
        }
    }
}
#endif
