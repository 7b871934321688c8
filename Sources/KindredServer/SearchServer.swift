#if Server
public import KindredService
import ServiceLifecycle

/// Kindred over the network: the doors, the pool behind them, and their common end.
///
///     let server = SearchServer(try Operations(path: "kindred-data"), configuration: ServerConfiguration())
///     try await server.run { print("ready") }
public struct SearchServer: Sendable {
    private let operations: Operations
    private let configuration: ServerConfiguration

    /// A server of an open database.
    public init(_ operations: Operations, configuration: ServerConfiguration) {
        self.operations = operations
        self.configuration = configuration
    }

    /// Serves until the process is asked to stop (SIGINT, SIGTERM), then lets requests end.
    /// - Parameter onReady: called once every door listens.
    /// - Throws: `ServingError` for a configuration that cannot be meant, for TLS files that cannot be used, when a door cannot listen, or when a
    ///   file that is written to cannot be opened; then nothing was served.
    public func run(onReady: @escaping @Sendable () async -> Void = {}) async throws {
        try configuration.validate()
        OpenFiles.raiseLimit()
        let tls = try self.configuration.tls.map { try ServerTLS($0, logger: self.configuration.logger("tls")) }
        var configuration = configuration
        configuration.host = try ListeningSocket.address(of: configuration.host)
        try Self.checkPorts(configuration)
        let backups = configuration.backups.map { BackupFigures($0) }
        let journal = try journal(configuration, backups)
        let pool = CPUPool(threads: configuration.threads, queue: configuration.queue)
        let jobs = JobQueue(), ready = DoorCount(2, then: onReady)
        let rest = RESTDoor(
            operations: operations, pool: pool, configuration: configuration, tls: tls, journal: journal, jobs: jobs, logger: configuration.logger("rest"),
            onListening: { _ in await ready.opened() })
        let grpc = GRPCDoor(
            operations: operations, pool: pool, configuration: configuration, tls: tls, journal: journal, jobs: jobs, onListening: { await ready.opened() })
        var services: [any Service] = [rest, grpc]
        if let tls { services.append(tls) }
        if let backups { services.append(try BackupSchedule(operations, backups, logger: configuration.logger("backups"))) }
        var group = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger("server"))
        group.maximumGracefulShutdownDuration = .seconds(configuration.stopSeconds)
        try await ServiceGroup(configuration: group).run()
    }

    private func journal(_ configuration: ServerConfiguration, _ backups: BackupFigures?) throws(ServingError) -> Journal {
        var journal = Journal(logger: configuration.logger("requests"), backups: backups)
        journal.slow = configuration.slowMilliseconds.map { .milliseconds($0) }
        if let path = configuration.auditLog { journal.audit = try AuditLog(path: path, logger: configuration.logger("audit")) }
        return journal
    }

    private static func checkPorts(_ configuration: ServerConfiguration) throws(ServingError) {
        for (port, option) in [(configuration.port, "--port"), (configuration.grpcPort, "--grpc-port")] where port > 0 {
            try ListeningSocket.check(configuration.host, port: port, option: option)
        }
    }
}

/// Counts doors that listen, and tells when all do.
private actor DoorCount {
    private var closed: Int
    private let onAll: @Sendable () async -> Void

    init(_ doors: Int, then onAll: @escaping @Sendable () async -> Void) {
        closed = doors
        self.onAll = onAll
    }

    func opened() async {
        closed -= 1
        if closed == 0 { await onAll() }
    }
}
#endif
