#if Server
import GRPCCore
import Kindred
import KindredService

/// What clients ask about shards: a single node has one per collection, and refuses to move it.
extension CollectionsService {
    func collectionClusterInfo(request: Qdrant_CollectionClusterInfoRequest, context: ServerContext) async throws -> Qdrant_CollectionClusterInfoResponse {
        try await calls.answer { operations in
            var shard = Qdrant_LocalShardInfo()
            shard.pointsCount = UInt64(clamping: try operations.count(request.collectionName, matching: nil))
            var answer = Qdrant_CollectionClusterInfoResponse()
            answer.shardCount = 1
            answer.localShards = [shard]
            return answer
        }
    }

    func listShardKeys(request: Qdrant_ListShardKeysRequest, context: ServerContext) async throws -> Qdrant_ListShardKeysResponse {
        try await calls.answer { operations in
            guard try operations.collectionExists(request.collectionName) else {
                throw RequestError(.notFound, "Collection \(request.collectionName) not found")
            }
            return Qdrant_ListShardKeysResponse()
        }
    }

    func updateCollectionClusterSetup(
        request: Qdrant_UpdateCollectionClusterSetupRequest, context: ServerContext
    ) async throws -> Qdrant_UpdateCollectionClusterSetupResponse {
        throw Self.standalone
    }

    func createShardKey(request: Qdrant_CreateShardKeyRequest, context: ServerContext) async throws -> Qdrant_CreateShardKeyResponse { throw Self.standalone }

    func deleteShardKey(request: Qdrant_DeleteShardKeyRequest, context: ServerContext) async throws -> Qdrant_DeleteShardKeyResponse { throw Self.standalone }

    private static var standalone: RPCError { RequestError(.notAllowed, "Qdrant is running in standalone mode").status }
}
#endif
