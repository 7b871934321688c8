#if Server
import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// `kindred config` and the ways in which `kindred serve` does not begin.
@Suite struct ConfigTests {
    private func run(_ kindred: Kindred, _ arguments: [String], _ environment: [String: String] = [:]) throws -> Kindred.Result {
        let process = try kindred.process(arguments), output = Pipe(), errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.currentDirectoryURL = kindred.folder
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("KINDRED_") }.merging(environment) { $1 }
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Kindred.Result(status: process.terminationStatus, output: text, errors: complaint)
    }

    @Test func everySettingIsShownWithItsOrigin() throws {
        let kindred = try Kindred()
        _ = try kindred.file("kindred.json", #"{"port": 7001, "api_key": "hidden-file", "queue": 9}"#)
        let result = try run(kindred, ["config", "--json", "--queue", "10"], ["KINDRED_GRPC_PORT": "7002", "KINDRED_READ_ONLY_API_KEY": "hidden-variable"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.output.contains("hidden"))
        let answer = try #require(result.json.first), settings = try #require(answer["settings"]?.objectValue)
        #expect(answer["file"] == "kindred.json" && settings.keys == Setting.all.map(\.name))
        #expect(settings["port"] == ["value": 7001, "from": "file"] && settings["grpc_port"] == ["value": 7002, "from": "environment"])
        #expect(settings["queue"] == ["value": 10, "from": "flag"] && settings["host"] == ["value": "127.0.0.1", "from": "default"])
        #expect(settings["api_key"] == ["value": "set", "from": "file"] && settings["read_only_api_key"] == ["value": "set", "from": "environment"])
        #expect(settings["audit_log"] == ["value": .null, "from": "default"])
    }

    @Test func theTableShowsTheSame() throws {
        let kindred = try Kindred(), result = try run(kindred, ["config", "--api-key", "hidden", "--port", "7001"])
        #expect(result.status == 0, "\(result.errors)")
        let rows = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.count == Setting.all.count + 1)
        #expect(rows.contains(["port", "7001", "flag", "--port", "KINDRED_PORT"]) && rows.contains(["api_key", "set", "flag", "--api-key", "KINDRED_API_KEY"]))
        #expect(!result.output.contains("hidden"))
    }

    @Test(
        arguments: [
            (["--port", "x"], [:], 64, "--port: \"x\" is not a whole number from 0 to 65535"), (["--host", "0.0.0.0"], [:], 64, "lets other machines in"),
            ([], ["KINDRED_HOST": "0.0.0.0"], 78, "lets other machines in"), ([], ["KINDRED_PORT": "x"], 78, "KINDRED_PORT: \"x\" is not"),
            ([], ["KINDRED_PROT": "1"], 78, "KINDRED_PROT: there is no such setting"), (["--config", "none.json"], [:], 66, "none.json: no such file"),
            (["--config", "."], [:], 66, ".: is a directory"), ([], ["KINDRED_CONFIG": "none.json"], 66, "none.json: no such file"), (["--port"], [:], 64, "--port"),
            (["--log-level", "loud"], [:], 64, "--log-level: \"loud\" is not trace"), (["--tls-key", "k"], [:], 64, "tls_key needs tls_certificate"),
        ] as [([String], [String: String], Int32, String)])
    func whatIsWrongIsOneLineOfBothCommands(arguments: [String], environment: [String: String], status: Int32, fragment: String) throws {
        for command in ["config", "serve"] {
            let kindred = try Kindred()
            // The harness appends the database, which a flag without a value would take for one.
            let result = try run(kindred, [command] + ["--database", kindred.database] + arguments, environment)
            #expect(result.status == status, "\(command): \(result.errors)")
            #expect(result.errors.hasPrefix("kindred: ") && result.errors.filter { $0 == "\n" }.count == 1 && result.errors.contains(fragment), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: kindred.database), "no database was made")
        }
    }

    @Test func aPortThatIsTakenIsOneLine() throws {
        let kindred = try Kindred(), socket = try TakenPort()
        let result = try run(kindred, ["serve", "--port", "\(socket.port)", "--grpc-port", "0"])
        #expect(result.status == 69)
        #expect(result.errors == "kindred: port \(socket.port) of 127.0.0.1 is in use by another process; choose another with --port\n")
        #expect(result.output.isEmpty)
        let other = try run(kindred, ["serve", "--port", "0", "--grpc-port", "\(socket.port)"])
        #expect(other.errors == "kindred: port \(socket.port) of 127.0.0.1 is in use by another process; choose another with --grpc-port\n")
    }

    @Test func anAuditLogThatCannotBeOpenedIsOneLine() throws {
        let kindred = try Kindred()
        let result = try run(kindred, ["serve", "--port", "0", "--grpc-port", "0", "--audit-log", "none/audit.jsonl"])
        #expect(result.status == 73)
        #expect(result.errors == "kindred: audit log none/audit.jsonl cannot be opened: No such file or directory\n")
    }
}

/// A port of this machine that somebody listens at.
private final class TakenPort {
    let port: Int
    private let descriptor: Int32

    init() throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, isListening) = (
            self.descriptor,
            withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    bind(descriptor, pointer, size) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, pointer, &size) == 0
                }
            }
        )
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(isListening, "no port is free for \(descriptor)")
    }

    deinit { close(descriptor) }
}
#endif
