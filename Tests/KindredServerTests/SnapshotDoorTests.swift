#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Snapshots and strict mode through the REST door.
@Suite struct SnapshotDoorTests {
    private struct Client: Sendable {
        let port: Int
        let folder: URL

        func send(_ method: String, _ path: String, _ body: Data? = nil, type: String? = nil) async throws -> (status: Int, headers: [String: String], body: Data) {
            var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
            request.httpMethod = method
            request.httpBody = body
            if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
            let (data, response) = try await URLSession.shared.data(for: request)
            let answer = try #require(response as? HTTPURLResponse)
            let headers = answer.allHeaderFields.map { ("\($0)".lowercased(), "\($1)") }
            return (answer.statusCode, Dictionary(headers) { $1 }, data)
        }

        func status(_ method: String, _ path: String, _ body: String? = nil) async throws -> Int { try await send(method, path, body.map { Data($0.utf8) }).status }

        func result(_ method: String, _ path: String, _ body: String? = nil) async throws -> JSONValue {
            let answer = try await send(method, path, body.map { Data($0.utf8) })
            #expect(answer.status == 200, "\(method) \(path): \(String(decoding: answer.body, as: UTF8.self))")
            return try JSONObject(parsing: String(decoding: answer.body, as: UTF8.self))["result"] ?? .null
        }

        func upload(_ content: Data, to path: String) async throws -> Int {
            let head = "--edge\r\nContent-Disposition: form-data; name=\"snapshot\"; filename=\"x\"\r\n\r\n"
            return try await send("POST", path, Data(head.utf8) + content + Data("\r\n--edge--\r\n".utf8), type: "multipart/form-data; boundary=edge").status
        }
    }

    private func withDoor(_ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: @Sendable (Client) async throws -> Void) async throws {
        try await ServedDoor.open(change) { operations in
            try operations.createCollection("c", ["vectors": ["size": 2, "distance": "Dot"]])
            _ = try operations.update("c", .upsert((1...20).map { Point(id: .number($0), vector: [Float($0), 1]) }))
        } _: { door in
            try await body(Client(port: door.port, folder: door.folder))
        }
    }

