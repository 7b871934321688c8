import Kindred
import Synchronization
import Testing

@testable import KindredService

/// Every limit of strict mode: what it admits, what it refuses, and in which words.
@Suite struct StrictModeTests {
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        let body = """
            {"vectors":{"":{"size":2,"distance":"Dot"},"m":{"size":2,"distance":"Dot","multivector_config":{"comparator":"max_sim"}}},"sparse_vectors":{"s":{}}}
            """
        try operations.createCollection("c", try JSONObject(parsing: body))
        _ = try operations.update("c", .upsert((1...10).map { Point(id: .number($0), vector: [Float($0), 1], payload: ["city": "Berlin", "n": .int(Int64($0))]) }))
    }

    private func set(_ limits: String) throws { try operations.updateCollection("c", try JSONObject(parsing: "{\"strict_mode_config\":\(limits)}")) }

    private func refusal(_ body: () throws -> Void) -> RequestError? {
        do { try body() } catch { return error as? RequestError ?? RequestError(error) }
        return nil
    }

    /// Expects that something passes without the limit, passes with one that it keeps, and is refused with one that it breaks.
    private func expect(_ admitted: String, _ broken: String, _ text: String, _ body: () throws -> Void) throws {
        #expect(refusal(body) == nil, "without strict mode")
        try set("{\"enabled\":true,\(admitted)}")
        #expect(refusal(body) == nil, "\(admitted)")
        try set("{\(broken)}")
        let error = refusal(body)
        #expect(error?.kind == .badRequest && error?.text.contains(text) == true, "\(broken): \(error?.text ?? "admitted")")
        try set("{\"enabled\":false}")
        #expect(refusal(body) == nil, "switched off")
    }

    private var berlin: Filter { Filter("city", .match("Berlin")) }

    private func query(_ change: (inout PointsQuery) -> Void) throws {
        var query = PointsQuery(.nearest(.vector(.dense([1, 1]))), limit: 4)
        change(&query)
        _ = try operations.query("c", query)
    }

    @Test func limitsOfQueries() throws {
        try expect("\"max_query_limit\":4", "\"max_query_limit\":3", "Bad request: Limit exceeded 4 > 3 for \"limit\". Help: Reduce the \"limit\" parameter to or below 3.") { try query { _ in } }
        try expect("\"max_query_limit\":10", "\"max_query_limit\":3", "for \"limit\"") {
            try query {
                $0.prefetch = [Prefetch(.sample, limit: 9)]; $0.limit = 2
            }
        }
        try expect("\"max_query_limit\":10", "\"max_query_limit\":9", "Limit exceeded 10 > 9") { _ = try operations.scroll("c") }
        try expect("\"max_query_limit\":12", "\"max_query_limit\":11", "Limit exceeded 12 > 11") {
            _ = try operations.queryGroups("c", GroupsQuery(PointsQuery(.sample, limit: 4), groupBy: "city"))
        }
        try expect("\"search_max_hnsw_ef\":5", "\"search_max_hnsw_ef\":4", "for \"hnsw_ef\"") { try query { $0.parameters.hnswEF = 5 } }
        try expect("\"search_allow_exact\":true", "\"search_allow_exact\":false", "Exact search disabled!. Help: Set exact=false.") { try query { $0.parameters.exact = true } }
        try expect("\"search_max_oversampling\":2.0", "\"search_max_oversampling\":1.9", "for \"oversampling\"") { try query { $0.parameters.oversampling = 2 } }
        try expect("\"search_max_batchsize\":2", "\"search_max_batchsize\":1", "search batch size") { _ = try operations.query("c", [PointsQuery(.sample), PointsQuery(.sample)]) }
        try expect("\"max_timeout\":3", "\"max_timeout\":2", "for \"timeout\"") { try operations.check(timeout: 3, of: "c") }
    }

    @Test func fieldsWithoutIndex() throws {
        let text = "Bad request: Index required but not found for \"city\" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter."
        try expect("\"unindexed_filtering_retrieve\":true", "\"unindexed_filtering_retrieve\":false", text) { try query { $0.filter = berlin } }
        try expect("\"unindexed_filtering_retrieve\":true", "\"unindexed_filtering_retrieve\":false", text) { _ = try operations.count("c", matching: Filter(mustNot: berlin.must)) }
        try expect("\"unindexed_filtering_retrieve\":true", "\"unindexed_filtering_retrieve\":false", text) {
            try query {
                $0.prefetch = [Prefetch(.sample)]; $0.prefetch[0].filter = berlin
            }
        }
        try expect("\"unindexed_filtering_update\":true", "\"unindexed_filtering_update\":false", text) { _ = try operations.update("c", .clearPayload(.filter(berlin))) }
        try set("{\"enabled\":true,\"unindexed_filtering_retrieve\":false,\"unindexed_filtering_update\":false}")
        #expect(refusal { try query { $0.filter = Filter(.nested("a", Filter("b", .match(1)))) } }?.text.contains("\"a[].b\" of one of the following types: [integer]") == true)
        #expect(refusal { try query { $0.filter = Filter("city", .prefix("B")) } }?.text.contains("Index required but not found") == true)
        #expect(refusal { _ = try operations.queryGroups("c", GroupsQuery(PointsQuery(.sample), groupBy: "city")) }?.text.contains("\"city\"") == true)
        let formula = ScoreFormula(.sum([.variable("$score"), .variable("n")]))
        #expect(
            refusal {
                try query {
                    $0.query = .formula(formula); $0.prefetch = [Prefetch(.sample)]
                }
            }?.text.contains("\"n\" of one of the following types: [float, integer]") == true)
        _ = try operations.createFieldIndex("c", field: "city", schema: "keyword")
        #expect(refusal { try query { $0.filter = berlin } } == nil && refusal { _ = try operations.update("c", .delete(.filter(berlin))) } == nil)
        #expect(refusal { try query { $0.filter = Filter("city", .text("Berlin")) } }?.text.contains("[text]") == true)
    }

    @Test func sizesOfFilters() throws {
        let many = Filter(must: (0..<6).map { Filter.Condition.field("n", .match(.int($0))) })
        try expect("\"filter_max_conditions\":6", "\"filter_max_conditions\":5", "Filter condition limit reached (6 > 5)") { try query { $0.filter = many } }
        let large = Filter(.nested("n", Filter("x", .any((0..<6).map { Filter.Value.int($0) }))))
        try expect("\"condition_max_size\":6", "\"condition_max_size\":5", "Condition size limit reached (6 > 5)") { try query { $0.filter = large } }
    }

    @Test func sizesOfChanges() throws {
        let points = (1...3).map { Point(id: .number($0), vector: [1, 2]) }
        try expect("\"upsert_max_batchsize\":3", "\"upsert_max_batchsize\":2", "for \"upsert limit\"") { _ = try operations.update("c", [.upsert(points)]) }
        try expect("\"upsert_max_batchsize\":3", "\"upsert_max_batchsize\":2", "for \"update limit\"") { _ = try operations.update("c", .updateVectors(points)) }
        let multi = Point(id: 1, values: ["m": .multi([[1, 2], [3, 4], [5, 6]])])
        try expect("\"multivector_config\":{\"m\":{\"max_vectors\":3}}", "\"multivector_config\":{\"m\":{\"max_vectors\":2}}", "Multivector 'm' has a limit of 2 vectors, but 3 were provided!") {
            _ = try operations.update("c", .upsert([multi]))
        }
        let sparse = Point(id: 1, values: ["s": .sparse(SparseVector(indices: [1, 2, 3], values: [1, 2, 3]))])
        try expect("\"sparse_config\":{\"s\":{\"max_length\":3}}", "\"sparse_config\":{\"s\":{\"max_length\":2}}", "Sparse vector 's' has a limit of 2 indices, but 3 were provided!") {
            _ = try operations.update("c", .upsert([sparse]))
        }
    }

    @Test func sizesOfTheCollection() throws {
        try set("{\"enabled\":true,\"max_points_count\":11}")
        func upsert(_ ids: ClosedRange<UInt64>) throws { _ = try operations.update("c", .upsert(ids.map { Point(id: .number($0), vector: [1, 2], payload: ["x": "some text"]) })) }
        #expect(refusal { try upsert(5...12) }?.text == "Bad request: Max points count limit of 11 reached!. Help: Delete points or raise `max_points_count`.")
        #expect(refusal { try upsert(5...11) } == nil && refusal { try upsert(1...11) } == nil && refusal { try upsert(12...12) } != nil)
        // Eleven points of eight bytes.
        try set("{\"max_points_count\":1000,\"max_collection_vector_size_bytes\":97}")
        #expect(refusal { try upsert(11...12) } == nil)
        #expect(refusal { try upsert(12...13) } == nil, "twelve take 96")
        #expect(refusal { try upsert(1...1) }?.text.hasPrefix("Bad request: Max vector storage size limit of ") == true)
        _ = try operations.update("c", .delete(.ids([1, 2])))
        #expect(refusal { try upsert(3...3) } == nil)
        try set("{\"max_collection_vector_size_bytes\":1000000,\"max_collection_payload_size_bytes\":10}")
        #expect(refusal { try upsert(3...3) }?.text.hasPrefix("Bad request: Max payload storage size limit of ") == true)
        #expect(refusal { _ = try operations.update("c", .setPayload(["a": 1], .ids([3]))) }?.kind == .badRequest)
        #expect(refusal { _ = try operations.update("c", .clearPayload(.ids([3]))) } == nil)
        try set("{\"max_payload_index_count\":1}")
        _ = try operations.createFieldIndex("c", field: "n", schema: "integer")
        _ = try operations.createFieldIndex("c", field: "n", schema: "integer")
        #expect(refusal { _ = try operations.createFieldIndex("c", field: "city", schema: "keyword") }?.text.contains("maximum number of payload indices (1)") == true)
    }

    @Test func ratesOfRequests() throws {
        try set("{\"enabled\":true,\"write_rate_limit\":3,\"read_rate_limit\":4}")
        func write(_ count: UInt64) throws { _ = try operations.update("c", .upsert((1...count).map { Point(id: .number($0), vector: [1, 2]) })) }
        try write(2)
        let error = try #require(refusal { try write(2) })
        guard case .tooManyRequests(let seconds) = error.kind else {
            Issue.record("\(error.text)")
            return
        }
        #expect((15...20).contains(seconds) && error.text == "Rate limiting exceeded: Write rate limit exceeded: Operation requires 2 tokens but only 1 were available. Retry after \(seconds)s")
        #expect(refusal { try write(4) }?.kind == .badRequest)
        // Changing parameters gives no tokens.
        try set("{\"max_query_limit\":100}")
        #expect(refusal { try write(2) }?.kind != nil && refusal { try write(1) } == nil)
        #expect(refusal { _ = try operations.update("c", .delete(.filter(Filter()))) }?.kind == .badRequest, "ten points of three")
        for _ in 0..<2 { #expect(refusal { _ = try operations.count("c", matching: berlin) } == nil) }
        #expect(refusal { try query { _ in } }?.text.hasPrefix("Rate limiting exceeded: Read rate limit exceeded: Operation requires 1 tokens but only 0 were available.") == true)
        try set("{\"enabled\":false}")
        for _ in 0..<9 { try query { _ in } }
    }

    @Test func tokensComeInEvenly() throws {
        let time = Mutex(1000.0), usage = CollectionUsage { time.withLock { $0 } }
        func take(_ cost: Int) -> RequestError.Kind? { refusal { try usage.take(cost, .write, perMinute: 60) }?.kind }
        #expect(take(60) == nil && take(1) == .tooManyRequests(retryAfter: 1) && take(60) == .tooManyRequests(retryAfter: 60))
        time.withLock { $0 += 2.5 }
        #expect(take(3) == .tooManyRequests(retryAfter: 1) && take(2) == nil && take(1) == .tooManyRequests(retryAfter: 1))
        time.withLock { $0 += 10_000 }
        #expect(take(61) == .badRequest && take(60) == nil && take(1) != nil)
        #expect(refusal { try usage.take(1, .read, perMinute: 1) } == nil)
        #expect(refusal { try usage.take(1, .read, perMinute: 1) }?.kind == .tooManyRequests(retryAfter: 60))
        time.withLock { $0 += 4.2 }
        #expect(refusal { try usage.take(1, .read, perMinute: 1) }?.kind == .tooManyRequests(retryAfter: 56))
    }

    @Test func settingsFollowTheParameters() throws {
        let collection = try operations.collection(named: "c")
        #expect(try collection.settings.strictMode == nil && !collection.usesInverseFrequencies("s"))
        try operations.updateCollection("c", ["sparse_vectors": ["s": ["modifier": "idf"]]])
        #expect(collection.usesInverseFrequencies("s"))
        try set("{\"enabled\":true,\"max_query_limit\":7}")
        #expect(try collection.settings.strictMode?.limits.queryLimit == 7)
    }
}
