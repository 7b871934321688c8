#if Server
import GRPCCore
import Kindred
import KindredService

/// Runs operations for the services: on the pool, for as long as callers wait, with the time they took in the answer and with errors as statuses.
struct OperationCalls: Sendable {
    /// What is called.
    let operations: Operations
    /// Where it runs, since operations block.
    let pool: CPUPool

    /// Translates a request, calls operations on what the caller may touch, and translates what they give, all on a thread of the pool.
    ///
    /// A caller waits until the call's own deadline, and no longer than the request says; a change that has begun is waited for. What a caller has left
    /// behind before a thread was free is not begun.
    /// - Parameters:
    ///   - timeout: the seconds that the request allows; nil for any time.
    ///   - collection: whose limits a timeout is held to.
    /// - Throws: `RPCError`.
    func answer<Answer: TimedAnswer>(
        timeout: UInt64? = nil, of collection: String? = nil, _ body: @escaping @Sendable (Operations) throws -> Answer
    ) async throws -> Answer {
        // Who forgets to ask for a key lets nobody in.
        guard let call = AdmittedCall.current else { throw RPCError(code: .unauthenticated, message: "nobody said who is calling") }
        let operations = call.caller.operations(operations, for: call.need), start = ContinuousClock.now
        do {
            try Self.check(timeout)
            var answer = try await pool.run(within: call.limit(timeout, from: start), finishing: call.need.isChange) {
                if call.cancellation?.isCancelled == true { throw CancellationError() }
                // Reads and changes of points alone, as over REST.
                if let timeout, let collection, [.read, .write].contains(call.need) { try operations.check(timeout: Int(clamping: timeout), of: collection) }
                return try body(operations)
            }
            answer.time = (ContinuousClock.now - start) / .seconds(1)
            return answer
        } catch let error as RPCError {
            throw error
        } catch is CancellationError {
            // The transport's own clock may notice the end of the time before ours does.
            throw call.isLate ? Deadline.passed.status : RPCError(code: .cancelled, message: "the caller did not wait for the answer")
        } catch {
            throw RequestError(error).status
        }
    }

    /// The same for a request that says its timeout by itself, and the collection whose limits that is held to.
    func answer<Request: TimedRequest, Answer: TimedAnswer>(
        to request: Request, _ body: @escaping @Sendable (Operations) throws -> Answer
    ) async throws -> Answer {
        try await answer(timeout: request.hasTimeout ? request.timeout : nil, of: (request as? any CollectionNaming)?.collectionName, body)
    }

    /// Refuses a timeout that no request can keep.
    static func check(_ timeout: UInt64?) throws(RequestError) {
        if let timeout, timeout < 1 { throw RequestError(.validation, "timeout: value 0 invalid, must be 1 or larger") }
    }
}

extension AdmittedCall {
    /// How long the caller waits from `start` on: the less of what the request and the call's metadata say.
    fileprivate func limit(_ timeout: UInt64?, from start: ContinuousClock.Instant) -> Duration? {
        let limits = [timeout.map { Duration.seconds(Int64(clamping: $0)) }, deadline.map { $0 - start }]
        return limits.compactMap { $0 }.min()
    }

    /// Whether the caller's time is over.
    fileprivate var isLate: Bool { deadline.map { $0 <= .now } ?? false }
}

/// A request that may say how many seconds its caller waits.
protocol TimedRequest: Sendable {
    var hasTimeout: Bool { get }
    var timeout: UInt64 { get }
}

extension Qdrant_CreateCollection: TimedRequest {}
extension Qdrant_UpdateCollection: TimedRequest {}
extension Qdrant_DeleteCollection: TimedRequest {}
extension Qdrant_ChangeAliases: TimedRequest {}
extension Qdrant_GetPoints: TimedRequest {}
extension Qdrant_ScrollPoints: TimedRequest {}
extension Qdrant_CountPoints: TimedRequest {}
extension Qdrant_QueryPoints: TimedRequest {}
extension Qdrant_QueryBatchPoints: TimedRequest {}
extension Qdrant_QueryPointGroups: TimedRequest {}
extension Qdrant_FacetCounts: TimedRequest {}
extension Qdrant_SearchMatrixPoints: TimedRequest {}
extension Qdrant_UpsertPoints: TimedRequest {}
extension Qdrant_DeletePoints: TimedRequest {}
extension Qdrant_UpdatePointVectors: TimedRequest {}
extension Qdrant_DeletePointVectors: TimedRequest {}
extension Qdrant_SetPayloadPoints: TimedRequest {}
extension Qdrant_DeletePayloadPoints: TimedRequest {}
extension Qdrant_ClearPayloadPoints: TimedRequest {}
extension Qdrant_UpdateBatchPoints: TimedRequest {}
extension Qdrant_CreateFieldIndexCollection: TimedRequest {}
extension Qdrant_DeleteFieldIndexCollection: TimedRequest {}
extension Qdrant_CreateVectorNameRequest: TimedRequest {}
extension Qdrant_DeleteVectorNameRequest: TimedRequest {}

/// An answer that says how many seconds it took.
protocol TimedAnswer: Sendable {
    /// Seconds from request to answer.
    var time: Double { get set }
}

extension Kindred_Answer: TimedAnswer {}
extension Qdrant_PointsOperationResponse: TimedAnswer {}
extension Qdrant_UpdateBatchResponse: TimedAnswer {}
extension Qdrant_GetResponse: TimedAnswer {}
extension Qdrant_ScrollResponse: TimedAnswer {}
extension Qdrant_CountResponse: TimedAnswer {}
extension Qdrant_FacetResponse: TimedAnswer {}
extension Qdrant_SearchMatrixPairsResponse: TimedAnswer {}
extension Qdrant_SearchMatrixOffsetsResponse: TimedAnswer {}
extension Qdrant_QueryResponse: TimedAnswer {}
extension Qdrant_QueryBatchResponse: TimedAnswer {}
extension Qdrant_QueryGroupsResponse: TimedAnswer {}
extension Qdrant_GetCollectionInfoResponse: TimedAnswer {}
extension Qdrant_ListCollectionsResponse: TimedAnswer {}
extension Qdrant_CollectionExistsResponse: TimedAnswer {}
extension Qdrant_CollectionOperationResponse: TimedAnswer {}
extension Qdrant_ListAliasesResponse: TimedAnswer {}
extension Qdrant_CollectionClusterInfoResponse: TimedAnswer {}
extension Qdrant_ListShardKeysResponse: TimedAnswer {}
extension Qdrant_CreateSnapshotResponse: TimedAnswer {}
extension Qdrant_ListSnapshotsResponse: TimedAnswer {}
extension Qdrant_DeleteSnapshotResponse: TimedAnswer {}
#endif
