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
            requests end and stops.

            Every setting is a flag, a variable of the environment (--grpc-port is KINDRED_GRPC_PORT) and a key of the file (grpc_port), in this \
            order of weight; kindred config shows them. Keys are better given by variables or the file: process lists show flags.

            kindred serve --database films.db
            KINDRED_API_KEY=… kindred serve --host 0.0.0.0
            """)

    @OptionGroup var options: ServeOptions

    func run() throws {
        let settings = try options.settings(), configuration = try settings.configuration()
        let operations = try Operations(path: settings.databasePath)
        let server = SearchServer(operations, configuration: configuration)
        try Self.waiting {
            try await server.run {
                Output.line("kindred is ready: REST on \(configuration.host):\(configuration.port), gRPC on \(configuration.host):\(configuration.grpcPort)")
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
