#if Server
import GRPCCore
import KindredService

/// Lets only those calls pass whose key or token allows them, and says to what answers them who asks (``AdmittedCall/current``).
struct AccessInterceptor: ServerInterceptor {
    /// Who may do what.
    let access: Access
    /// Where the conditions of tokens are looked up.
    let operations: Operations
    /// What that runs on.
    let pool: CPUPool

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        let need = Self.need(of: context.descriptor)
        // The caller's time began with the call, before anybody was asked for a key.
        let deadline = CallDeadline.deadline(request.metadata)
        let call = AdmittedCall(caller: try await caller(request.metadata, need), need: need, deadline: deadline, cancellation: context.cancellation)
        return try await AdmittedCall.$current.withValue(call) { try await next(request, context) }
    }

    private func caller(_ metadata: Metadata, _ need: Access.Need) async throws -> Caller {
        do {
            let caller = try access.check(
                need, apiKey: metadata[stringValues: "api-key"].first { _ in true }, authorization: metadata[stringValues: "authorization"].first { _ in true })
            try await caller.confirm(operations, on: pool)
            return caller
        } catch let refusal as Access.Refusal {
            throw Self.status(refusal)
        } catch {
            throw RequestError(error).status
        }
    }

    /// What the calls of each service need; what is not named here needs everything.
    private static let needs: [String: [String: Access.Need]] = [
        "qdrant.Collections": Dictionary(
            uniqueKeysWithValues: ["Get", "List", "ListAliases", "ListCollectionAliases", "CollectionExists", "CollectionClusterInfo", "ListShardKeys"].map { ($0, .read) }),
        "qdrant.Points": Dictionary(
            uniqueKeysWithValues: [
                "Get", "Scroll", "Count", "Query", "QueryBatch", "QueryGroups", "Facet", "SearchMatrixPairs", "SearchMatrixOffsets", "Search", "SearchBatch",
                "SearchGroups", "Recommend", "RecommendBatch", "RecommendGroups", "Discover", "DiscoverBatch",
            ].map { ($0, .read) }
                + ["Upsert", "Delete", "SetPayload", "OverwritePayload", "DeletePayload", "ClearPayload", "UpdateVectors", "DeleteVectors", "UpdateBatch"].map { ($0, .write) }
                + ["CreateFieldIndex", "DeleteFieldIndex", "CreateVectorName", "DeleteVectorName"].map { ($0, .maintain) }),
        "kindred.Kindred": Dictionary(
            uniqueKeysWithValues: ["Collections", "Filter", "Query", "Measures", "Explain", "Recall", "Feedback", "Tune", "Evaluate", "Attack", "Jobs", "Job"].map { ($0, .read) }
                + ["RecordFeedback", "ForgetFeedback"].map { ($0, .write) } + ["Promote", "Rollback", "Learn", "Cluster", "CancelJob"].map { ($0, .maintain) }),
        "qdrant.Snapshots": ["List": .read, "ListFull": .readAll, "Create": .maintain, "Delete": .maintain],
    ]

    /// What a call needs; the health check is open.
    static func need(of call: MethodDescriptor) -> Access.Need {
        let service = call.service.fullyQualifiedService
        return service == "qdrant.Qdrant" ? .nothing : needs[service]?[call.method] ?? .manage
    }

    private static func status(_ refusal: Access.Refusal) -> RPCError {
        switch refusal {
        case .unauthenticated(let text): RPCError(code: .unauthenticated, message: text)
        case .forbidden(let text): RPCError(code: .permissionDenied, message: text)
        }
    }
}
#endif
