#if Server
import GRPCCore
import Synchronization

/// Reports calls to the journal, refused ones too: it stands before the interceptor that asks for keys.
struct JournalInterceptor: ServerInterceptor {
    let journal: Journal
    let access: Access

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next: @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        let template = "\(context.descriptor.service.fullyQualifiedService)/\(context.descriptor.method)"
        let act = journal.audit == nil ? nil : AuditedAct.calls[template]
        guard act != nil || journal.isWatching else { return try await next(request, context) }
        let note = CollectionNote(), start = ContinuousClock.now, metadata = request.metadata
        var request = request
        request.messages = RPCAsyncSequence(wrapping: request.messages.map { note.reading($0) })
        let outcome: Result<StreamingServerResponse<Output>, any Error>
        do { outcome = .success(try await next(request, context)) } catch { outcome = .failure(error) }
        let status = Self.status(outcome), duration = ContinuousClock.now - start
        journal.note(
            .init(door: .grpc, method: "POST", template: template, status: status, duration: duration, collection: note.name), took: duration)
        if let act, let audit = journal.audit {
            let who = access.holder(
                apiKey: metadata[stringValues: "api-key"].first { _ in true }, authorization: metadata[stringValues: "authorization"].first { _ in true })
            await audit.append(AuditRecord(door: .grpc, act: act, collection: note.name, who: who, peer: Self.host(context.remotePeer), status: status))
        }
        return try outcome.get()
    }

    private static func status<Output>(_ outcome: Result<StreamingServerResponse<Output>, any Error>) -> Int {
        switch outcome {
        case .success(let response):
            switch response.accepted {
            case .success: 0
            case .failure(let error): error.code.rawValue
            }
        case .failure(let error as RPCError): error.code.rawValue
        case .failure(is CancellationError): RPCError.Code.cancelled.rawValue
        case .failure: RPCError.Code.unknown.rawValue
        }
    }

    /// The address of `ipv4:127.0.0.1:31415` or `ipv6:[::1]:443`; what is of another form stays whole.
    static func host(_ peer: String) -> String {
        guard let match = peer.wholeMatch(of: /ipv[46]:(.+):[0-9]+/) else { return peer }
        return String(match.output.1.drop { $0 == "[" }.prefix { $0 != "]" })
    }
}

/// Remembers the collection that a call names, when its message comes by.
private final class CollectionNote: Sendable {
    private let value = Mutex<String?>(nil)

    var name: String? { value.withLock { $0 } }

    func reading<Message>(_ message: Message) -> Message {
        if let named = message as? any CollectionNaming { value.withLock { $0 = named.collectionName } }
        return message
    }
}

/// A message that names one collection.
protocol CollectionNaming {
    var collectionName: String { get }
}

extension Kindred_VectorRequest: CollectionNaming {}
extension Kindred_PromoteRequest: CollectionNaming {}
extension Kindred_RecallRequest: CollectionNaming {}
extension Kindred_BodyRequest: CollectionNaming {}
extension Kindred_RecordFeedbackRequest: CollectionNaming {}
extension Kindred_FeedbackRequest: CollectionNaming {}
extension Qdrant_CreateCollection: CollectionNaming {}
extension Qdrant_UpdateCollection: CollectionNaming {}
extension Qdrant_DeleteCollection: CollectionNaming {}
extension Qdrant_UpdateCollectionClusterSetupRequest: CollectionNaming {}
extension Qdrant_CreateShardKeyRequest: CollectionNaming {}
extension Qdrant_DeleteShardKeyRequest: CollectionNaming {}
extension Qdrant_CreateFieldIndexCollection: CollectionNaming {}
extension Qdrant_DeleteFieldIndexCollection: CollectionNaming {}
extension Qdrant_CreateVectorNameRequest: CollectionNaming {}
extension Qdrant_DeleteVectorNameRequest: CollectionNaming {}
extension Qdrant_CreateSnapshotRequest: CollectionNaming {}
extension Qdrant_DeleteSnapshotRequest: CollectionNaming {}
extension Qdrant_UpsertPoints: CollectionNaming {}
extension Qdrant_DeletePoints: CollectionNaming {}
extension Qdrant_UpdatePointVectors: CollectionNaming {}
extension Qdrant_DeletePointVectors: CollectionNaming {}
extension Qdrant_SetPayloadPoints: CollectionNaming {}
extension Qdrant_DeletePayloadPoints: CollectionNaming {}
extension Qdrant_ClearPayloadPoints: CollectionNaming {}
extension Qdrant_UpdateBatchPoints: CollectionNaming {}
extension Qdrant_QueryPoints: CollectionNaming {}
extension Qdrant_QueryBatchPoints: CollectionNaming {}
extension Qdrant_QueryPointGroups: CollectionNaming {}
extension Qdrant_SearchMatrixPoints: CollectionNaming {}
extension Qdrant_ScrollPoints: CollectionNaming {}
extension Qdrant_CountPoints: CollectionNaming {}
extension Qdrant_FacetCounts: CollectionNaming {}
extension Qdrant_GetPoints: CollectionNaming {}
#endif
