import Kindred
import Testing

@testable import KindredService

/// Limits as large as numbers get: whoever asks for everything gets everything.
@Suite struct LargeLimitTests {
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        var configuration = CollectionConfiguration(vectors: ["": VectorConfiguration(dimension: 2, measure: .dot)])
        configuration.sparseVectors["s"] = SparseVectorConfiguration()
        try operations.create(CreateRequest(name: "c", configuration: configuration))
        try operations.database.collection("c").upsert(
            (0..<7).map { number in
                var point = Point(id: .number(UInt64(number)), vector: [Float(number), 1], payload: ["n": .init(number)])
                point.sparseVectors["s"] = SparseVector(indices: [1], values: [Float(number + 1)])
                return point
            })
    }

    @Test func everyKindOfQuery() throws {
        let example = VectorInput.vector(.dense([1, 2]))
        let kinds: [QueryKind?] = [
            nil, .nearest(example), .diverse(example, MaximalMarginalRelevance()), .recommend(RecommendInput(positive: [example])), .sample, .context([]),
            .recommend(RecommendInput(positive: [example], strategy: .bestScore)), .discover(target: example, context: []),
        ]
        for kind in kinds {
            var query = PointsQuery(kind, limit: .max)
            #expect(try operations.query("c", query).count == 7)
            if kind == nil { continue }
            query.prefetch = [Prefetch(nil, limit: .max)]
            #expect(try operations.query("c", query).count == 7)
        }
        var sparse = PointsQuery(.nearest(.vector(.sparse(SparseVector(indices: [1], values: [1])))), limit: .max)
        sparse.using = "s"
        #expect(try operations.query("c", sparse).count == 7)
    }

    @Test func pagesAndGroups() throws {
        #expect(try operations.scroll("c", limit: .max).points.count == 7)
        #expect(try operations.database.collection("c").scroll(limit: .max).points.count == 7)
        var groups = GroupsQuery(PointsQuery(nil, limit: .max), groupBy: try PayloadPath(parsing: "n"))
        groups.groupSize = .max
        #expect(try operations.queryGroups("c", groups).count == 7)
        #expect(try operations.distanceMatrix("c", sample: .max, limit: .max).ids.count == 7)
    }
}
