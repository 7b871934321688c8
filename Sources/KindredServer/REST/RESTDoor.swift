#if Server
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import KindredService
public import Logging
public import ServiceLifecycle

/// The REST door: requests in, operations, answers out.
///
/// Bodies are read and answers written on the pool as well, so that event loops only move bytes.
public struct RESTDoor: Service {
    let operations: Operations
    let pool: CPUPool
    let configuration: ServerConfiguration
    let access: Access
    let counters = RequestCounters()
    /// Long work that requests begin.
    let jobs: JobQueue
    /// A name for this run of the server.
    let instance = UUID().uuidString.lowercased()
    /// When this run began.
    let started = Timestamp.now.description
    /// What is reported of requests.
    let journal: Journal
    private let tls: ServerTLS?
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A door to operations.
    /// - Parameters:
    ///   - tls: the files of `configuration.tls`, as they were read; a door whose configuration has files does not open without.
    ///   - onListening: called with the port once requests can come in.
    public init(
        operations: Operations, pool: CPUPool, configuration: ServerConfiguration, tls: ServerTLS? = nil, logger: Logger = Logger(label: "kindred.rest"),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.init(operations: operations, pool: pool, configuration: configuration, tls: tls, journal: Journal(), jobs: JobQueue(), logger: logger, onListening: onListening)
    }

    /// The same, with somebody to report to, and jobs that the other door may begin too.
    init(
        operations: Operations, pool: CPUPool, configuration: ServerConfiguration, tls: ServerTLS?, journal: Journal, jobs: JobQueue = JobQueue(), logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) {
        self.operations = operations
        self.pool = pool
        self.configuration = configuration
        self.journal = journal
        self.jobs = jobs
        self.tls = tls
        self.logger = logger
        self.onListening = onListening
        access = configuration.access
    }

    /// Answers requests until it is told to stop.
    public func run() async throws {
        // Jobs are longer than anybody waits for a server to stop.
        defer { jobs.close() }
        try await withGracefulShutdownHandler {
            try await application().run()
        } onGracefulShutdown: { [jobs] in
            jobs.close()
        }
    }

    /// The door as an application, for tests without sockets too.
    func application() throws -> some ApplicationProtocol {
        Application(
            router: router(), server: try server(),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maximumConnections)),
            onServerRunning: { await onListening($0.localAddress?.port ?? configuration.port) }, logger: logger)
    }

    private func server() throws -> HTTPServerBuilder {
        guard configuration.tls == nil || tls != nil else { throw ServingError(.misconfigured, "the TLS files were not read") }
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(Int64(configuration.idleSeconds))))
        return try tls.map { try .tls(plain, tlsConfiguration: try $0.rest()) } ?? plain
    }

    private func router() -> Router<DoorContext> {
        let router = Router(context: DoorContext.self)
        router.add(middleware: UnknownRoutes())
        for route in Route.all {
            router.on(RouterPath(route.path), method: route.method) { request, context in await respond(route, request, context) }
        }
        for path in [Console.path, "\(Console.path)/:file"] {
            router.get(RouterPath(path)) { request, _ in try console(request) }
        }
        return router
    }

    /// A file of the console; it needs no key.
    private func console(_ request: Request) throws -> Response {
        guard let reply = Console.reply(path: request.uri.path, ifNoneMatch: request.headers[.ifNoneMatch]) else { throw HTTPError(.notFound) }
        var headers = HTTPFields()
        for (name, value) in reply.headers { if let name = HTTPFields.Element.Name(name) { headers[name] = value } }
        return Response(status: .init(code: reply.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    /// Answers one request; what goes wrong becomes an answer, too.
    private func respond(_ route: Route, _ request: Request, _ context: DoorContext) async -> Response {
        let start = ContinuousClock.now
        let reply = await reply(route, request, context, start)
        if reply.closes { context.closeSoon() }
        let duration = ContinuousClock.now - start
        counters.add(.init(method: route.method.rawValue, endpoint: route.template, status: reply.status.code), seconds: duration / .seconds(1))
        await report(route, request, context, reply.status.code, duration)
        return reply.response
    }

    private func report(_ route: Route, _ request: Request, _ context: DoorContext, _ status: Int, _ duration: Duration) async {
        var collection: String? { context.parameters.get("collection_name").map { $0.removingPercentEncoding ?? $0 } }
        journal.note(
            .init(door: .rest, method: route.method.rawValue, template: route.template, status: status, duration: duration, collection: collection), took: duration)
        guard let audit = journal.audit, let act = AuditedAct.routes["\(route.method.rawValue) \(route.template)"] else { return }
        let who = access.holder(apiKey: request.apiKey, authorization: request.headers[.authorization])
        await audit.append(AuditRecord(door: .rest, act: act, collection: collection, who: who, peer: context.peer, status: status))
    }

    private func reply(_ route: Route, _ request: Request, _ context: DoorContext, _ start: ContinuousClock.Instant) async -> Reply {
        var isRead = !request.mayHaveBody
        do {
            let caller = try access.check(route.need, apiKey: request.apiKey, authorization: request.headers[.authorization])
            try await caller.confirm(operations, on: pool)
            if case .streaming(let task) = route.answer {
                var reply = try await task(exchange(route, request, context, caller), request, context, start)
                // Whatever comes behind the part that was wanted.
                reply.closes = !isRead
                return reply
            }
            let body = try await collect(request.body)
            isRead = true
            let exchange = try exchange(route, request, context, caller, body)
            if case .task(let task) = route.answer { return try await task(exchange, request, context, start) }
            let limit = try exchange.query.timeout.map { Duration.seconds($0) }
            return try await pool.run(within: limit, finishing: route.need.isChange) { try route.reply(exchange, since: start) }
        } catch {
            var reply = Reply(error, since: start)
            reply.closes = !isRead
            if reply.status.code >= 500 { logger.error("\(route.method.rawValue) \(request.uri.path): \(error)") }
            return reply
        }
    }

    /// Does what nobody waits for; what goes wrong is logged.
    func runAfterAnswer(_ body: @escaping @Sendable () async throws -> Void) {
        Task {
            do { try await body() } catch { logger.error("after an answer: \(error)") }
        }
    }

    private func exchange(
        _ route: Route, _ request: Request, _ context: DoorContext, _ caller: Caller, _ body: ByteBuffer = ByteBuffer()
    ) throws -> Exchange {
        let parameters = context.parameters.map { (String($0.key), $0.value.removingPercentEncoding ?? String($0.value)) }
        let query = QueryParameters(Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }) { $1 })
        try query.validate()
        return Exchange(
            door: self, parameters: Dictionary(parameters) { $1 }, query: query, body: Array(body.readableBytesView), caller: caller,
            operations: caller.operations(operations, for: route.need))
    }
}

/// Gives requests that no route knows the API's error.
private struct UnknownRoutes: RouterMiddleware {
    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            var reply = Reply(status: .notFound, error: "Not found: no such endpoint: \(request.method.rawValue) \(request.uri.path)", since: .now)
            reply.closes = request.mayHaveBody
            if reply.closes { context.closeSoon() }
            return reply.response
        }
    }
}

extension Request {
    /// The value of the key's own header.
    fileprivate var apiKey: String? { headers.first { $0.name.canonicalName == "api-key" }?.value }
}

extension Route {
    /// The template as the router writes it.
    var path: String { template.replacing("{", with: ":").replacing("}", with: "") }
}
#endif
