#if Server
import ArgumentParser
import Foundation
import KindredServer
import KindredService
import Synchronization

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the database over REST and gRPC, so that clients of Qdrant work with it.",
        discussion: """
            Only this machine can come in, unless --host names another address; that needs an API key, or --insecure. Ctrl-C or SIGTERM lets \
            requests end and stops. Keys are better given as KINDRED_API_KEY and KINDRED_READ_ONLY_API_KEY, where process lists do not show them.

            kindred serve --database films.db
            KINDRED_API_KEY=… kindred serve --host 0.0.0.0
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port of REST.", valueName: "port"))
    var port = 6333

    @Option(help: ArgumentHelp("The port of gRPC.", valueName: "port"))
    var grpcPort = 6334

    @Option(help: ArgumentHelp("The key that allows everything.", valueName: "key"))
    var apiKey: String?

    @Option(help: ArgumentHelp("The key that allows reading.", valueName: "key"))
    var readOnlyApiKey: String?

    @Flag(help: "Let other machines in without a key.")
    var insecure = false

    @Option(help: ArgumentHelp("The longest body of a request, in MiB.", valueName: "n"))
    var maxRequestSize = 32

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        for port in [port, grpcPort] where !(0...65535).contains(port) { throw ValidationError("port \(port) is not from 0 to 65535.") }
        guard port == 0 || port != grpcPort else { throw ValidationError("REST and gRPC cannot share the port \(port).") }
        guard (1...4096).contains(maxRequestSize) else { throw ValidationError("--max-request-size \(maxRequestSize) is not from 1 to 4096.") }
        if configuration.isUnprotected {
            throw ValidationError("--host \(host) lets other machines in: set an API key, or --insecure to let everybody do everything.")
        }
    }

    private var configuration: ServerConfiguration {
        let environment = ProcessInfo.processInfo.environment
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.grpcPort = grpcPort
        configuration.apiKey = apiKey ?? environment["KINDRED_API_KEY"]
        configuration.readOnlyAPIKey = readOnlyApiKey ?? environment["KINDRED_READ_ONLY_API_KEY"]
        configuration.allowsEverybody = insecure
        configuration.maximumBodySize = maxRequestSize << 20
        return configuration
    }

    func run() throws {
        let operations = try shared.open(.creating)
        let server = SearchServer(operations, configuration: configuration)
        try Self.waiting {
            try await server.run {
                Output.line("kindred is ready: REST on \(host):\(port), gRPC on \(host):\(grpcPort)")
                Output.flush()
            }
        }
        try operations.close()
    }

    /// Runs concurrent work to its end while the main thread, which does not belong to the cooperative pool, waits.
    private static func waiting(_ body: @escaping @Sendable () async throws -> Void) throws {
        let outcome = Mutex<Result<Void, any Error>>(.success(()))
        let isOver = DispatchSemaphore(value: 0)
        let finish: @Sendable (Result<Void, any Error>) -> Void = { result in
            outcome.withLock { $0 = result }
            isOver.signal()
        }
        Task.detached {
            do {
                try await body()
                finish(.success(()))
            } catch {
                finish(.failure(error))
            }
        }
        isOver.wait()
        try outcome.withLock { try $0.get() }
    }
}
#endif
