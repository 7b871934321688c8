#if Server
import GRPCCore
import GRPCNIOTransportHTTP2
public import KindredService
public import ServiceLifecycle

/// The gRPC side of the server: the services of the packages `qdrant` and `kindred`, translated to operations.
///
/// It is a service of a `ServiceGroup`: it serves until the group stops, then lets the calls that run come to their end.
public struct GRPCDoor: Service {
    /// The largest request in bytes: a hundred thousand vectors of 512 components fit.
    static let largestRequest = 256 << 20

    private let operations: Operations
    private let pool: CPUPool
    private let configuration: ServerConfiguration
    private let journal: Journal
    private let jobs: JobQueue
    private let tls: ServerTLS?
    private let onListening: @Sendable () async -> Void

    /// A door to some operations, which run on a pool.
    ///
    /// - Parameters:
    ///   - tls: the files of `configuration.tls`, as they were read; a door whose configuration has files does not open without.
    ///   - onListening: called once the port takes connections.
    public init(
        operations: Operations, pool: CPUPool, configuration: ServerConfiguration, tls: ServerTLS? = nil, onListening: @escaping @Sendable () async -> Void = {}
    ) {
        self.init(operations: operations, pool: pool, configuration: configuration, tls: tls, journal: Journal(), jobs: JobQueue(), onListening: onListening)
    }

    /// The same, with somebody to report to, and jobs that the other door may begin too.
    init(
        operations: Operations, pool: CPUPool, configuration: ServerConfiguration, tls: ServerTLS?, journal: Journal, jobs: JobQueue,
        onListening: @escaping @Sendable () async -> Void
    ) {
        self.operations = operations
        self.pool = pool
        self.configuration = configuration
        self.tls = tls
        self.journal = journal
        self.jobs = jobs
        self.onListening = onListening
    }

    /// Listens and serves until the task is cancelled or the service group shuts down.
    /// - Throws: when the address cannot be listened at.
    public func run() async throws {
        // Jobs are longer than anybody waits for a server to stop.
        defer { jobs.close() }
        let calls = OperationCalls(operations: operations, pool: pool)
        let transport = try transport()
        let server = GRPCServer(
            transport: transport,
            services: [
                HealthService(), CollectionsService(calls: calls), PointsService(calls: calls), SnapshotsService(calls: calls),
                KindredCalls(calls: calls, jobs: jobs),
            ],
            interceptors: [
                JournalInterceptor(journal: journal, access: configuration.access),
                AccessInterceptor(access: configuration.access, operations: operations, pool: pool),
            ])
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve() }
                group.addTask {
                    // When nobody can listen, serving fails by itself and says why.
                    if (try? await transport.listeningAddress) != nil { await onListening() }
                }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            jobs.close()
            server.beginGracefulShutdown()
        }
    }

    private func transport() throws -> HTTP2ServerTransport.Posix {
        guard configuration.tls == nil || tls != nil else { throw ServingError(.misconfigured, "the TLS files were not read") }
        // The transport listens at addresses, not at names.
        let host = configuration.host == "localhost" ? "127.0.0.1" : configuration.host
        return HTTP2ServerTransport.Posix(
            address: host.contains(":") ? .ipv6(host: host, port: configuration.grpcPort) : .ipv4(host: host, port: configuration.grpcPort),
            transportSecurity: try tls?.grpc() ?? .plaintext,
            config: .defaults { config in
                config.rpc.maxRequestPayloadSize = Self.largestRequest
                // With the default of 64 KiB a sender of large batches waits for a round trip every 64 KiB.
                config.http2.targetWindowSize = 8 << 20
            })
    }
}
#endif
