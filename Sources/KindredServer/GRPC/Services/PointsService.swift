#if Server
import GRPCCore
import Kindred
import KindredService

/// The service of points: reads and queries here, changes beside.
struct PointsService: Qdrant_Points.SimpleServiceProtocol {
    /// How operations are run.
    let calls: OperationCalls

    func get(request: Qdrant_GetPoints, context: ServerContext) async throws -> Qdrant_GetResponse {
        try await calls.answer(to: request) { operations in
            let records = try operations.retrieve(
                request.collectionName, ids: try PointID.all(request.ids), withPayload: request.hasWithPayload ? try PayloadSelector(request.withPayload) : .all,
                withVectors: request.hasWithVectors ? try VectorSelector(request.withVectors) : .none)
            var answer = Qdrant_GetResponse()
            answer.result = records.map { Qdrant_RetrievedPoint($0) }
            return answer
        }
    }

    func scroll(request: Qdrant_ScrollPoints, context: ServerContext) async throws -> Qdrant_ScrollResponse {
        try await calls.answer(to: request) { operations in
            let page = try operations.scroll(
                request.collectionName, from: request.hasOffset ? try PointID(request.offset) : nil, limit: request.hasLimit ? Int(request.limit) : 10,
                filter: request.hasFilter ? try Filter(request.filter) : nil, orderBy: request.hasOrderBy ? try OrderBy(request.orderBy) : nil,
                withPayload: request.hasWithPayload ? try PayloadSelector(request.withPayload) : .all,
                withVectors: request.hasWithVectors ? try VectorSelector(request.withVectors) : .none)
            var answer = Qdrant_ScrollResponse()
            answer.result = page.points.map { Qdrant_RetrievedPoint($0) }
            if let next = page.next { answer.nextPageOffset = Qdrant_PointId(next) }
            return answer
        }
    }

    func count(request: Qdrant_CountPoints, context: ServerContext) async throws -> Qdrant_CountResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_CountResponse()
            let count = try operations.count(request.collectionName, matching: request.hasFilter ? try Filter(request.filter) : nil)
            answer.result.count = UInt64(clamping: count)
            return answer
        }
    }

    func query(request: Qdrant_QueryPoints, context: ServerContext) async throws -> Qdrant_QueryResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_QueryResponse()
            answer.result = try operations.query(request.collectionName, try PointsQuery(request)).map { Qdrant_ScoredPoint($0) }
            return answer
        }
    }

    func queryBatch(request: Qdrant_QueryBatchPoints, context: ServerContext) async throws -> Qdrant_QueryBatchResponse {
        try await calls.answer(to: request) { operations in
            let queries = try request.queryPoints.map { try PointsQuery($0) }
            var answer = Qdrant_QueryBatchResponse()
            answer.result = try operations.query(request.collectionName, queries).map { records in
                var result = Qdrant_BatchResult()
                result.result = records.map { Qdrant_ScoredPoint($0) }
                return result
            }
            return answer
        }
    }

    func queryGroups(request: Qdrant_QueryPointGroups, context: ServerContext) async throws -> Qdrant_QueryGroupsResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_QueryGroupsResponse()
            let groups = try operations.queryGroups(request.collectionName, try GroupsQuery(request))
            answer.result.groups = groups.map { Qdrant_PointGroup($0) }
            return answer
        }
    }

    func facet(request: Qdrant_FacetCounts, context: ServerContext) async throws -> Qdrant_FacetResponse {
        try await calls.answer(to: request) { operations in
            let hits = try operations.facet(
                request.collectionName, key: try PayloadPath(parsing: request.key), limit: request.hasLimit ? Int(clamping: request.limit) : 10,
                filter: request.hasFilter ? try Filter(request.filter) : nil)
            var answer = Qdrant_FacetResponse()
            answer.hits = hits.map { Qdrant_FacetHit($0) }
            return answer
        }
    }

    func searchMatrixPairs(request: Qdrant_SearchMatrixPoints, context: ServerContext) async throws -> Qdrant_SearchMatrixPairsResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_SearchMatrixPairsResponse()
            answer.result = Qdrant_SearchMatrixPairs(try Self.matrix(operations, request))
            return answer
        }
    }

    func searchMatrixOffsets(request: Qdrant_SearchMatrixPoints, context: ServerContext) async throws -> Qdrant_SearchMatrixOffsetsResponse {
        try await calls.answer(to: request) { operations in
            var answer = Qdrant_SearchMatrixOffsetsResponse()
            answer.result = Qdrant_SearchMatrixOffsets(try Self.matrix(operations, request))
            return answer
        }
    }

    private static func matrix(_ operations: Operations, _ request: Qdrant_SearchMatrixPoints) throws -> DistanceMatrix {
        try operations.distanceMatrix(
            request.collectionName, using: request.hasUsing ? request.using : nil, sample: request.hasSample ? Int(clamping: request.sample) : 10,
            limit: request.hasLimit ? Int(clamping: request.limit) : 3, filter: request.hasFilter ? try Filter(request.filter) : nil)
    }
}
#endif
