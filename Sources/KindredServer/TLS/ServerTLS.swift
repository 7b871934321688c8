#if Server
import Foundation
import GRPCNIOTransportHTTP2
import HummingbirdTLS
public import Logging
import NIOCertificateReloading
import NIOSSL
public import ServiceLifecycle

/// TLS as both doors speak it: one certificate, which is read again now and then, and the authorities of clients.
///
/// It is a service of a `ServiceGroup`: while it runs, renewed files are taken for connections that are opened from then on. Files that are
/// broken, or do not belong together because only one of them is new, leave what was there in use and are told to the log once.
public struct ServerTLS: Service {
    private let reloader: TimedCertificateReloader
    /// The certificates of the authorities, as PEM.
    private let authorities: [UInt8]?

    /// Reads the files.
    /// - Throws: `ServingError`, in one line: which file cannot be read, or is not what it should be.
    public init(_ files: TLSFiles, logger: Logger = Logger(label: "kindred.tls")) throws {
        guard files.reloadSeconds >= 1 else { throw ServingError(.misconfigured, "TLS files cannot be read every \(files.reloadSeconds) seconds: 1 is the least") }
        let log = ReloadLog(logger)
        let certificate = files.certificate, key = files.key
        reloader = TimedCertificateReloader(
            configuration: .init(
                refreshInterval: .seconds(files.reloadSeconds), certificateSource: .init(location: .memory { try PEMFile.certificates(certificate) }, format: .pem),
                privateKeySource: .init(location: .memory { try PEMFile.privateKey(key) }, format: .pem)
            ) {
                $0.onCertificateLoaded = { _ in log.succeeded() }
                $0.onCertificateLoadFailed = { log.failed(Self.text($0.error, files)) }
            })
        authorities = try files.clientAuthority.map { try PEMFile.certificates($0) }
        do { try reloader.reload() } catch { throw ServingError(.misconfigured, Self.text(error, files)) }
        log.begin()
    }

    /// Reads the files again at their intervals until it is told to stop.
    public func run() async throws { try await reloader.run() }

    /// Reads the files now.
    /// - Throws: when what was there stays in use.
    func reload() throws { try reloader.reload() }

    private static func text(_ error: any Error, _ files: TLSFiles) -> String {
        switch error {
        case let error as ServingError: error.message
        case let error as TimedCertificateReloader.Error where error == .publicKeyMismatch:
            "TLS: the key in \(files.key) is not that of the certificate in \(files.certificate)"
        default: "TLS: \(files.certificate) and \(files.key) cannot be used: \(error)"
        }
    }

    /// How the REST door speaks it.
    func rest() throws -> TLSConfiguration {
        var configuration =
            if let authorities {
                try TLSConfiguration.makeServerConfigurationWithMTLS(
                    certificateReloader: reloader, trustRoots: .certificates(try NIOSSLCertificate.fromPEMBytes(authorities)))
            } else {
                try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
            }
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }

    /// How the gRPC door speaks it, from 1.2 on as well.
    func grpc() throws -> HTTP2ServerTransport.Posix.TransportSecurity {
        guard let authorities else { return try .tls(certificateReloader: reloader) }
        return try .mTLS(certificateReloader: reloader) { $0.trustRoots = .certificates([.bytes(authorities, format: .pem)]) }
    }
}
#endif
