import Foundation
import Testing

@testable import KindredStorage

/// What qdrant-client's own evaluator said about random filters; see Fixtures/make_filter_answers.py.
@Suite struct FilterAnswerTests {
    @Test func sameAnswersAsQdrant() throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/filter-answers", withExtension: "json"))
        let fixture = try Payload(parsing: Array(Data(contentsOf: url)))
        let ids = try #require(fixture["ids"]?.arrayValue).map { try PointID(json: $0) }
        let payloads = try #require(fixture["payloads"]?.arrayValue).compactMap(\.objectValue)
        let cases = try #require(fixture["cases"]?.arrayValue).compactMap(\.objectValue)
        #expect(cases.count == 300 && payloads.count == ids.count)
        for item in cases {
            let filter = try Filter(json: item["filter"] ?? .null)
            let wanted = item["matches"]?.arrayValue?.compactMap { $0.intValue.map(Int.init) }
            func answer(_ filter: Filter) -> [Int] {
                let evaluator = FilterEvaluator(filter)
                return payloads.indices.filter { evaluator.matches(payloads[$0], id: ids[$0], hasVector: { $0 == "image" }) }
            }
            #expect(answer(filter) == wanted, "\(item["filter"] ?? .null)")
            #expect(try Filter(json: JSONValue(parsing: filter.json.jsonText)) == filter)
            #expect(answer(filter.normalized) == wanted, "normalised: \(filter)")
            #expect(try Filter(parsing: filter.description) == filter.normalized, "\(filter)")
        }
    }
}
