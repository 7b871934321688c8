#if Server
import GRPCCore
import Kindred
import KindredService

/// The service of collections and aliases.
struct CollectionsService: Qdrant_Collections.SimpleServiceProtocol {
    /// How operations are run.
    let calls: OperationCalls

    func get(request: Qdrant_GetCollectionInfoRequest, context: ServerContext) async throws -> Qdrant_GetCollectionInfoResponse {
        try await calls.answer { operations in
            var answer = Qdrant_GetCollectionInfoResponse()
            answer.result = Qdrant_CollectionInfo(json: try operations.describeCollection(request.collectionName))
            return answer
        }
    }

    func list(request: Qdrant_ListCollectionsRequest, context: ServerContext) async throws -> Qdrant_ListCollectionsResponse {
        try await calls.answer { operations in
            var answer = Qdrant_ListCollectionsResponse()
            answer.collections = try operations.collectionNames().map { name in
                var description = Qdrant_CollectionDescription()
                description.name = name
                return description
            }
            return answer
        }
    }

    func create(request: Qdrant_CreateCollection, context: ServerContext) async throws -> Qdrant_CollectionOperationResponse {
        try await changed(request) { operations in
            try operations.createCollection(request.collectionName, try request.json())
            return true
        }
    }

    func update(request: Qdrant_UpdateCollection, context: ServerContext) async throws -> Qdrant_CollectionOperationResponse {
        try await changed(request) { operations in
            try operations.updateCollection(request.collectionName, try request.json())
            return true
        }
    }

    func delete(request: Qdrant_DeleteCollection, context: ServerContext) async throws -> Qdrant_CollectionOperationResponse {
        try await changed(request) { try $0.deleteCollection(request.collectionName) }
    }

    func collectionExists(request: Qdrant_CollectionExistsRequest, context: ServerContext) async throws -> Qdrant_CollectionExistsResponse {
        try await calls.answer { operations in
            var answer = Qdrant_CollectionExistsResponse()
            answer.result.exists = try operations.collectionExists(request.collectionName)
            return answer
        }
    }

    func updateAliases(request: Qdrant_ChangeAliases, context: ServerContext) async throws -> Qdrant_CollectionOperationResponse {
        try await changed(request) { operations in
            try operations.changeAliases(try request.actions.map { try AliasChange($0) })
            return true
        }
    }

    func listCollectionAliases(request: Qdrant_ListCollectionAliasesRequest, context: ServerContext) async throws -> Qdrant_ListAliasesResponse {
        try await calls.answer { Qdrant_ListAliasesResponse(try $0.aliases(of: request.collectionName)) }
    }

    func listAliases(request: Qdrant_ListAliasesRequest, context: ServerContext) async throws -> Qdrant_ListAliasesResponse {
        try await calls.answer { Qdrant_ListAliasesResponse(try $0.aliases()) }
    }

    private func changed<Request: TimedRequest>(
        _ request: Request, _ body: @escaping @Sendable (Operations) throws -> Bool
    ) async throws -> Qdrant_CollectionOperationResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_CollectionOperationResponse()
            answer.result = try body(operations)
            return answer
        }
    }
}

extension Qdrant_ListAliasesResponse {
    fileprivate init(_ aliases: [(alias: String, collection: String)]) {
        self.init()
        self.aliases = aliases.map { pair in
            var description = Qdrant_AliasDescription()
            description.aliasName = pair.alias
            description.collectionName = pair.collection
            return description
        }
    }
}
#endif
