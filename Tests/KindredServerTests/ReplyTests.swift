#if Server
@testable import KindredService
import Testing

@testable import KindredServer

@Suite struct ReplyTests {
    private func json(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func pointsAreWritten() {
        var point = PointRecord(id: 7, version: 3, score: 0.1)
        #expect(json { $0.scored(point) } == #"{"id":7,"version":3,"score":0.1}"#)
        point.payload = ["a": 1.0]
        point.vectors = ["": .dense([0.25, 1])]
        point.orderValue = .int(5)
        #expect(json { $0.record(point) } == #"{"id":7,"payload":{"a":1.0},"vector":[0.25,1.0],"order_value":5}"#)
        point.vectors = ["b": .multi([[1], [2]]), "a": .sparse(SparseVector(indices: [1], values: [0.5]))]
        #expect(json { $0.vectors(point.vectors ?? [:]) } == #"{"a":{"indices":[1],"values":[0.5]},"b":[[1.0],[2.0]]}"#)
    }

    @Test func idsScoresAndNothing() throws {
        #expect(json { $0.id(.number(.max)) } == "18446744073709551615")
        let uuid = try PointID(parsing: "550E8400E29B41D4A716446655440000")
        #expect(json { $0.id(uuid) } == #""550e8400-e29b-41d4-a716-446655440000""#)
        #expect(json { $0.float(.nan) } == "null")
        #expect(json { $0.scrollResult([], next: nil) } == #"{"points":[],"next_page_offset":null}"#)
    }

    @Test func matrices() {
        let matrix = DistanceMatrix(ids: [3, 9], rows: [[(1, 0.5)], [(0, 0.5)]])
        #expect(json { $0.pairs(matrix) } == #"{"pairs":[{"a":3,"b":9,"score":0.5},{"a":9,"b":3,"score":0.5}]}"#)
        #expect(json { $0.offsets(matrix) } == #"{"offsets_row":[0,1],"offsets_col":[1,0],"scores":[0.5,0.5],"ids":[3,9]}"#)
    }

    @Test func everyRefusalHasItsStatus() {
        let expected: [(RequestError.Kind, Int)] = [
            (.badRequest, 400), (.wrongInput, 400), (.validation, 422), (.notFound, 404), (.conflict, 409), (.forbidden, 403), (.notAllowed, 405),
            (.tooManyRequests(retryAfter: 55), 429), (.timeout, 408), (.unavailable, 503), (.outOfSpace, 507), (.service, 500),
        ]
        for (kind, status) in expected { #expect(Reply(RequestError(kind, "m"), since: .now).status.code == status) }
        #expect(Reply(RequestError(.tooManyRequests(retryAfter: 55), "m"), since: .now).retryAfter == 55)
        #expect(Reply(RequestError(.unavailable, "m"), since: .now).retryAfter == 1)
    }

    @Test func errorsStandInTheEnvelope() {
        let reply = Reply(RequestError(.notFound, "Collection x not found"), since: .now)
        #expect(String(decoding: reply.body, as: UTF8.self).hasPrefix(#"{"status":{"error":"Not found: Collection x not found"},"time":"#))
        let validation = Reply(RequestError(.validation, "vectors.size: value 0 invalid, must be 1 or larger"), since: .now)
        #expect(String(decoding: validation.body, as: UTF8.self).contains("Validation error in JSON body: [vectors.size: value 0 invalid, must be 1 or larger]"))
    }

    @Test func urlParameters() throws {
        try QueryParameters(["wait": "true", "timeout": "3", "ordering": "strong", "consistency": "majority"]).validate()
        let error = #expect(throws: InputError.self) { try QueryParameters(["timeout": "0"]).validate() }
        #expect(error?.text == "Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]")
        for wrong in [["wait": "yes"], ["timeout": "-1"], ["ordering": "other"], ["consistency": "some"]] {
            #expect(throws: InputError.self) { try QueryParameters(wrong).validate() }
        }
    }

    @Test func routesAreUnique() {
        let names = Route.all.map { "\($0.method) \($0.template)" }
        #expect(Set(names).count == names.count)
    }
}
#endif
