#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCQueryTests {
    private func query(_ change: (inout Qdrant_QueryPoints) -> Void = { _ in }) throws -> PointsQuery { try PointsQuery(Qdrant_QueryPoints.with(change)) }

    @Test func defaultsAreThoseOfTheAPI() throws {
        let query = try query()
        #expect(query.query == nil && query.limit == 10 && query.offset == 0 && query.using == nil && query.filter == nil && query.scoreThreshold == nil)
        #expect(query.withPayload == .none && query.withVectors == .none && query.parameters == SearchParameters() && query.lookup == nil && query.prefetch.isEmpty)
        let groups = try GroupsQuery(Qdrant_QueryPointGroups.with { $0.groupBy = "a.b" })
        #expect(groups.groupSize == 3 && groups.query.limit == 10 && groups.groupBy == "a.b" && groups.lookup == nil)
    }

    @Test func everyMemberArrives() throws {
        let query = try query {
            $0.query.nearest.dense.data = [1, 2]
            $0.using = ""
            $0.limit = .max
            $0.offset = 3
            $0.scoreThreshold = 0
            $0.params.hnswEf = 7
            $0.params.quantization.rescore = false
            $0.params.idf.corpus = Qdrant_Filter()
            $0.withPayload.include.fields = ["a", "b[].c"]
            $0.withVectors.include.names = ["x"]
            $0.lookupFrom.collectionName = "other"
        }
        #expect(query.using == "" && query.limit == .max && query.offset == 3 && query.scoreThreshold == 0)
        #expect(query.parameters.hnswEF == 7 && query.parameters.rescores == false && query.parameters.frequencyFilter == Filter() && !query.parameters.exact)
        #expect(query.withPayload == .include(["a", "b[].c"]) && query.withVectors == .names(["x"]) && query.lookup == VectorLookup(collection: "other"))
        guard case .nearest(.vector(.dense([1, 2])))? = query.query else { return #expect(Bool(false), "\(query)") }
    }

    /// What the reference client asks over gRPC is what its REST body asks.
    @Test(arguments: ClientMessage.queries.indices)
    func queriesOfTheClientAreItsBodies(_ index: Int) throws {
        let sample = ClientMessage.queries[index], message: Qdrant_QueryPoints = try sample.message()
        let overREST = try QueryDecoder.query(BodyValue(parsing: Array(sample.json.utf8)))
        #expect(String(describing: try PointsQuery(message)) == String(describing: overREST))
    }

    @Test func fusionsHaveTheirDefaults() throws {
        func fusion(_ change: (inout Qdrant_Query) -> Void) throws -> Fusion? {
            if case .fusion(let fusion)? = try query({ change(&$0.query) }).query { fusion } else { nil }
        }
        #expect(try fusion { $0.fusion = .rrf } == .reciprocalRank(k: 2))
        #expect(try fusion { $0.fusion = .dbsf } == .distributionBased)
        #expect(try fusion { $0.rrf = Qdrant_Rrf() } == .reciprocalRank(k: 2))
        #expect(try fusion { $0.rrf.weights = [1, 0.5] } == .reciprocalRank(k: 2, weights: [1, 0.5]))
        #expect(try fusion { $0.rrf.k = 60 } == .reciprocalRank(k: 60))
    }

    @Test func ordersBeginAtNumbersAndDates() throws {
        func start(_ change: (inout Qdrant_StartFrom) -> Void) throws -> OrderValue? {
            try OrderBy(
                Qdrant_OrderBy.with {
                    $0.key = "at"
                    change(&$0.startFrom)
                }
            ).start
        }
        #expect(try start { $0.integer = -3 } == .int(-3))
        #expect(try start { $0.float = 0.5 } == .double(0.5))
        #expect(try start { $0.datetime = "1970-01-01T00:00:01Z" } == .int(1_000_000))
        #expect(try start { $0.timestamp.seconds = 2 } == .int(2_000_000))
        #expect(throws: RequestError.self) { try start { $0.float = .nan } }
        #expect(throws: RequestError.self) { try start { $0.datetime = "yesterday" } }
    }

    @Test func malformedQueriesAreRefused() {
        let bad: [(inout Qdrant_Query) -> Void] = [
            { _ in }, { $0.nearest = Qdrant_VectorInput() }, { $0.fusion = .UNRECOGNIZED(7) }, { $0.sample = .UNRECOGNIZED(3) }, { $0.formula = Qdrant_Formula() },
            { $0.formula.expression = Qdrant_Expression() }, { $0.formula.expression.datetime = "soon" }, { $0.formula.expression.neg = Qdrant_Expression() },
            { $0.relevanceFeedback.target.dense.data = [1] }, { $0.context.pairs = [Qdrant_ContextInputPair()] }, { $0.orderBy.key = "" },
            { $0.recommend.strategy = .UNRECOGNIZED(9) }, { $0.discover = Qdrant_DiscoverInput() }, { $0.nearestWithMmr.nearest.id.num = 1 },
        ]
        for change in bad {
            #expect(throws: (any Error).self) {
                try query {
                    $0.query = Qdrant_Query()
                    change(&$0.query)
                }
            }
        }
        #expect(throws: RequestError.self) { try query { $0.withPayload = Qdrant_WithPayloadSelector() } }
        #expect(throws: RequestError.self) { try query { $0.withVectors = Qdrant_WithVectorsSelector() } }
        #expect(throws: (any Error).self) { try GroupsQuery(Qdrant_QueryPointGroups()) }
    }

    @Test func refusalsBecomeStatuses() {
        func status(_ kind: RequestError.Kind, _ message: String = "m") -> String { "\(RequestError(kind, message).status.code) \(RequestError(kind, message).status.message)" }
        #expect(status(.validation, "internal.limit: value 0 invalid, must be 1 or larger").hasSuffix("Validation error in body: [limit: value 0 invalid, must be 1 or larger]"))
        #expect(status(.notFound, "Collection c not found").hasSuffix("Not found: Collection c not found"))
        #expect(RequestError(.badRequest, "m").status.code == .invalidArgument && RequestError(.wrongInput, "m").status.code == .invalidArgument)
        #expect(RequestError(.conflict, "m").status.code == .alreadyExists && RequestError(.forbidden, "m").status.code == .permissionDenied)
        #expect(RequestError(.notAllowed, "m").status.code == .unimplemented && RequestError(.outOfSpace, "m").status.code == .resourceExhausted)
        let limited = RequestError(.tooManyRequests(retryAfter: 57), "m").status
        #expect(limited.code == .resourceExhausted && Array(limited.metadata[stringValues: "retry-after"]) == ["57"])
    }
}
#endif
