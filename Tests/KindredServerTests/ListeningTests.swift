#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

@Suite struct ListeningTests {
    /// What a server says that cannot begin.
    private func refusal(_ configuration: ServerConfiguration) async throws -> ServingError? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-listening-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path)
        defer { try? operations.close() }
        do {
            try await SearchServer(operations, configuration: configuration).run { Issue.record("it serves") }
            return nil
        } catch let error as ServingError {
            return error
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await ServedDoor.open { door in
            var configuration = ServerConfiguration()
            configuration.port = door.port
            configuration.grpcPort = 0
            let rest = try await self.refusal(configuration)
            #expect(rest?.code == .addressInUse)
            #expect(rest?.message == "port \(door.port) of 127.0.0.1 is in use by another process; choose another with --port")
            configuration.port = 0
            configuration.grpcPort = door.port
            #expect(try await self.refusal(configuration)?.message == "port \(door.port) of 127.0.0.1 is in use by another process; choose another with --grpc-port")
        }
    }

    @Test(arguments: ["192.0.2.1", "nowhere.invalid", "256.1.1.1"]) func aHostThatIsNotOursIsNamed(host: String) async throws {
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.allowsEverybody = true
        configuration.grpcPort = 46_334
        configuration.port = 46_333
        let error = try await refusal(configuration)
        #expect(error?.code == .unknownAddress)
        #expect(error?.message.contains(host) == true && error?.message.contains("\n") == false)
    }

    @Test func anAuditLogThatCannotBeOpenedEndsIt() async throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.grpcPort = 0
        configuration.auditLog = FileManager.default.temporaryDirectory.path
        #expect(try await refusal(configuration)?.code == .unwritable)
    }

    @Test func hostsBecomeDigits() throws {
        #expect(try ListeningSocket.address(of: "localhost") == "127.0.0.1")
        #expect(try ListeningSocket.address(of: "0.0.0.0") == "0.0.0.0")
        #expect(try ListeningSocket.address(of: "::1") == "::1")
    }

    @Test func namesThatBeginLikeTheLoopbackAreNotIt() {
        for (host, isLoopback) in [("127.0.0.1", true), ("127.1.2.3", true), ("localhost", true), ("::1", true), ("127.example.com", false), ("0.0.0.0", false)] {
            var configuration = ServerConfiguration()
            configuration.host = host
            #expect(configuration.isLoopback == isLoopback, "\(host)")
        }
    }
}
#endif
