#if Server
import ArgumentParser

/// The settings of the server as flags, and the file with the rest of them.
///
/// Values are read by the settings themselves, so that a flag, a variable and a key of the file mean the same.
struct ServeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file of settings in JSON (default: KINDRED_CONFIG, else kindred.json when it is there).", valueName: "file"), completion: .file())
    var config: String?

    @Option(help: Setting.database.argument("dir"), completion: .directory)
    var database: String?

    @Option(help: Setting.host.argument("address"))
    var host: String?

    @Option(help: Setting.port.argument("port"))
    var port: String?

    @Option(help: Setting.grpcPort.argument("port"))
    var grpcPort: String?

    @Option(help: Setting.apiKey.argument("key"))
    var apiKey: String?

    @Option(help: Setting.readOnlyAPIKey.argument("key"))
    var readOnlyApiKey: String?

    @Flag(inversion: .prefixedNo, help: Setting.insecure.argument(nil))
    var insecure: Bool?

    @Flag(inversion: .prefixedNo, help: Setting.jwt.argument(nil))
    var jwt: Bool?

    @Option(help: Setting.tlsCertificate.argument("file"), completion: .file())
    var tlsCertificate: String?

    @Option(help: Setting.tlsKey.argument("file"), completion: .file())
    var tlsKey: String?

    @Option(help: Setting.tlsClientAuthority.argument("file"), completion: .file())
    var tlsClientAuthority: String?

    @Option(help: Setting.maxRequestSize.argument("n"))
    var maxRequestSize: String?

    @Option(help: Setting.threads.argument("n"))
    var threads: String?

    @Option(help: Setting.queue.argument("n"))
    var queue: String?

    @Option(help: Setting.maxConnections.argument("n"))
    var maxConnections: String?

    @Option(help: Setting.idleSeconds.argument("n"))
    var idleSeconds: String?

    @Option(help: Setting.stopSeconds.argument("n"))
    var stopSeconds: String?

    @Option(help: Setting.logLevel.argument("level"))
    var logLevel: String?

    @Option(help: Setting.logFormat.argument("format"))
    var logFormat: String?

    @Option(help: Setting.slowQueryMs.argument("n"))
    var slowQueryMs: String?

    @Option(help: Setting.auditLog.argument("file"), completion: .file())
    var auditLog: String?

    @Option(help: Setting.backupFolder.argument("dir"), completion: .directory)
    var backupFolder: String?

    @Option(help: Setting.backupEvery.argument("time"))
    var backupEvery: String?

    @Option(help: Setting.backupKeep.argument("n"))
    var backupKeep: String?

    /// What was given, by the settings' names.
    var given: [String: String] {
        let all: [(Setting, String?)] = [
            (.database, database), (.host, host), (.port, port), (.grpcPort, grpcPort), (.apiKey, apiKey), (.readOnlyAPIKey, readOnlyApiKey),
            (.insecure, insecure.map(String.init)), (.jwt, jwt.map(String.init)), (.tlsCertificate, tlsCertificate), (.tlsKey, tlsKey),
            (.tlsClientAuthority, tlsClientAuthority), (.maxRequestSize, maxRequestSize), (.threads, threads), (.queue, queue), (.maxConnections, maxConnections), (.idleSeconds, idleSeconds),
            (.stopSeconds, stopSeconds),
            (.logLevel, logLevel), (.logFormat, logFormat), (.slowQueryMs, slowQueryMs), (.auditLog, auditLog), (.backupFolder, backupFolder),
            (.backupEvery, backupEvery), (.backupKeep, backupKeep),
        ]
        return Dictionary(uniqueKeysWithValues: all.compactMap { setting, text in text.map { (setting.name, $0) } })
    }

    /// The settings, with the environment and the file.
    func settings() throws -> Settings { try Settings(flags: given, config: config) }
}

extension Setting {
    /// The setting as help shows it.
    fileprivate func argument(_ valueName: String?) -> ArgumentHelp {
        ArgumentHelp("\(help.dropLast())\(initial == nil ? "" : " (default: \(initialText))").", valueName: valueName)
    }
}
#endif
