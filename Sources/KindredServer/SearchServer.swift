#if Server
public import KindredService
import Logging
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
    /// - Throws: `ServerProblem`, before any door listens, for a configuration that cannot be meant and for TLS files that cannot be used; when a
    ///   door cannot listen.
    public func run(onReady: @escaping @Sendable () async -> Void = {}) async throws {
        try configuration.validate()
        let tls = try configuration.tls.map { try ServerTLS($0, logger: Self.logger("tls")) }
        let pool = CPUPool(threads: configuration.threads, queue: configuration.queue)
        let ready = DoorCount(2, then: onReady)
        let rest = RESTDoor(operations: operations, pool: pool, configuration: configuration, tls: tls, logger: Self.logger("rest"), onListening: { _ in await ready.opened() })
        let grpc = GRPCDoor(operations: operations, pool: pool, configuration: configuration, tls: tls, onListening: { await ready.opened() })
        var group = ServiceGroupConfiguration(services: [rest, grpc] + (tls.map { [$0] } ?? []), gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.logger("server"))
        group.maximumGracefulShutdownDuration = .seconds(configuration.stopSeconds)
        try await ServiceGroup(configuration: group).run()
    }

    /// Warnings and worse, on standard error: standard output belongs to the command.
    private static func logger(_ name: String) -> Logger {
        var logger = Logger(label: "kindred.\(name)") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return logger
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
