#if Server
import GRPCCore
import KindredService

/// The service of snapshots. Copies are made by `kindred backup` so far.
struct SnapshotsService: Qdrant_Snapshots.SimpleServiceProtocol {
    func create(request: Qdrant_CreateSnapshotRequest, context: ServerContext) async throws -> Qdrant_CreateSnapshotResponse { throw Self.unserved }

    func list(request: Qdrant_ListSnapshotsRequest, context: ServerContext) async throws -> Qdrant_ListSnapshotsResponse { throw Self.unserved }

    func delete(request: Qdrant_DeleteSnapshotRequest, context: ServerContext) async throws -> Qdrant_DeleteSnapshotResponse { throw Self.unserved }

    func createFull(request: Qdrant_CreateFullSnapshotRequest, context: ServerContext) async throws -> Qdrant_CreateSnapshotResponse { throw Self.unserved }

    func listFull(request: Qdrant_ListFullSnapshotsRequest, context: ServerContext) async throws -> Qdrant_ListSnapshotsResponse { throw Self.unserved }

    func deleteFull(request: Qdrant_DeleteFullSnapshotRequest, context: ServerContext) async throws -> Qdrant_DeleteSnapshotResponse { throw Self.unserved }

    private static var unserved: RPCError { RequestError(.notAllowed, "This server makes no snapshots over gRPC; `kindred backup` copies a whole database").status }
}
#endif
