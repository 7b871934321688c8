#if Server
import Foundation
import Testing

@testable import KindredServer

/// Certificates of a test's own, made by openssl in a folder that goes away with it.
final class TestCertificates: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Makes `NAME.pem` and `NAME.key` for this machine; signed by `authority`, or by itself.
    func make(_ name: String, by authority: String? = nil) async throws {
        let signer = authority.map { ["-CA", path("\($0).pem"), "-CAkey", path("\($0).key")] } ?? []
        let made = try await Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path("\(name).key"), "-out", path("\(name).pem"), "-days", "3650",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ] + signer)
        try #require(made.status == 0, "openssl: \(made.text)")
    }

    func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }

    func text(_ name: String) throws -> String { try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) }

    func files(_ name: String, authority: String? = nil) -> TLSFiles {
        TLSFiles(certificate: path("\(name).pem"), key: path("\(name).key"), clientAuthority: authority.map { path("\($0).pem") })
    }
}
#endif
