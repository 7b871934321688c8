#if Server
import GRPCCore

/// The service that tells what this server is.
struct HealthService: Qdrant_Qdrant.SimpleServiceProtocol {
    func healthCheck(request: Qdrant_HealthCheckRequest, context: ServerContext) async throws -> Qdrant_HealthCheckReply {
        var reply = Qdrant_HealthCheckReply()
        reply.title = ServerIdentity.title
        reply.version = ServerIdentity.version
        reply.commit = ServerIdentity.commit
        return reply
    }
}
#endif
