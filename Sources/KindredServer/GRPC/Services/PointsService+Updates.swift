#if Server
import GRPCCore
import Kindred
import KindredService

extension PointsService {
    func upsert(request: Qdrant_UpsertPoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    func delete(request: Qdrant_DeletePoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    func updateVectors(request: Qdrant_UpdatePointVectors, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    func deleteVectors(request: Qdrant_DeletePointVectors, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    func setPayload(request: Qdrant_SetPayloadPoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(setting: request)) }
    }

    func overwritePayload(request: Qdrant_SetPayloadPoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(overwriting: request)) }
    }

    func deletePayload(request: Qdrant_DeletePayloadPoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    func clearPayload(request: Qdrant_ClearPayloadPoints, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) { try $0.update(request.collectionName, try PointsUpdate(request)) }
    }

    /// Everything is translated before anything is changed, so that a malformed operation changes nothing.
    func updateBatch(request: Qdrant_UpdateBatchPoints, context: ServerContext) async throws -> Qdrant_UpdateBatchResponse {
        try await calls.answer(to: request) { operations in
            let updates = try request.operations.map { try PointsUpdate($0) }
            var answer = Qdrant_UpdateBatchResponse()
            answer.result = try operations.update(request.collectionName, updates).map { Qdrant_UpdateResult($0, waited: request.wait) }
            return answer
        }
    }

    func createFieldIndex(request: Qdrant_CreateFieldIndexCollection, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) {
            try $0.createFieldIndex(request.collectionName, field: try PayloadPath(parsing: request.fieldName), schema: try request.schema())
        }
    }

    func deleteFieldIndex(request: Qdrant_DeleteFieldIndexCollection, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) {
            try $0.deleteFieldIndex(request.collectionName, field: try PayloadPath(parsing: request.fieldName))
        }
    }

    func createVectorName(request: Qdrant_CreateVectorNameRequest, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) {
            try $0.createVectorName(request.collectionName, name: request.vectorName, parameters: try request.json())
        }
    }

    func deleteVectorName(request: Qdrant_DeleteVectorNameRequest, context: ServerContext) async throws -> Qdrant_PointsOperationResponse {
        try await changed(request, request.wait) {
            try $0.deleteVectorName(request.collectionName, name: request.vectorName)
        }
    }

    private func changed<Request: TimedRequest>(
        _ request: Request, _ waits: Bool, _ change: @escaping @Sendable (Operations) throws -> UInt64
    ) async throws -> Qdrant_PointsOperationResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_PointsOperationResponse()
            answer.result = Qdrant_UpdateResult(try change(operations), waited: waits)
            return answer
        }
    }
}

extension Qdrant_UpdateResult {
    /// Changes are always durable when they are answered; who did not ask to wait is told no more than that they were taken.
    fileprivate init(_ number: UInt64, waited: Bool) {
        self.init()
        operationID = number
        status = waited ? .completed : .acknowledged
    }
}
#endif