    @Test func aSnapshotGoesOutAndComesBack() async throws {
        try await withDoor { (client) async throws in
            let made = try #require(try await client.result("POST", "/collections/c/snapshots").objectValue)
            let name = try #require(made["name"]?.stringValue)
            #expect(try await client.result("GET", "/collections/c/snapshots") == .array([.object(made)]))
            let file = try await client.send("GET", "/collections/c/snapshots/\(name)")
            #expect(file.status == 200 && file.headers["content-length"] == "\(file.body.count)" && made["size"] == JSONValue(file.body.count))
            #expect(file.headers["content-type"] == "application/octet-stream")
            #expect(try await client.upload(file.body, to: "/collections/d/snapshots/upload") == 200)
            #expect(try await client.result("POST", "/collections/d/points/count", "{}") == ["count": 20])
            // A server that fetches from itself must not wait for itself.
            let location = "http://127.0.0.1:\(client.port)/collections/c/snapshots/\(name)"
            for _ in 0..<3 { #expect(try await client.result("PUT", "/collections/e/snapshots/recover", "{\"location\":\"\(location)\"}") == true) }
            #expect(try await client.result("POST", "/collections/e/points/count", "{}") == ["count": 20])
            #expect(try await client.status("POST", "/collections/c/snapshots?wait=false") == 202)
            #expect(try await client.result("DELETE", "/collections/c/snapshots/\(name)") == true)
            #expect(try await client.status("DELETE", "/collections/c/snapshots/\(name)") == 404)
        }
    }

    @Test func whatIsNotASnapshotIsRefused() async throws {
        try await withDoor {
            $0.maximumSnapshotSize = 100_000
        } _: { (client) async throws in
            #expect(try await client.upload(Data("nonsense".utf8), to: "/collections/d/snapshots/upload") == 400)
            #expect(try await client.upload(Data(repeating: 7, count: 300_000), to: "/collections/d/snapshots/upload") == 413)
            #expect(try await client.send("POST", "/collections/d/snapshots/upload", Data("{}".utf8), type: "application/json").status == 400)
            let recover = "/collections/d/snapshots/recover"
            let root = client.folder.appending(path: "snapshots").path
            for (location, status) in [
                ("file:///etc/passwd", 403), ("file://\(root)/none.snapshot", 404), ("file://host/x", 400), ("x", 400), ("http://127.0.0.1:\(client.port)/nowhere", 404),
                ("http://127.0.0.1:\(client.port)/", 400),
            ] {
                #expect(try await client.status("PUT", recover, "{\"location\":\"\(location)\"}") == status, "\(location)")
            }
            #expect(try await client.status("PUT", recover, "{\"location\":\"file://\(root)/x\",\"checksum\":\"3\"}") == 422)
            #expect(try await client.status("PUT", recover, "{\"location\":\"file://\(root)/x\",\"priority\":\"all\"}") == 400)
            #expect(try await client.status("PUT", recover, "{}") == 400)
            for path in ["/snapshots/..%2F..%2Fcatalog.sqlite", "/collections/c/snapshots/..%2Fc", "/collections/none/snapshots", "/collections/c/shards/1/snapshots"] {
                #expect(try await client.status("GET", path) == 404, "\(path)")
            }
            #expect(try await client.status("POST", "/collections/none/snapshots?wait=false") == 404)
            #expect(try await client.result("GET", "/collections").objectValue?["collections"] == [["name": "c"]])
        }
    }

    @Test func limitsOfRatesTellWhenToComeAgain() async throws {
        try await withDoor { (client) async throws in
            _ = try await client.result("PATCH", "/collections/c", #"{"strict_mode_config":{"enabled":true,"write_rate_limit":1,"max_timeout":5}}"#)
            let body = #"{"points":[{"id":1,"vector":[1.0,2.0]}]}"#
            #expect(try await client.status("PUT", "/collections/c/points", body) == 200)
            let refused = try await client.send("PUT", "/collections/c/points", Data(body.utf8))
            #expect(refused.status == 429 && (50...60).contains(Int(refused.headers["retry-after"] ?? "") ?? 0))
            #expect(String(decoding: refused.body, as: UTF8.self).contains("Rate limiting exceeded: Write rate limit exceeded"))
            #expect(try await client.status("POST", "/collections/c/points/count?timeout=5", "{}") == 200)
            #expect(try await client.status("POST", "/collections/c/points/count?timeout=6", "{}") == 400)
        }
    }

    @Test func telemetryHasItsKeys() async throws {
        try await withDoor { (client) async throws in
            for level in [0, 1, 2, 3, 10] {
                let result = try #require(try await client.result("GET", "/telemetry?details_level=\(level)").objectValue)
                #expect(Set(result.keys) == Set(["id", "app", "collections", "cluster", "requests"] + (level == 0 ? [] : ["memory", "hardware"])))
                let collection = result["collections"]?.objectValue?["collections"]?.arrayValue?.first?.objectValue
                let wanted: [Int: Set<String>] = [0: [], 1: ["vectors", "optimizers_status", "params"], 2: ["id", "init_time_ms", "config"]]
                #expect(Set(collection?.keys ?? []) == wanted[level] ?? ["id", "init_time_ms", "config", "shards", "transfers", "resharding"])
            }
            let metrics = String(decoding: try await client.send("GET", "/metrics").body, as: UTF8.self)
            #expect(
                metrics.contains("collection_points{id=\"c\"} 20\n")
                    && metrics.contains("rest_responses_duration_seconds_bucket{method=\"GET\",endpoint=\"/telemetry\",status=\"200\",le=\"+Inf\"} 5\n"))
        }
    }
}
#endif
