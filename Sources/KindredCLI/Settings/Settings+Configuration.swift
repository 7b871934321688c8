#if Server
import Foundation
import KindredServer

extension Settings {
    /// The path of the database.
    var databasePath: String { text(.database) ?? "" }

    /// What the server is told.
    /// - Throws: `Failure` for settings that do not go together.
    func configuration() throws -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = text(.host) ?? configuration.host
        configuration.port = whole(.port) ?? configuration.port
        configuration.grpcPort = whole(.grpcPort) ?? configuration.grpcPort
        configuration.apiKey = text(.apiKey)
        configuration.readOnlyAPIKey = text(.readOnlyAPIKey)
        configuration.allowsEverybody = isOn(.insecure)
        configuration.acceptsTokens = isOn(.jwt)
        configuration.tls = try tls()
        configuration.maximumBodySize = whole(.maxRequestSize).map { $0 << 20 } ?? configuration.maximumBodySize
        configuration.threads = whole(.threads) ?? configuration.threads
        configuration.queue = whole(.queue) ?? configuration.queue
        configuration.maximumConnections = whole(.maxConnections) ?? configuration.maximumConnections
        configuration.idleSeconds = whole(.idleSeconds) ?? configuration.idleSeconds
        configuration.stopSeconds = whole(.stopSeconds) ?? configuration.stopSeconds
        configuration.logLevel = text(.logLevel).flatMap { LogLevel(rawValue: $0) } ?? configuration.logLevel
        configuration.logFormat = text(.logFormat).flatMap { LogFormat(rawValue: $0) } ?? configuration.logFormat
        configuration.slowMilliseconds = whole(.slowQueryMs)
        configuration.auditLog = text(.auditLog)
        configuration.backups = try backups()
        try check(configuration)
        return configuration
    }

    private func check(_ configuration: ServerConfiguration) throws {
        guard configuration.port == 0 || configuration.port != configuration.grpcPort else {
            throw refusal(of: [.port, .grpcPort], "REST and gRPC cannot share the port \(configuration.port)")
        }
        guard !configuration.acceptsTokens || configuration.apiKey != nil else {
            throw refusal(of: [.jwt], "jwt needs an API key, which tokens are signed with")
        }
        guard !configuration.isUnprotected else {
            throw refusal(of: [.host], "--host \(configuration.host) lets other machines in: set an API key, or --insecure to let everybody do everything")
        }
    }

    private func tls() throws -> TLSFiles? {
        switch (text(.tlsCertificate), text(.tlsKey)) {
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key, clientAuthority: text(.tlsClientAuthority))
        case (nil, nil):
            guard text(.tlsClientAuthority) == nil else { throw refusal(of: [.tlsClientAuthority], "tls_client_authority needs tls_certificate and tls_key") }
            return nil
        case (_?, nil): throw refusal(of: [.tlsCertificate], "tls_certificate needs tls_key")
        case (nil, _?): throw refusal(of: [.tlsKey], "tls_key needs tls_certificate")
        }
    }

    private func backups() throws -> BackupPlan? {
        guard let folder = text(.backupFolder) else {
            for setting in [Setting.backupEvery, .backupKeep] where self[setting].origin != .standard {
                throw refusal(of: [setting], "\(setting.name) needs backup_folder")
            }
            return nil
        }
        // The database's own folder is not one to put other things into, nor to copy a copy from.
        let root = Self.absolute(databasePath), target = Self.absolute(folder)
        guard target != root, !target.hasPrefix(root + "/") else { throw refusal(of: [.backupFolder], "backup_folder \(folder) lies in the database \(databasePath)") }
        guard let seconds = seconds(.backupEvery), let keep = whole(.backupKeep) else { return nil }
        return BackupPlan(folder: folder, interval: .seconds(seconds), keep: keep)
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path }

    /// Blames the command unless the file or the environment has set one of the settings.
    private func refusal(of settings: [Setting], _ message: String) -> Failure {
        let isTheirs = settings.contains { [.file, .environment].contains(self[$0].origin) }
        return Failure(isTheirs ? Failure.Status.configuration : Failure.Status.usage, message)
    }
}
#endif
