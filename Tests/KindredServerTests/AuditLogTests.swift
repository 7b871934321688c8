#if Server
import Foundation
import GRPCCore
import KindredService
import Logging
import Testing

@testable import KindredServer

@Suite final class AuditLogTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-audit-\(UUID().uuidString)")
    private var path: String { folder.appending(path: "audit.jsonl").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func lines(_ path: String) throws -> [JSONObject] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { try JSONObject(parsing: String($0)) }
    }

    private static let record = AuditRecord(door: .rest, act: "collection.create", collection: "c", who: .fullKey, peer: "127.0.0.1", status: 200)

    @Test func linesAreAppended() async throws {
        for _ in 0..<2 { await (try AuditLog(path: path, logger: Logger(label: "test"))).append(Self.record) }
        let lines = try Self.lines(path)
        #expect(lines.count == 2)
        let line = try #require(lines.first)
        #expect(line.keys == ["time", "door", "act", "collection", "who", "peer", "status"])
        #expect(line["who"] == "full key" && line["status"] == 200 && line["collection"] == "c")
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(rights?.intValue == 0o600)
    }

    @Test func linesOfManyAtOnceStayWhole() async throws {
        let log = try AuditLog(path: path, logger: Logger(label: "test"))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { await log.append(Self.record) } }
        }
        #expect(try Self.lines(path).count == 50)
    }

    @Test func aFileThatWasMovedAwayIsBegunAnew() async throws {
        let log = try AuditLog(path: path, logger: Logger(label: "test")), moved = folder.appending(path: "old.jsonl").path
        await log.append(Self.record)
        try FileManager.default.moveItem(atPath: path, toPath: moved)
        await log.append(Self.record)
        await log.append(Self.record)
        #expect(try Self.lines(moved).count == 1)
        #expect(try Self.lines(path).count == 2)
    }

    @Test func aFileThatCannotBeOpenedIsAnError() {
        let wrong = folder.appending(path: "none/audit.jsonl").path
        #expect {
            try AuditLog(path: wrong, logger: Logger(label: "test"))
        } throws: { error in
            (error as? ServingError)?.code == .unwritable && "\(error)" == "audit log \(wrong) cannot be opened: No such file or directory"
        }
    }

    @Test func aLineThatCannotBeWrittenIsLogged() async throws {
        let lines = LogLines(), log = try AuditLog(path: path, logger: lines.logger())
        try FileManager.default.removeItem(at: folder)
        await log.append(Self.record)
        let line = try #require(try lines.objects().first)
        #expect(line["level"] == "error")
        #expect(line["metadata"]?.objectValue?["act"]?.stringValue?.contains("collection.create") == true)
    }

    @Test func actsOverRESTAreWrittenDown() async throws {
        var journal = Journal()
        journal.audit = try AuditLog(path: path, logger: Logger(label: "test"))
        try await ServedDoor.open(
            journal: journal,
            {
                $0.apiKey = "full"
                $0.readOnlyAPIKey = "read"
            }
        ) { door in
            let body = #"{"vectors": {"size": 2, "distance": "Dot"}}"#
            _ = try await door.send("PUT", "/collections/a%20b", body, headers: ["api-key": "full"])
            _ = try await door.send("GET", "/collections/a%20b", headers: ["api-key": "full"])
            _ = try await door.send("PUT", "/collections/a%20b/points", #"{"points": []}"#, headers: ["api-key": "full"])
            _ = try await door.send("DELETE", "/collections/a%20b", headers: ["Authorization": "Bearer read"])
            _ = try await door.send("DELETE", "/collections/a%20b", headers: ["api-key": "guess"])
            _ = try await door.send("DELETE", "/collections/a%20b")
            _ = try await door.send("POST", "/kindred/collections/none/learn", "{}", headers: ["api-key": "full"])
        }
        let lines = try Self.lines(path)
        #expect(lines.map { $0["act"]?.stringValue } == ["collection.create", "collection.delete", "collection.delete", "collection.delete", "measure.learn"])
        #expect(lines.map { $0["status"]?.intValue }.prefix(4) == [200, 403, 401, 401])
        #expect(lines.map { $0["who"]?.stringValue } == ["full key", "read-only key", "unknown key", "anonymous", "full key"])
        #expect(lines.prefix(4).allSatisfy { $0["collection"] == "a b" && $0["peer"] == "127.0.0.1" && $0["door"] == "rest" })
    }

    @Test func actsOverGRPCAreWrittenDown() async throws {
        var journal = Journal()
        journal.audit = try AuditLog(path: path, logger: Logger(label: "test"))
        let interceptor = JournalInterceptor(journal: journal, access: Access(apiKey: "full"))
        var message = Qdrant_CreateCollection()
        message.collectionName = "c"
        for (key, error) in [("full", nil), ("full", RPCError(code: .alreadyExists, message: "")), ("guess", RPCError(code: .unauthenticated, message: ""))] {
            try await Self.call("Create", message, key: key, through: interceptor) { request in
                if let error, error.code == .unauthenticated { throw error }
                for try await _ in request.messages {}
                if let error { throw error }
            }
        }
        try await Self.call("Get", message, key: "full", through: interceptor) { _ in }
        let lines = try Self.lines(path)
        #expect(lines.map { $0["status"]?.intValue } == [0, 6, 16])
        #expect(lines.map { $0["who"]?.stringValue } == ["full key", "full key", "unknown key"])
        #expect(lines.map { $0["collection"] } == ["c", "c", .null])
        #expect(lines.allSatisfy { $0["act"] == "collection.create" && $0["peer"] == "::1" && $0["door"] == "grpc" })
    }

    private static func call(
        _ method: String, _ message: Qdrant_CreateCollection, key: String, through interceptor: JournalInterceptor,
        _ service: @escaping @Sendable (StreamingServerRequest<Qdrant_CreateCollection>) async throws -> Void
    ) async throws {
        await withServerContextRPCCancellationHandle { cancellation in
            let context = ServerContext(
                descriptor: MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: "qdrant.Collections"), method: method), remotePeer: "ipv6:[::1]:443",
                localPeer: "ipv6:[::1]:6334", cancellation: cancellation)
            let request = StreamingServerRequest(single: ServerRequest(metadata: ["api-key": "\(key)"], message: message))
            _ = try? await interceptor.intercept(request: request, context: context) { request, _ in
                try await service(request)
                return StreamingServerResponse(single: ServerResponse(message: Qdrant_CollectionOperationResponse()))
            }
        }
    }

    /// A route that changes something is an act, or one of those that are known to change data only.
    @Test func everyChangeIsAnActOrData() {
        let data: Set<String> = ["POST /kindred/collections/{collection_name}/feedback", "DELETE /kindred/collections/{collection_name}/feedback"]
        for route in Route.all where route.need == .write && !route.template.hasPrefix("/collections/{collection_name}/points") {
            let name = "\(route.method.rawValue) \(route.template)"
            #expect((AuditedAct.routes[name] != nil) != data.contains(name), "\(name)")
        }
        let names = Set(Route.all.map { "\($0.method.rawValue) \($0.template)" })
        for name in AuditedAct.routes.keys { #expect(names.contains(name), "there is no \(name)") }
    }

    @Test(arguments: [("ipv4:127.0.0.1:31415", "127.0.0.1"), ("ipv6:[::1]:443", "::1"), ("in-process:27182", "in-process:27182")])
    func peersAreAddresses(peer: String, host: String) { #expect(JournalInterceptor.host(peer) == host) }
}
#endif
