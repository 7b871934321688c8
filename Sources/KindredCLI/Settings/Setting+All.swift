#if Server
import KindredServer

extension Setting {
    private static let standard = ServerConfiguration()

    static let database = Setting("database", .text, .text("kindred-data"), help: "The database's directory.")
    static let host = Setting("host", .text, .text(standard.host), help: "The address to listen on.")
    static let port = Setting("port", .whole(0...65_535), .whole(standard.port), help: "The port of REST.")
    static let grpcPort = Setting("grpc_port", .whole(0...65_535), .whole(standard.grpcPort), help: "The port of gRPC.")
    static let apiKey = Setting("api_key", .secret, help: "The key that allows everything.")
    static let readOnlyAPIKey = Setting("read_only_api_key", .secret, help: "The key that allows reading.")
    static let insecure = Setting("insecure", .toggle, .toggle(false), help: "Let other machines in without a key.")
    static let jwt = Setting("jwt", .toggle, .toggle(false), help: "Take tokens (JWT) that are signed with the API key as well.")
    static let tlsCertificate = Setting("tls_certificate", .text, help: "The file of the server's certificates, in PEM.")
    static let tlsKey = Setting("tls_key", .text, help: "The file of the certificate's private key, in PEM.")
    static let tlsClientAuthority = Setting("tls_client_authority", .text, help: "The file of the authorities whose certificates clients must show, in PEM.")
    static let maxRequestSize = Setting(
        "max_request_size", .whole(1...4_096), .whole(standard.maximumBodySize >> 20), help: "The longest body of a REST request, in MiB.")
    static let threads = Setting("threads", .whole(1...1_024), .whole(standard.threads), named: "one per core, at least 2", help: "Threads that requests run on.")
    static let queue = Setting("queue", .whole(1...1_000_000), .whole(standard.queue), help: "Requests that may wait for a thread; more are refused.")
    static let maxConnections = Setting(
        "max_connections", .whole(1...1_000_000), .whole(standard.maximumConnections), named: "half of the files a process may open",
        help: "Connections of REST that are open at one time; more wait.")
    static let idleSeconds = Setting(
        "idle_seconds", .whole(1...86_400), .whole(standard.idleSeconds), help: "After how long a connection is closed that says nothing.")
    static let stopSeconds = Setting("stop_seconds", .whole(1...3_600), .whole(standard.stopSeconds), help: "How long requests may take to end when the server stops.")
    static let logLevel = Setting(
        "log_level", .choice(LogLevel.allCases.map(\.rawValue)), .text(standard.logLevel.rawValue), help: "From which weight on messages are logged; debug shows requests.")
    static let logFormat = Setting(
        "log_format", .choice(LogFormat.allCases.map(\.rawValue)), .text(standard.logFormat.rawValue), help: "Lines for people (text) or for machines (json).")
    static let slowQueryMs = Setting("slow_query_ms", .whole(0...3_600_000), help: "Requests that take more milliseconds are logged as warnings.")
    static let auditLog = Setting("audit_log", .text, help: "The file that administrative acts are appended to.")
    static let backupFolder = Setting("backup_folder", .text, help: "The folder that backups are made in.")
    static let backupEvery = Setting("backup_every", .span(1...31_536_000), .span(86_400), help: "How often a backup is made.")
    static let backupKeep = Setting("backup_keep", .whole(1...10_000), .whole(7), help: "How many backups are kept.")

    /// Every setting, in the order in which they are shown.
    static let all = [
        database, host, port, grpcPort, apiKey, readOnlyAPIKey, insecure, jwt, tlsCertificate, tlsKey, tlsClientAuthority, maxRequestSize, threads, queue,
        maxConnections, idleSeconds, stopSeconds, logLevel, logFormat, slowQueryMs, auditLog, backupFolder, backupEvery, backupKeep,
    ]

    /// The table of the guide.
    static var guide: String {
        let rows = all.map { "| `\($0.name)` | \($0.initial == nil ? "" : $0.initialName ?? "`\($0.initialText)`") | \($0.help) |" }
        return (["| setting | default | |", "|---|---|---|"] + rows).joined(separator: "\n")
    }
}
#endif
