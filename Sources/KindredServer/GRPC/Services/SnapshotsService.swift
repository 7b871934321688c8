#if Server
import GRPCCore
import Kindred
import KindredService
import SwiftProtobuf

/// The service of snapshots, which makes, lists and removes them; they are fetched and recovered from over REST.
struct SnapshotsService: Qdrant_Snapshots.SimpleServiceProtocol {
    /// How operations are run.
    let calls: OperationCalls

    func create(request: Qdrant_CreateSnapshotRequest, context: ServerContext) async throws -> Qdrant_CreateSnapshotResponse {
        try await create(.collection(request.collectionName))
    }

    func list(request: Qdrant_ListSnapshotsRequest, context: ServerContext) async throws -> Qdrant_ListSnapshotsResponse {
        try await list(.collection(request.collectionName))
    }

    func delete(request: Qdrant_DeleteSnapshotRequest, context: ServerContext) async throws -> Qdrant_DeleteSnapshotResponse {
        try await delete(request.snapshotName, .collection(request.collectionName))
    }

    func createFull(request: Qdrant_CreateFullSnapshotRequest, context: ServerContext) async throws -> Qdrant_CreateSnapshotResponse { try await create(.database) }

    func listFull(request: Qdrant_ListFullSnapshotsRequest, context: ServerContext) async throws -> Qdrant_ListSnapshotsResponse { try await list(.database) }

    func deleteFull(request: Qdrant_DeleteFullSnapshotRequest, context: ServerContext) async throws -> Qdrant_DeleteSnapshotResponse {
        try await delete(request.snapshotName, .database)
    }

    private func create(_ scope: SnapshotScope) async throws -> Qdrant_CreateSnapshotResponse {
        try await calls.answer { operations in
            var answer = Qdrant_CreateSnapshotResponse()
            answer.snapshotDescription = Qdrant_SnapshotDescription(try operations.createSnapshot(of: scope))
            return answer
        }
    }

    private func list(_ scope: SnapshotScope) async throws -> Qdrant_ListSnapshotsResponse {
        try await calls.answer { operations in
            var answer = Qdrant_ListSnapshotsResponse()
            answer.snapshotDescriptions = try operations.snapshots(of: scope).map { Qdrant_SnapshotDescription($0) }
            return answer
        }
    }

    private func delete(_ name: String, _ scope: SnapshotScope) async throws -> Qdrant_DeleteSnapshotResponse {
        try await calls.answer { operations in
            try operations.deleteSnapshot(name, of: scope)
            return Qdrant_DeleteSnapshotResponse()
        }
    }
}

extension Qdrant_SnapshotDescription {
    fileprivate init(_ description: SnapshotDescription) {
        self.init()
        name = description.name
        size = Int64(description.size)
        creationTime = Google_Protobuf_Timestamp(seconds: description.creationTime.microseconds / 1_000_000)
        if let checksum = description.checksum { self.checksum = checksum }
    }
}
#endif
