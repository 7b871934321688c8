#if Server
import Foundation
import NIOSSL

/// What TLS needs of PEM files (RFC 7468). Parts of other kinds are passed over, as openssl puts a curve's parameters before a key.
enum PEMFile {
    /// Every certificate of a file, as PEM.
    /// - Throws: `ServingError`.
    static func certificates(_ path: String) throws -> [UInt8] {
        let bytes = try parts(of: path) { $0 == "CERTIFICATE" }
        guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else { throw ServingError(.misconfigured, "TLS: there is no PEM certificate in \(path)") }
        return bytes
    }

    /// The private key of a file, as PEM.
    /// - Throws: `ServingError`.
    static func privateKey(_ path: String) throws -> [UInt8] {
        let bytes = try parts(of: path) { $0.hasSuffix("PRIVATE KEY") }
        guard (try? NIOSSLPrivateKey(bytes: bytes, format: .pem)) != nil else {
            throw ServingError(.misconfigured, "TLS: there is no PEM private key without a passphrase in \(path)")
        }
        return bytes
    }

    /// The parts of a file whose label is wanted, and nothing else.
    private static func parts(of path: String, _ isWanted: (Substring) -> Bool) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw ServingError(.misconfigured, "TLS: \(path) cannot be read") }
        var kept: [Substring] = [], end: String?
        for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if end == nil, let label = label(line), isWanted(label) { end = "-----END \(label)-----" }
            guard let last = end else { continue }
            kept.append(line)
            if line.hasPrefix(last) { end = nil }
        }
        return Array((kept.joined(separator: "\n") + "\n").utf8)
    }

    private static func label(_ line: Substring) -> Substring? {
        let start = "-----BEGIN ", end = "-----"
        guard line.hasPrefix(start), line.hasSuffix(end), line.count > start.count + end.count else { return nil }
        return line.dropFirst(start.count).dropLast(end.count)
    }
}
#endif
