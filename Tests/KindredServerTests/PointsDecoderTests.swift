#if Server
import KindredService
import Testing

@testable import KindredServer

@Suite struct PointsDecoderTests {
    private func body(_ text: String) throws -> BodyValue { try BodyValue(parsing: Array(text.utf8)) }

    private func points(_ text: String) throws -> [Point]? { if case .upsert(let points, _, _) = try PointsDecoder.upsert(body(text)) { points } else { nil } }

    private func error(_ text: String, _ decode: (BodyValue) throws -> PointsUpdate) -> String? {
        #expect(throws: InputError.self) { try decode(body(text)) }?.text
    }

    @Test func listsOfPoints() throws {
        let text = #"{"points": [{"id": 1, "vector": [0.5, 1], "payload": {"a": 1.0}}, {"id": 2, "vector": {"text": [1, 2]}}, {"id": 3, "vector": {}}]}"#
        let points = try #require(try points(text))
        #expect(points[0] == Point(id: 1, vector: [0.5, 1], payload: ["a": 1.0]))
        #expect(points[1] == Point(id: 2, vectors: ["text": [1, 2]]))
        #expect(points[2] == Point(id: 3, vectors: [:]))
    }

    @Test func columnsOfPoints() throws {
        #expect(
            try points(#"{"batch": {"ids": [1, 2], "vectors": [[0.5], [1.5]], "payloads": [null, {"a": 1}]}}"#)
                == [Point(id: 1, vector: [0.5]), Point(id: 2, vector: [1.5], payload: ["a": 1])])
        #expect(try points(#"{"batch": {"ids": [1], "vectors": {"text": [[0.5]]}}}"#) == [Point(id: 1, vectors: ["text": [0.5]])])
        #expect(
            error(#"{"batch": {"ids": [1, 2], "vectors": [[0.5]]}}"#, PointsDecoder.upsert)
                == "Validation error in JSON body: [batch: number of vectors (1) must be the same as number of ids (2)]")
    }

    @Test func modesAndFilters() throws {
        guard case .upsert(_, .insertOnly, let filter?) = try PointsDecoder.upsert(body(#"{"points": [], "update_mode": "insert_only", "update_filter": {}}"#))
        else { return #expect(Bool(false)) }
        #expect(filter.isEmpty)
    }

    @Test func payloadChanges() throws {
        guard case .setPayload(let payload, at: "a.b", .ids([1, 2])) = try PointsDecoder.setPayload(body(#"{"payload": {"x": 1}, "key": "a.b", "points": [1, 2]}"#))
        else { return #expect(Bool(false)) }
        #expect(payload == ["x": 1])
        guard case .deletePayload(["a", "b[].c"], .filter) = try PointsDecoder.deletePayload(body(#"{"keys": ["a", "b[].c"], "filter": {}}"#))
        else { return #expect(Bool(false)) }
        #expect(
            error(#"{"payload": {}}"#, PointsDecoder.setPayload) == "Format error in JSON body: Either list of point ids or filter should be provided")
    }

    @Test func vectorChanges() throws {
        guard case .deleteVectors(["a"], .ids([3])) = try PointsDecoder.deleteVectors(body(#"{"vector": ["a"], "points": [3]}"#)) else { return #expect(Bool(false)) }
        #expect(error(#"{"points": []}"#, PointsDecoder.updateVectors)?.hasPrefix("Validation error in JSON body: [points: ") == true)
        #expect(error(#"{"points": [{"id": 1, "vector": {}}]}"#, PointsDecoder.updateVectors)?.hasPrefix("Validation error in JSON body: [points[0].vector: ") == true)
    }

    @Test func batchesOfOperations() throws {
        let text = #"{"operations": [{"upsert": {"points": []}}, {"delete": {"points": [1]}}, {"clear_payload": {"filter": {}}}]}"#
        #expect(try PointsDecoder.operations(body(text)).count == 3)
        #expect(throws: InputError.self) { try PointsDecoder.operations(body(#"{"operations": [{"other": {}}]}"#)) }
    }

    @Test func wrongPoints() {
        #expect(
            error(#"{"points": [{"id": 1, "vector": {"w": {"indices": [1, 2], "values": [1.0]}}}]}"#, PointsDecoder.upsert)
                == "Validation error in JSON body: [points[0].vector.?.values: Validation error: must be the same length as indices [{}]]")
        #expect(error(#"{"points": [{"id": -1, "vector": [0.5]}]}"#, PointsDecoder.upsert)?.hasPrefix("Format error in JSON body: points[0].id: ") == true)
        #expect(error(#"{"points": [{"id": 1}]}"#, PointsDecoder.upsert) == "Format error in JSON body: points[0]: missing field `vector`")
    }
}
#endif
