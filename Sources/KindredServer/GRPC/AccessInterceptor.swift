#if Server
import GRPCCore

/// Lets only those calls pass whose key allows them.
struct AccessInterceptor: ServerInterceptor {
    /// Who may do what.
    let access: Access

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        do throws(Access.Refusal) {
            let metadata = request.metadata
            try access.check(
                Self.need(of: context.descriptor), apiKey: metadata[stringValues: "api-key"].first { _ in true },
                authorization: metadata[stringValues: "authorization"].first { _ in true })
        } catch {
            throw Self.status(error)
        }
        return try await next(request, context)
    }

    /// Calls that change nothing.
    private static let reads: Set<String> = [
        "Get", "List", "ListFull", "ListAliases", "ListCollectionAliases", "CollectionExists", "CollectionClusterInfo", "ListShardKeys", "Scroll", "Count", "Query", "QueryBatch",
        "QueryGroups", "Facet", "SearchMatrixPairs", "SearchMatrixOffsets", "Search", "SearchBatch", "SearchGroups", "Recommend", "RecommendBatch", "RecommendGroups",
        "Discover", "DiscoverBatch",
    ]

    /// What a call needs; the health check is open.
    static func need(of call: MethodDescriptor) -> Access.Need {
        switch call.service.fullyQualifiedService {
        case "qdrant.Qdrant": .nothing
        default: reads.contains(call.method) ? .read : .write
        }
    }

    private static func status(_ refusal: Access.Refusal) -> RPCError {
        switch refusal {
        case .unauthenticated(let text): RPCError(code: .unauthenticated, message: text)
        case .forbidden(let text): RPCError(code: .permissionDenied, message: text)
        }
    }
}
#endif
