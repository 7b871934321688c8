#if Server
import GRPCCore
import KindredService

/// Searches of before the Query API. Clients of this version of the API ask none of them.
extension PointsService {
    func search(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse { throw Self.superseded("Search", by: "Query") }

    func searchBatch(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("SearchBatch", by: "QueryBatch")
    }

    func searchGroups(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("SearchGroups", by: "QueryGroups")
    }

    func recommend(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("Recommend", by: "Query")
    }

    func recommendBatch(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("RecommendBatch", by: "QueryBatch")
    }

    func recommendGroups(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("RecommendGroups", by: "QueryGroups")
    }

    func discover(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("Discover", by: "Query")
    }

    func discoverBatch(request: Qdrant_SupersededRequest, context: ServerContext) async throws -> Qdrant_SupersededResponse {
        throw Self.superseded("DiscoverBatch", by: "QueryBatch")
    }

    private static func superseded(_ name: String, by successor: String) -> RPCError {
        RequestError(.notAllowed, "\(name) is not served any more: use \(successor)").status
    }
}
#endif
