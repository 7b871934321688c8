#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

/// What holders of tokens get of a REST door with the collections `a` and `b`.
@Suite struct TokenDoorTests {
    private static let full = ["api-key": "full"]
    private static let points = #"{"points":[{"id":1,"vector":[1,0.5],"payload":{"user":"ann"}},{"id":2,"vector":[0.5,1]}]}"#

    private func withDoor(_ body: @Sendable (ServedDoor) async throws -> Void) async throws {
        let change: (inout ServerConfiguration) -> Void = {
            $0.apiKey = "full"
            $0.readOnlyAPIKey = "read"
            $0.acceptsTokens = true
        }
        try await ServedDoor.open(change) { door in
            for name in ["a", "b"] {
                try await Self.expect(200, of: door, "PUT", "/collections/\(name)", #"{"vectors":{"size":2,"distance":"Dot"}}"#, Self.full)
                try await Self.expect(200, of: door, "PUT", "/collections/\(name)/points?wait=true", Self.points, Self.full)
            }
            let aliases = #"{"actions":[{"create_alias":{"alias_name":"alpha","collection_name":"a"}},{"create_alias":{"alias_name":"beta","collection_name":"b"}}]}"#
            try await Self.expect(200, of: door, "POST", "/collections/aliases", aliases, Self.full)
            try await body(door)
        }
    }

    /// Asks, and compares the status and what the error's text holds.
    private static func expect(
        _ status: Int, _ text: String = "", of door: ServedDoor, _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await door.send(method, path, body, headers: headers)
        #expect(answer.status == status && (text.isEmpty || answer.text.contains(text)), "\(method) \(path): \(answer.status) \(answer.text)", sourceLocation: sourceLocation)
    }

    private func token(_ access: String, of collection: String = "a") -> [String: String] { ["api-key": SignedToken.of(collection, access, key: "full")] }

    /// Requests that change or read points of `a`, as a part of the address and a body.
    private static let reads: [(String, String, String?)] = [
        ("GET", "", nil), ("GET", "/exists", nil), ("GET", "/aliases", nil), ("GET", "/snapshots", nil), ("GET", "/shards/0/snapshots", nil), ("GET", "/cluster", nil),
        ("GET", "/points/1", nil), ("POST", "/points", #"{"ids":[1]}"#), ("POST", "/points/scroll", "{}"), ("POST", "/points/count", "{}"), ("POST", "/points/query", #"{"query":[1,1]}"#),
        ("POST", "/points/query/batch", #"{"searches":[{"query":1}]}"#), ("POST", "/points/query/groups", #"{"query":1,"group_by":"user"}"#),
        ("POST", "/points/search", #"{"vector":[1,1],"limit":2}"#), ("POST", "/points/recommend", #"{"positive":[1],"limit":2}"#), ("POST", "/facet", #"{"key":"user"}"#),
        ("POST", "/points/search/matrix/pairs", "{}"),
    ]
    private static let writes: [(String, String, String?)] = [
        ("PUT", "/points", points), ("POST", "/points/payload", #"{"payload":{"x":1},"points":[1]}"#), ("POST", "/points/delete", #"{"points":[9]}"#),
        ("POST", "/points/batch", #"{"operations":[{"delete":{"points":[9]}}]}"#),
    ]
    private static let care: [(String, String, String?)] = [
        ("PUT", "/index", #"{"field_name":"user","field_schema":"keyword"}"#), ("DELETE", "/index/user", nil), ("POST", "/snapshots", nil),
    ]
    private static let management: [(String, String, String?)] = [
        ("PATCH", "", "{}"), ("DELETE", "", nil), ("PUT", "/snapshots/recover", #"{"location":"file:///x"}"#), ("POST", "/snapshots/upload", "x"), ("POST", "/cluster", "{}"),
    ]

    @Test func aReaderOfACollectionReadsItAndNothingElse() async throws {
        try await withDoor { door in
            let reader = token("r")
            for name in ["a", "alpha"] {
                for (method, path, body) in Self.reads { try await Self.expect(200, of: door, method, "/collections/\(name)\(path)", body, reader) }
                for (method, path, body) in Self.writes + Self.care {
                    try await Self.expect(403, "Forbidden: Write access to collection \(name) is required", of: door, method, "/collections/\(name)\(path)", body, reader)
                }
            }
        }
    }

    @Test(arguments: ["r", "rw", "prw"]) func otherCollectionsAreClosedThereOrNot(access: String) async throws {
        try await withDoor { door in
            for name in ["b", "beta", "none"] {
                for (method, path, body) in Self.reads + Self.writes + Self.care {
                    try await Self.expect(403, "Forbidden: Access to collection \(name) is required", of: door, method, "/collections/\(name)\(path)", body, token(access))
                }
                for path in ["/query", "/explain", "/tune", "/evaluate", "/learn", "/measures/promote"] {
                    try await Self.expect(403, "Forbidden: Access to collection \(name)", of: door, "POST", "/kindred/collections/\(name)\(path)", "{}", token(access))
                }
                for path in ["/measures", "/recall", "/feedback"] {
                    try await Self.expect(403, "Forbidden: Access to collection \(name)", of: door, "GET", "/kindred/collections/\(name)\(path)", nil, token(access))
                }
            }
        }
    }

    @Test func lookupsInOtherCollectionsAreClosed() async throws {
        try await withDoor { door in
            let text = "Forbidden: Access to collection b is required", lookup = #""lookup_from":{"collection":"b"}"#
            for body in [
                "{\"query\":1,\(lookup)}", "{\"query\":[1,1],\"prefetch\":{\"query\":1,\(lookup)}}", "{\"query\":[1,1],\"prefetch\":[{\"query\":[1,1],\"prefetch\":[{\"query\":2,\(lookup)}]}]}",
                "{\"query\":{\"recommend\":{\"positive\":[1]}},\(lookup)}", "{\"query\":{\"context\":[{\"positive\":1,\"negative\":2}]},\(lookup)}",
            ] {
                try await Self.expect(403, text, of: door, "POST", "/collections/a/points/query", body, token("rw"))
                try await Self.expect(403, text, of: door, "POST", "/collections/a/points/query/batch", "{\"searches\":[{\"query\":1},\(body)]}", token("rw"))
                try await Self.expect(200, of: door, "POST", "/collections/a/points/query", body, Self.full)
            }
            try await Self.expect(403, text, of: door, "POST", "/collections/a/points/recommend", "{\"positive\":[1],\"limit\":2,\(lookup)}", token("r"))
            let groups = #"{"query":[1,1],"group_by":"user","with_lookup":"b"}"#
            try await Self.expect(403, text, of: door, "POST", "/collections/a/points/query/groups", groups, token("r"))
        }
    }

    @Test func writersChangePointsAndOnlyHoldersOfAllOfItMore() async throws {
        try await withDoor { door in
            for (method, path, body) in Self.writes + Self.care { try await Self.expect(200, of: door, method, "/collections/alpha\(path)", body, token("rw")) }
            for (method, path, body) in Self.writes { try await Self.expect(200, of: door, method, "/collections/a\(path)", body, token("prw")) }
            for (method, path, body) in Self.care {
                try await Self.expect(403, "Forbidden: Only points access is allowed for collection a", of: door, method, "/collections/a\(path)", body, token("prw"))
            }
            for (method, path, body) in Self.management {
                try await Self.expect(403, "Forbidden: Manage access for this operation is required", of: door, method, "/collections/a\(path)", body, token("rw"))
            }
            let steal = #"{"actions":[{"create_alias":{"alias_name":"mine","collection_name":"b"}}]}"#
            try await Self.expect(403, "Manage access", of: door, "POST", "/collections/aliases", steal, token("rw"))
            try await Self.expect(403, "Manage access", of: door, "PUT", "/collections/c", #"{"vectors":{"size":2,"distance":"Dot"}}"#, token("rw", of: "c"))
        }
    }

    @Test func listsShowOnesOwn() async throws {
        try await withDoor { door in
            for path in ["/collections", "/aliases", "/kindred/collections"] {
                let text = try await door.send("GET", path, headers: token("r")).text
                #expect(text.contains(#""a""#) && !text.contains(#""b""#), "\(path): \(text)")
                #expect(try await door.send("GET", path, headers: ["api-key": "read"]).text.contains(#""b""#))
            }
            for path in ["/telemetry", "/metrics", "/cluster", "/snapshots", "/issues", "/snapshots/x"] {
                try await Self.expect(403, "Forbidden: Global access is required", of: door, "GET", path, nil, token("rw"))
            }
            try await Self.expect(403, "Manage access", of: door, "POST", "/snapshots", nil, token("rw"))
        }
    }

    @Test func jobsOfOtherCollectionsAreNotThere() async throws {
        try await withDoor { door in
            let body = #"{"label":"user"}"#
            try await Self.expect(200, of: door, "POST", "/kindred/collections/b/evaluate", body, Self.full)
            try await Self.expect(200, #""jobs":[]"#, of: door, "GET", "/kindred/jobs", nil, token("rw"))
            try await Self.expect(404, "there is no job 1", of: door, "GET", "/kindred/jobs/1", nil, token("rw"))
            try await Self.expect(404, "there is no job 1", of: door, "POST", "/kindred/jobs/1/cancel", nil, token("rw"))
            try await Self.expect(200, of: door, "GET", "/kindred/jobs/1", nil, token("r", of: "b"))
            try await Self.expect(403, "Write access to collection b", of: door, "POST", "/kindred/jobs/1/cancel", nil, token("r", of: "b"))
        }
    }

    @Test func globalTokensAreAsTheKeys() async throws {
        try await withDoor { door in
            let reader = ["Authorization": "Bearer \(SignedToken.hs256(#"{"access":"r"}"#, key: "full"))"]
            try await Self.expect(200, of: door, "GET", "/telemetry", nil, reader)
            try await Self.expect(403, "Forbidden: Global manage access is required", of: door, "PUT", "/collections/a/points", Self.points, reader)
            try await Self.expect(200, of: door, "DELETE", "/collections/b", nil, ["api-key": SignedToken.hs256(#"{"access":"m"}"#, key: "full")])
            try await Self.expect(403, "InvalidSignature", of: door, "GET", "/collections", nil, ["api-key": SignedToken.hs256(#"{"access":"m"}"#, key: "read")])
            try await Self.expect(401, "Invalid API key or JWT", of: door, "GET", "/collections", nil, ["api-key": "a.b.c"])
            try await Self.expect(200, of: door, "GET", "/healthz", nil, ["api-key": "a.b.c"])
        }
    }

    @Test func aTokenCountsWhileAPointIsThere() async throws {
        try await withDoor { door in
            let claims = #"{"access":[{"collection":"a","access":"r"}],"value_exists":{"collection":"b","matches":[{"key":"user","value":"ann"}]}}"#
            let holder = ["api-key": SignedToken.hs256(claims, key: "full")]
            try await Self.expect(200, of: door, "POST", "/collections/a/points/count", "{}", holder)
            // Where the condition is looked up stays closed.
            try await Self.expect(403, "Access to collection b", of: door, "POST", "/collections/b/points/count", "{}", holder)
            try await Self.expect(200, of: door, "POST", "/collections/b/points/delete?wait=true", #"{"points":[1]}"#, Self.full)
            try await Self.expect(401, "Invalid JWT, stateful validation failed", of: door, "POST", "/collections/a/points/count", "{}", holder)
            try await Self.expect(200, of: door, "DELETE", "/collections/b", nil, Self.full)
            try await Self.expect(401, "Invalid JWT, stateful validation failed", of: door, "POST", "/collections/a/points/count", "{}", holder)
        }
    }

    /// A route whose need was forgotten would let every reader of anything in.
    @Test func everyRouteThatNamesNoCollectionAsksForAllOrTellsOnesOwn() {
        let own: Set<String> = [
            "GET /collections", "GET /aliases", "GET /kindred/collections", "POST /kindred/filter", "GET /kindred/jobs", "GET /kindred/jobs/{id}", "POST /kindred/jobs/{id}/cancel",
        ]
        for route in Route.all where !route.template.contains("{collection_name}") && !own.contains(route.name) {
            #expect([.nothing, .readAll, .manage].contains(route.need), "\(route.name)")
        }
        for route in Route.all where route.method != .get && route.method != .post { #expect(route.need.isChange, "\(route.name)") }
    }
}
#endif
