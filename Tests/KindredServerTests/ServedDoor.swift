#if Server
import Foundation
import KindredService
import Logging
import Testing

@testable import KindredServer

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A REST door on a database of its own behind a socket, for as long as a test needs it.
struct ServedDoor: Sendable {
    let port: Int
    /// Where its database lies.
    let folder: URL

    /// - Parameters:
    ///   - tls: what the door speaks; nil for what the files of the configuration say.
    ///   - fill: puts into the database what is there before the door opens.
    static func open(
        journal: Journal = Journal(), _ change: (inout ServerConfiguration) -> Void = { _ in }, tls: ServerTLS? = nil,
        fill: (Operations) throws -> Void = { _ in }, _ body: @Sendable (ServedDoor) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-served-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path)
        try fill(operations)
        var configuration = ServerConfiguration()
        configuration.port = 0
        change(&configuration)
        let (ports, port) = AsyncStream<Int>.makeStream()
        let tls = try tls ?? configuration.tls.map { try ServerTLS($0) }
        let door = RESTDoor(
            operations: operations, pool: CPUPool(threads: 2, queue: 64), configuration: configuration, tls: tls, journal: journal, logger: Logger(label: "test"),
            onListening: {
                port.yield($0)
                port.finish()
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await door.run() }
            for await port in ports { try await body(ServedDoor(port: port, folder: folder)) }
            group.cancelAll()
        }
        try operations.close()
    }

    func send(_ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]) async throws -> (status: Int, text: String) {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    /// The `result` of a request that must succeed.
    func result(_ method: String, _ path: String, _ body: String? = nil) async throws -> JSONValue {
        let answer = try await send(method, path, body)
        #expect(answer.status == 200, "\(method) \(path): \(answer.text)")
        let envelope = try JSONObject(parsing: answer.text)
        #expect(envelope["status"] == "ok" && envelope["time"]?.doubleValue != nil)
        return envelope["result"] ?? .null
    }

    /// The text of the error of a request that must fail.
    func error(_ method: String, _ path: String, _ body: String? = nil, status: Int) async throws -> String? {
        let answer = try await send(method, path, body)
        #expect(answer.status == status, "\(method) \(path): \(answer.text)")
        return try JSONObject(parsing: answer.text)["status"]?.objectValue?["error"]?.stringValue
    }
}
#endif
