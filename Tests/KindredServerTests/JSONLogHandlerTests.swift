#if Server
import Foundation
import KindredService
import Logging
import Testing

@testable import KindredServer

@Suite struct JSONLogHandlerTests {
    @Test func aMessageIsOneLine() throws {
        let lines = LogLines()
        lines.logger().warning("a \"quoted\"\nmessage", metadata: ["path": "x\ty", "count": .stringConvertible(3), "list": ["a", "b"], "inner": ["k": "v"]])
        let text = try #require(lines.texts.first)
        #expect(lines.texts.count == 1 && text.hasSuffix("\n") && text.filter { $0 == "\n" }.count == 1)
        let line = try JSONObject(parsing: text)
        #expect(line.keys == ["time", "level", "label", "message", "metadata"])
        #expect(line["level"] == "warning" && line["label"] == "kindred.test" && line["message"] == "a \"quoted\"\nmessage")
        #expect(line["metadata"] == ["count": 3, "inner": ["k": "v"], "list": ["a", "b"], "path": "x\ty"])
        let time = try #require(line["time"]?.stringValue)
        #expect(Timestamp(time) != nil && time.hasSuffix("Z"))
    }

    @Test func metadataOfTheLoggerCountsLessThanTheMessages() throws {
        let lines = LogLines()
        var logger = lines.logger()
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.info("m", metadata: ["b": "message", "c": .stringConvertible(0.5), "d": .stringConvertible(true)])
        #expect(try lines.objects().first?["metadata"] == ["a": "logger", "b": "message", "c": 0.5, "d": true])
    }

    @Test func whatIsBelowTheLevelIsNotWritten() {
        let lines = LogLines(), logger = lines.logger(.warning)
        logger.info("no")
        logger.error("yes")
        #expect(lines.texts.count == 1)
    }

    @Test func requestsAreDebugMessagesAndSlowOnesWarnings() throws {
        let request = Journal.Answered(door: .rest, method: "GET", template: "/collections/{collection_name}", status: 200, duration: .milliseconds(20), collection: "c")
        for (slow, level, expected) in [(Duration?.none, Logger.Level.debug, "debug"), (.milliseconds(10), .debug, "warning"), (.milliseconds(10), .warning, "warning")] {
            let lines = LogLines()
            Journal(logger: lines.logger(level), slow: slow).note(request, took: request.duration)
            let line = try #require(try lines.objects().first)
            #expect(line["level"]?.stringValue == expected)
            #expect(
                line["metadata"] == [
                    "collection": "c", "door": "rest", "method": "GET", "milliseconds": 20.0, "status": 200, "template": "/collections/{collection_name}",
                ])
        }
        let lines = LogLines()
        Journal(logger: lines.logger(.info), slow: .milliseconds(20)).note(request, took: request.duration)
        Journal(logger: lines.logger(.info)).note(request, took: request.duration)
        #expect(lines.texts.isEmpty)
    }

    @Test func noKeyAndNoBodyIsLogged() async throws {
        let lines = LogLines()
        try await ServedDoor.open(journal: Journal(logger: lines.logger(.debug)), { $0.apiKey = "secret-key" }) { door in
            let body = #"{"vectors": {"size": 2, "distance": "Dot"}, "secret-body": 1}"#
            _ = try await door.send("PUT", "/collections/c?secret-query=1", body, headers: ["api-key": "secret-key"])
            #expect(try await door.send("GET", "/collections/c", headers: ["api-key": "secret-guess"]).status == 401)
        }
        #expect(lines.texts.count == 2)
        #expect(!lines.texts.contains { $0.contains("secret") })
    }

    /// What runs services logs them, whole.
    @Test func descriptionsKeepKeysToThemselves() throws {
        var configuration = ServerConfiguration()
        configuration.apiKey = "secret-key"
        configuration.readOnlyAPIKey = "secret-key"
        let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-described-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path), pool = CPUPool(threads: 1, queue: 1)
        let doors: [Any] = [
            RESTDoor(operations: operations, pool: pool, configuration: configuration), GRPCDoor(operations: operations, pool: pool, configuration: configuration),
            SearchServer(operations, configuration: configuration), configuration, configuration.access,
        ]
        for door in doors { #expect(!"\(door) \(String(reflecting: door))".contains("secret")) }
        #expect(!"\(doors)".contains("secret") && !"\(doors)".contains("digest"))
        try operations.close()
    }
}
#endif
