#if Server
import Foundation
import KindredService
import Testing

@testable import KindredServer

@Suite(.enabled(if: Command.path("openssl") != nil && Command.path("curl") != nil, "needs openssl to make certificates and curl to ask with them"))
struct TLSTests {
    private let certificates: TestCertificates

    init() throws { certificates = try TestCertificates() }

    /// Asks a door for its identity, trusting one certificate; the status of curl is 0 when it answered.
    private func ask(_ door: ServedDoor, trusting authority: String, _ more: [String] = []) async throws -> Bool {
        let arguments = ["--silent", "--show-error", "--noproxy", "*", "--max-time", "20", "--cacert", certificates.path("\(authority).pem")]
        let answer = try await Command.run("curl", arguments + more + ["https://127.0.0.1:\(door.port)/"])
        return answer.status == 0 && answer.text.contains("qdrant - vector search engine")
    }

    private func client(_ name: String) -> [String] { ["--cert", certificates.path("\(name).pem"), "--key", certificates.path("\(name).key")] }

    @Test func theDoorSpeaksTLSAndNothingElse() async throws {
        try await certificates.make("server")
        try await ServedDoor.open({ $0.tls = certificates.files("server") }) { (door) async throws in
            #expect(try await ask(door, trusting: "server"))
            #expect(try await ask(door, trusting: "server", ["--tls-max", "1.2"]))
            #expect(try await !ask(door, trusting: "server", ["--tls-max", "1.1"]))
            await #expect(throws: (any Error).self) { try await door.send("GET", "/") }
        }
    }

    @Test func withAnAuthorityOnlyItsClientsComeIn() async throws {
        for name in ["authority", "stranger"] { try await certificates.make(name) }
        try await certificates.make("server", by: "authority")
        try await certificates.make("ann", by: "authority")
        try await ServedDoor.open({ $0.tls = certificates.files("server", authority: "authority") }) { (door) async throws in
            #expect(try await ask(door, trusting: "authority", client("ann")))
            #expect(try await !ask(door, trusting: "authority"))
            #expect(try await !ask(door, trusting: "authority", client("stranger")))
        }
    }

    @Test func renewedFilesAreTakenAndBrokenOnesAreNot() async throws {
        for name in ["server", "renewed"] { try await certificates.make(name) }
        let tls = try ServerTLS(certificates.files("server"))
        try await ServedDoor.open({ $0.tls = certificates.files("server") }, tls: tls) { door in
            #expect(try await ask(door, trusting: "server"))
            let old = try certificates.text("server.pem")
            try certificates.write(old, to: "first.pem")
            // Only one of the two is new: as a program that renews them leaves them for a moment.
            try certificates.write(try certificates.text("renewed.pem"), to: "server.pem")
            #expect(throws: (any Error).self) { try tls.reload() }
            #expect(try await ask(door, trusting: "first"))
            try certificates.write("not PEM", to: "server.key")
            #expect(throws: (any Error).self) { try tls.reload() }
            #expect(try await ask(door, trusting: "first"))
            try certificates.write(try certificates.text("renewed.key"), to: "server.key")
            try tls.reload()
            #expect(try await ask(door, trusting: "renewed"))
            #expect(try await !ask(door, trusting: "first"))
        }
    }

    @Test func filesThatCannotBeUsedAreNamed() async throws {
        for name in ["a", "b"] { try await certificates.make(name) }
        try certificates.write("not PEM", to: "text")
        try certificates.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", to: "broken")
        let (a, key, other, text, broken, none) = (path("a.pem"), path("a.key"), path("b.key"), path("text"), path("broken"), path("none"))
        func problem(_ certificate: String, _ key: String, _ authority: String? = nil) -> String? {
            do {
                _ = try ServerTLS(TLSFiles(certificate: certificate, key: key, clientAuthority: authority))
                return nil
            } catch { return (error as? ServingError)?.message ?? "another error: \(error)" }
        }
        #expect(problem(a, key) == nil)
        #expect(problem(none, key) == "TLS: \(none) cannot be read")
        #expect(problem(a, none) == "TLS: \(none) cannot be read")
        #expect(problem(a, key, none) == "TLS: \(none) cannot be read")
        for file in [text, broken, key] {
            #expect(problem(file, key) == "TLS: there is no PEM certificate in \(file)")
            #expect(problem(a, key, file) == "TLS: there is no PEM certificate in \(file)")
        }
        for file in [text, broken, a] { #expect(problem(a, file) == "TLS: there is no PEM private key without a passphrase in \(file)") }
        #expect(problem(a, other) == "TLS: the key in \(other) is not that of the certificate in \(a)")
        #expect(throws: ServingError.self) { try ServerTLS(TLSFiles(certificate: a, key: key, reloadSeconds: 0)) }
    }

    @Test func aKeyWithAPassphraseIsRefusedWithoutAsking() async throws {
        try await certificates.make("a")
        let locked = try await Command.run("openssl", ["ec", "-aes256", "-in", path("a.key"), "-out", path("locked.key"), "-passout", "pass:secret"])
        try #require(locked.status == 0)
        let files = TLSFiles(certificate: path("a.pem"), key: path("locked.key"))
        #expect(throws: ServingError(.misconfigured, "TLS: there is no PEM private key without a passphrase in \(files.key)")) { try ServerTLS(files) }
    }

    @Test func oneFileMayHoldCertificateAndKey() async throws {
        try await certificates.make("a")
        let parameters = try await Command.run("openssl", ["ecparam", "-name", "prime256v1"]).text
        try certificates.write(parameters + (try certificates.text("a.key")) + (try certificates.text("a.pem")), to: "both.pem")
        #expect(throws: Never.self) { try ServerTLS(TLSFiles(certificate: path("both.pem"), key: path("both.pem"))) }
    }

    @Test func aServerWithBrokenFilesDoesNotListen() async throws {
        let operations = try Operations(path: path("db"))
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.grpcPort = 0
        configuration.tls = TLSFiles(certificate: path("none"), key: path("none"))
        let server = SearchServer(operations, configuration: configuration)
        await #expect(throws: ServingError(.misconfigured, "TLS: \(path("none")) cannot be read")) { try await server.run { Issue.record("it listens") } }
        // A door that was given no files does not fall back to plain text.
        let door = RESTDoor(operations: operations, pool: CPUPool(threads: 1, queue: 1), configuration: configuration)
        await #expect(throws: ServingError.self) { try await door.run() }
        await #expect(throws: ServingError.self) { try await GRPCDoor(operations: operations, pool: CPUPool(threads: 1, queue: 1), configuration: configuration).run() }
        try operations.close()
    }

    @Test func clientsWithCertificatesAreNotEverybody() {
        var configuration = ServerConfiguration()
        configuration.host = "0.0.0.0"
        configuration.tls = certificates.files("a")
        #expect(configuration.isUnprotected)
        configuration.tls = certificates.files("a", authority: "b")
        #expect(!configuration.isUnprotected)
    }

    private func path(_ name: String) -> String { certificates.path(name) }
}
#endif
