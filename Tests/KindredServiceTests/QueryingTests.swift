import Foundation
import Kindred
import Testing

@testable import KindredService

/// The Query API over a small collection, against what the formulas say.
@Suite struct QueryingTests {
    private let scratch: Scratch
    private let operations: Operations
    private let collection: VectorCollection
    private static let count = 120

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        var configuration = CollectionConfiguration(vectors: ["a": VectorConfiguration(dimension: 4, measure: .cosine), "b": VectorConfiguration(dimension: 4, measure: .euclidean)])
        configuration.sparseVectors["s"] = SparseVectorConfiguration()
        try operations.create(CreateRequest(name: "c", configuration: configuration))
        collection = try operations.database.collection("c")
        try collection.upsert((0..<Self.count).map(Self.point))
    }

    private static func vector(_ seed: Int) -> [Float] { (0..<4).map { Float(sin(Double(seed * 7 + $0 * 3) * 1.7)) } }

    private static func point(_ number: Int) -> Point {
        var point = Point(id: .number(UInt64(number)), vectors: ["a": vector(number), "b": vector(number + 500)], payload: ["rank": .int(Int64(number % 10)), "word": .string("w\(number % 4)")])
        if number % 3 != 0 { point.sparseVectors["s"] = SparseVector(indices: [UInt32(number % 5), 9], values: [1, Float(number % 7)]) }
        return point
    }

    private func nearest(_ seed: Int, _ using: String, limit: Int = 10) -> PointsQuery {
        var query = PointsQuery(.nearest(.vector(.dense(Self.vector(seed)))), limit: limit)
        query.using = using
        return query
    }

    private func prefetch(_ seed: Int, _ using: String, limit: Int) -> Prefetch {
        var prefetch = Prefetch(.nearest(.vector(.dense(Self.vector(seed)))), limit: limit)
        prefetch.using = using
        return prefetch
    }

    @Test func aQueryOverAPrefetchOfEverythingIsTheQuery() throws {
        for using in ["a", "b"] {
            var query = nearest(3, using)
            let direct = try operations.query("c", query)
            query.prefetch = [Prefetch(nil, limit: Self.count)]
            let over = try operations.query("c", query)
            #expect(direct.map(\.id) == over.map(\.id))
            #expect(direct.map(\.score) == over.map(\.score))
        }
    }

    @Test func batchesEqualTheirQueries() throws {
        let queries = [nearest(1, "a"), nearest(2, "b"), PointsQuery(limit: 3)]
        let batch = try operations.query("c", queries)
        for (query, answer) in zip(queries, batch) {
            let alone = try operations.query("c", query)
            #expect(alone.map(\.id) == answer.map(\.id))
            #expect(alone.map(\.score) == answer.map(\.score))
        }
    }

    @Test func examplesAreComparedAsSearchesCompare() throws {
        // A recommendation with one positive and the sum of scores is a search.
        let example = VectorInput.vector(.dense(Self.vector(8)))
        var query = PointsQuery(.recommend(RecommendInput(positive: [example], strategy: .sumScores)))
        query.using = "a"
        let recommended = try operations.query("c", query)
        let searched = try operations.query("c", nearest(8, "a"))
        #expect(recommended.map(\.id) == searched.map(\.id))
        #expect(recommended.map(\.score) == searched.map(\.score))
        query.using = "b"
        let distances = try operations.query("c", nearest(8, "b"))
        for (hit, other) in zip(try operations.query("c", query), distances) { #expect(hit.score == -other.score * other.score) }
    }

    /// Under towers an example asks: recommendations, discoveries and the points that a stored one finds are encoded so.
    @Test func examplesAskAndPointsAnswer() throws {
        func encoder(_ seed: Int) throws -> LearnedEncoder { try LearnedEncoder([AffineMap(weights: (0..<4).flatMap { Self.vector(seed + $0) }, bias: Self.vector(seed + 9))]) }
        let measure = try Measure.towers(LearnedTowers(query: encoder(900), item: encoder(950)))
        try collection.promote(measure: collection.addMeasure(measure, of: "a"))
        func truth(_ example: Int) -> [PointID] {
            let others = (0..<Self.count).filter { $0 != example }
            return others.sorted { measure.value(Self.vector(example).span, Self.vector($0).span) > measure.value(Self.vector(example).span, Self.vector($1).span) }.map { .number(UInt64($0)) }
        }
        let stored = VectorInput.id(.number(8)), expected = Array(truth(8).prefix(10))
        let kinds: [QueryKind] = [
            .nearest(stored), .recommend(RecommendInput(positive: [stored], strategy: .bestScore)), .recommend(RecommendInput(positive: [stored], strategy: .sumScores)),
            .recommend(RecommendInput(positive: [stored])), .discover(target: stored, context: []),
        ]
        for kind in kinds {
            var query = PointsQuery(kind)
            query.using = "a"
            #expect(try operations.query("c", query).map(\.id) == expected, "\(kind)")
        }
    }

    @Test func fusionsAddUp() throws {
        let lists = [[1, 2, 3], [3, 1]].map { $0.enumerated().map { QueryEngine.Scored(id: .number(UInt64($1)), score: Float(10 - $0)) } }
        let ranks = try Fusion.reciprocalRank().fused(lists)
        #expect(ranks.map(\.id) == [1, 3, 2])
        #expect(ranks.map(\.score) == [Float(1.0 / 2 + 1.0 / 3), Float(1.0 / 4 + 1.0 / 2), Float(1.0 / 3)])
        let weighted = try Fusion.reciprocalRank(k: 3, weights: [0, 2]).fused(lists)
        #expect(weighted.map(\.score) == [Float(1 / 2.5), Float(1 / 3.0), 0])
        let laid = try Fusion.distributionBased.fused(lists)
        // Of 10, 9, 8 the deviation is 1: (s − 6) / 6; of 10, 9 it is √½.
        let half = 0.5.squareRoot()
        #expect(abs(laid[0].score - Float(4.0 / 6 + (9 - (9.5 - 3 * half)) / (6 * half))) < 1e-6)
    }

    @Test func diversityTakesTheFarther() {
        // Three on a line: the second is nearly the first.
        let relevance: [Float] = [1, 0.99, 0.5], place: [Float] = [0, 0.01, 1]
        let order = { (d: Float) in
            QueryEngine.chosen(count: 3, limit: 3, diversity: d, relevance: { relevance[$0] }, likeness: { 1 - abs(place[$0] - place[$1]) })
        }
        #expect(order(0) == [0, 1, 2])
        #expect(order(0.6) == [0, 2, 1])
    }

    @Test func formulasAreCalculated() throws {
        var query = PointsQuery(limit: 5)
        query.prefetch = [prefetch(1, "a", limit: 20), prefetch(2, "b", limit: 20)]
        let first = Dictionary(uniqueKeysWithValues: try operations.query("c", nearest(1, "a", limit: 20)).map { ($0.id, $0.score) })
        query.query = .formula(ScoreFormula(.sum([.variable("$score"), .product([.constant(2), .variable("rank")]), .condition(.field("word", .match("w1")))])))
        query.withPayload = .all
        for hit in try operations.query("c", query) {
            let rank = Double(hit.payload?["rank"]?.intValue ?? -1)
            let expected = Double(first[hit.id] ?? 0) + 2 * rank + (hit.payload?["word"] == "w1" ? 1 : 0)
            #expect(abs(Double(hit.score) - expected) < 1e-5)
        }
        query.query = .formula(ScoreFormula(.quotient(.constant(1), .variable("rank"), byZero: nil)))
        #expect(throws: RequestError.self) { try operations.query("c", query) }
        query.query = .formula(ScoreFormula(.variable("missing")))
        #expect(throws: RequestError.self) { try operations.query("c", query) }
        query.query = .formula(ScoreFormula(.variable("missing"), defaults: ["missing": 3]))
        #expect(try operations.query("c", query).map(\.score) == [3, 3, 3, 3, 3])
        query.query = .formula(ScoreFormula(.decay(.gaussian, .variable("rank"), target: .constant(4), scale: 2, midpoint: 0.25)))
        for hit in try operations.query("c", query) {
            let away = (Double(hit.payload?["rank"]?.intValue ?? -1) - 4) / 2
            #expect(abs(Double(hit.score) - pow(0.25, away * away)) < 1e-6)
        }
    }

    @Test func groupsHoldTheirBest() throws {
        var query = GroupsQuery(nearest(5, "a", limit: 3), groupBy: "word")
        query.groupSize = 4
        let all = try operations.query("c", nearest(5, "a", limit: Self.count))
        let groups = try operations.queryGroups("c", query)
        #expect(groups.count == 3)
        for group in groups {
            let expected = all.filter { .string("w\((UInt64("\($0.id)") ?? 0) % 4)") == group.id }.prefix(4)
            #expect(group.hits.map(\.id) == expected.map(\.id))
        }
    }

    @Test func facetsCountPoints() throws {
        let hits = try operations.facet("c", key: "word", filter: Filter("rank", .match(3)))
        #expect(hits == [FacetHit(value: "w1", count: 6), FacetHit(value: "w3", count: 6)])
    }

    @Test func sparseQueriesAreWeighed() throws {
        var query = PointsQuery(.nearest(.vector(.sparse(SparseVector(indices: [9, 2], values: [1, 3])))))
        query.using = "s"
        let hits = try operations.query("c", query)
        #expect(hits.count == 10)
        #expect(hits[0].score == 9)
        var previous = Float.infinity
        for hit in hits {
            #expect(hit.score <= previous)
            previous = hit.score
        }
    }

    @Test func matricesNameNearestOthers() throws {
        let matrix = try operations.distanceMatrix("c", using: "b", sample: 8, limit: 3)
        #expect(matrix.ids.count == 8 && matrix.ids == matrix.ids.sorted())
        for (place, row) in matrix.rows.enumerated() {
            #expect(row.count == 3 && row.allSatisfy { $0.place != place })
            #expect(zip(row, row.dropFirst()).allSatisfy { $0.score <= $1.score })
        }
    }

    @Test(arguments: [
        (0, "internal.limit: value 0 invalid, must be 1 or larger"),
        (1, "A query is needed to merge the prefetches. Can't have prefetches without defining a query."),
        (2, "A query is needed to use the score_threshold. Can't have score_threshold without defining a query."),
        (3, "Fusion queries cannot be combined with the 'using' field."),
        (4, "Not existing vector name error: nope"),
        (5, "Vector dimension error: expected dim: 4, got 1"),
        (6, "No point with id 99999 found"),
        (7, "Can't use score_threshold with an order_by query."),
    ])
    func refusalsAreWorded(_ number: Int, _ message: String) throws {
        var query = nearest(1, "a")
        switch number {
        case 0: query.limit = 0
        case 1: (query.query, query.prefetch) = (nil, [prefetch(1, "a", limit: 3)])
        case 2: (query.query, query.scoreThreshold) = (nil, 1)
        case 3: (query.query, query.prefetch) = (.fusion(.distributionBased), [prefetch(1, "a", limit: 3)])
        case 4: query.using = "nope"
        case 5: query.query = .nearest(.vector(.dense([1])))
        case 6: query.query = .nearest(.id(99_999))
        default: (query.query, query.scoreThreshold) = (.orderBy(OrderBy(key: "rank")), 1)
        }
        let error = #expect(throws: RequestError.self) { try operations.query("c", query) }
        #expect(error?.message == message)
    }
}
