#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCUpdateTests {
    private let one = Qdrant_PointsSelector.with { $0.points.ids = [.with { $0.num = 1 }] }

    private func operation(_ change: (inout Qdrant_PointsUpdateOperation) -> Void) throws -> PointsUpdate { try PointsUpdate(Qdrant_PointsUpdateOperation.with(change)) }

    @Test func upsertsCarryModeAndFilter() throws {
        let message = Qdrant_UpsertPoints.with {
            $0.points = [.with { $0.id.num = 1 }]
            $0.updateMode = .insertOnly
            $0.updateFilter.must = [.with { $0.isNull.key = "a" }]
        }
        guard case .upsert(let points, mode: .insertOnly, filter: let filter) = try PointsUpdate(message) else { return #expect(Bool(false)) }
        #expect(points.map(\.id) == [1] && filter == Filter("a", .isNull))
        #expect(throws: RequestError.self) { try PointsUpdate(Qdrant_UpsertPoints.with { $0.updateMode = .UNRECOGNIZED(8) }) }
    }

    @Test func payloadsAreSetAtPaths() throws {
        let message = Qdrant_SetPayloadPoints.with {
            $0.payload = ["x": Qdrant_Value(1)]
            $0.key = "a.b"
            $0.pointsSelector.filter = Qdrant_Filter()
        }
        guard case .setPayload(["x": 1], at: "a.b", .filter(let filter)) = try PointsUpdate(setting: message) else { return #expect(Bool(false)) }
        #expect(filter.isEmpty)
        guard case .overwritePayload(["x": 1], at: "a.b", .filter) = try PointsUpdate(overwriting: message) else { return #expect(Bool(false)) }
        #expect(throws: RequestError.self) { try PointsUpdate(setting: Qdrant_SetPayloadPoints()) }
    }

    @Test func batchesHaveEveryOperation() throws {
        guard case .delete(.ids([1])) = try operation({ $0.deletePoints.points = one }) else { return #expect(Bool(false)) }
        guard case .delete(.ids([1])) = try operation({ $0.deleteDeprecated = one }) else { return #expect(Bool(false)) }
        guard case .clearPayload(.ids([1])) = try operation({ $0.clearPayload_p.points = one }) else { return #expect(Bool(false)) }
        guard case .clearPayload(.ids([1])) = try operation({ $0.clearPayloadDeprecated_p = one }) else { return #expect(Bool(false)) }
        guard
            case .deletePayload(["a", "b.c"], .ids([1])) = try operation({
                $0.deletePayload.keys = ["a", "b.c"]
                $0.deletePayload.pointsSelector = one
            })
        else { return #expect(Bool(false)) }
        guard
            case .deleteVectors(["", "x"], .ids([1])) = try operation({
                $0.deleteVectors.vectors.names = ["", "x"]
                $0.deleteVectors.pointsSelector = one
            })
        else { return #expect(Bool(false)) }
        guard
            case .updateVectors(let points, filter: nil) = try operation({
                $0.updateVectors.points = [
                    .with {
                        $0.id.num = 1
                        $0.vectors.vector.dense.data = [1]
                    }
                ]
            })
        else { return #expect(Bool(false)) }
        #expect(points == [Point(id: 1, vector: [1])])
    }

    @Test func malformedOperationsAreRefused() {
        #expect(throws: RequestError.self) { try operation { _ in } }
        #expect(throws: RequestError.self) { try operation { $0.deletePoints = .init() } }
        #expect(throws: RequestError.self) { try operation { $0.updateVectors.points = [.with { $0.id.num = 1 }] } }
        #expect(throws: (any Error).self) {
            try operation {
                $0.deletePayload.keys = ["a["]
                $0.deletePayload.pointsSelector = one
            }
        }
        #expect(throws: RequestError.self) { try OperationCalls.check(0) }
    }
}
#endif
