#if Server
import GRPCCore
import Kindred
import KindredService

/// Runs operations for the services: on the pool, with the time they took in the answer and with errors as statuses.
struct OperationCalls: Sendable {
    /// What is called.
    let operations: Operations
    /// Where it runs, since operations block.
    let pool: CPUPool

    /// Translates a request, calls operations on what the caller may touch, and translates what they give, all on a thread of the pool.
    ///
    /// - Throws: `RPCError`.
    func answer<Answer: TimedAnswer>(_ body: @escaping @Sendable (Operations) throws -> Answer) async throws -> Answer {
        // Who forgets to ask for a key lets nobody in.
        guard let call = AdmittedCall.current else { throw RPCError(code: .unauthenticated, message: "nobody said who is calling") }
        let operations = call.caller.operations(operations, for: call.need), start = ContinuousClock.now
        do {
            var answer = try await pool.run { try body(operations) }
            answer.time = (ContinuousClock.now - start) / .seconds(1)
            return answer
        } catch let error as RPCError {
            throw error
        } catch {
            throw RequestError(error).status
        }
    }
}

/// An answer that says how many seconds it took.
protocol TimedAnswer: Sendable {
    /// Seconds from request to answer.
    var time: Double { get set }
}

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
