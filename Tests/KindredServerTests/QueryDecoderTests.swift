#if Server
import KindredService
import Testing

@testable import KindredServer

@Suite struct QueryDecoderTests {
    private func query(_ text: String) throws -> PointsQuery { try QueryDecoder.query(BodyValue(parsing: Array(text.utf8))) }

    private func kind(_ text: String) throws -> QueryKind { try #require(try query(#"{"query": \#(text)}"#).query) }

    private func nearest(_ text: String) throws -> VectorInput? { if case .nearest(let input) = try kind(text) { input } else { nil } }

    private func text(_ body: String) -> String? { #expect(throws: InputError.self) { try query(body) }?.text }

    @Test func defaults() throws {
        let query = try query("{}")
        #expect(query.query == nil && query.limit == 10 && query.offset == 0 && query.using == nil && query.filter == nil)
        #expect(query.withPayload == .none && query.withVectors == .none)
    }

    @Test func vectorsOfEveryForm() throws {
        #expect(try nearest("[0.5, 1]") == .vector(.dense([0.5, 1])))
        #expect(try nearest("[1, 0]") == .vector(.dense([1, 0])))
        #expect(try nearest("[[0.5, 1], [1, 2]]") == .vector(.multi([[0.5, 1], [1, 2]])))
        #expect(try nearest(#"{"indices": [3, 1], "values": [0.5, 1]}"#) == .vector(.sparse(SparseVector(indices: [3, 1], values: [0.5, 1]))))
        #expect(try nearest("7") == .id(7))
        #expect(try nearest(#""550E8400-E29B-41D4-A716-446655440000""#) == .id(try PointID(parsing: "550e8400-e29b-41d4-a716-446655440000")))
        #expect(try nearest(#"{"text": "fox", "model": "qdrant/bm25"}"#) == .document(text: "fox", model: "qdrant/bm25"))
        #expect(try nearest(#"{"nearest": [0.5]}"#) == .vector(.dense([0.5])))
    }

    @Test func everyMemberIsRead() throws {
        let query = try query(
            #"""
            {"query": [0.5], "using": "text", "filter": {"must": [{"key": "a", "match": {"value": 1}}]}, "limit": 3, "offset": 2, "score_threshold": 0.25,
             "params": {"exact": true, "hnsw_ef": 64, "indexed_only": true, "quantization": {"ignore": true, "rescore": false, "oversampling": 2.0}},
             "with_payload": ["a", "b.c"], "with_vector": ["text"], "lookup_from": {"collection": "other", "vector": "v"}}
            """#)
        #expect(query.using == "text" && query.limit == 3 && query.offset == 2 && query.scoreThreshold == 0.25)
        #expect(query.filter == Filter("a", .match(1)))
        #expect(query.parameters.exact && query.parameters.hnswEF == 64 && query.parameters.indexedOnly)
        #expect(query.parameters.ignoresQuantization && query.parameters.rescores == false && query.parameters.oversampling == 2)
        #expect(query.withPayload == .include(["a", "b.c"]) && query.withVectors == .names(["text"]))
        #expect(query.lookup == VectorLookup(collection: "other", vector: "v"))
    }

    @Test func prefetchesNest() throws {
        let query = try query(#"{"prefetch": {"query": 1, "limit": 5, "prefetch": [{"query": 2}, {"limit": 7}]}, "query": {"fusion": "rrf"}}"#)
        #expect(query.prefetch.count == 1 && query.prefetch[0].limit == 5 && query.prefetch[0].prefetch.map(\.limit) == [10, 7])
        guard case .fusion(.reciprocalRank(k: 2, weights: nil))? = query.query else { return #expect(Bool(false), "\(query)") }
    }

    @Test func kindsOfQueries() throws {
        guard case .fusion(.reciprocalRank(k: 60, weights: [1, 2])) = try kind(#"{"rrf": {"k": 60, "weights": [1.0, 2.0]}}"#) else { return #expect(Bool(false)) }
        guard case .fusion(.distributionBased) = try kind(#"{"fusion": "dbsf"}"#) else { return #expect(Bool(false)) }
        guard case .sample = try kind(#"{"sample": "random"}"#) else { return #expect(Bool(false)) }
        guard case .diverse(.id(1), let mmr) = try kind(#"{"nearest": 1, "mmr": {"diversity": 0.25, "candidates_limit": 50}}"#) else { return #expect(Bool(false)) }
        #expect(mmr.diversity == 0.25 && mmr.candidatesLimit == 50)
        guard case .recommend(let examples) = try kind(#"{"recommend": {"positive": [1, [0.5]], "negative": [2], "strategy": "best_score"}}"#) else { return #expect(Bool(false)) }
        #expect(examples.positive == [.id(1), .vector(.dense([0.5]))] && examples.negative == [.id(2)] && examples.strategy == .bestScore)
        guard case .discover(.id(1), let pairs) = try kind(#"{"discover": {"target": 1, "context": [{"positive": 2, "negative": [0.5]}]}}"#) else { return #expect(Bool(false)) }
        #expect(pairs == [ContextPair(positive: .id(2), negative: .vector(.dense([0.5])))])
        guard case .context(let single) = try kind(#"{"context": {"positive": 2, "negative": 3}}"#) else { return #expect(Bool(false)) }
        #expect(single.count == 1)
        guard
            case .relevanceFeedback(let feedback) = try kind(
                #"{"relevance_feedback": {"target": 1, "feedback": [{"example": 2, "score": 0.5}], "strategy": {"naive": {"a": 1, "b": 2, "c": 3}}}}"#)
        else { return #expect(Bool(false)) }
        #expect(feedback.feedback.count == 1 && feedback.a == 1 && feedback.b == 2 && feedback.c == 3)
    }

    @Test func orders() throws {
        guard case .orderBy(let plain) = try kind(#"{"order_by": "year"}"#) else { return #expect(Bool(false)) }
        #expect(plain.key == "year" && !plain.isDescending && plain.start == nil)
        guard case .orderBy(let full) = try kind(#"{"order_by": {"key": "at", "direction": "desc", "start_from": "1970-01-01T00:00:01Z"}}"#) else { return #expect(Bool(false)) }
        #expect(full.isDescending && full.start == .int(1_000_000))
    }

    @Test func formulas() throws {
        let text =
            #"{"formula": {"sum": ["$score", {"mult": [2, {"key": "a", "match": {"value": "x"}}]}, {"gauss_decay": {"x": {"geo_distance": {"origin": {"lat": 1, "lon": 2}, "to": "at"}}, "scale": 5000}}, {"div": {"left": 1, "right": "b", "by_zero_default": 0.5}}]}, "defaults": {"b": 3}}"#
        guard case .formula(let formula) = try kind(text), case .sum(let terms) = formula.expression else { return #expect(Bool(false)) }
        #expect(terms.count == 4 && formula.defaults == ["b": 3])
        guard case .product(let factors) = terms[1], case .condition(.field("a", .match("x"))) = factors[1] else { return #expect(Bool(false)) }
        guard case .decay(.gaussian, .geoDistance(_, to: "at"), target: nil, scale: 5000, midpoint: 0.5) = terms[2] else { return #expect(Bool(false)) }
        guard case .quotient(.constant(1), .variable("b"), byZero: 0.5) = terms[3] else { return #expect(Bool(false)) }
    }

    @Test func groupsAndLookups() throws {
        let body = #"{"query": 1, "group_by": "doc", "group_size": 2, "limit": 4, "with_lookup": {"collection": "docs", "with_payload": false}}"#
        let groups = try QueryDecoder.groups(BodyValue(parsing: Array(body.utf8)))
        #expect(groups.groupBy == "doc" && groups.groupSize == 2 && groups.query.limit == 4)
        #expect(groups.lookup?.collection == "docs" && groups.lookup?.withPayload == PayloadSelector.none)
    }

    @Test func olderBodies() throws {
        let search = try LegacyDecoder.search(BodyValue(parsing: Array(#"{"vector": {"name": "text", "vector": [0.5]}, "limit": 2}"#.utf8)))
        #expect(search.using == "text" && search.limit == 2)
        let recommend = try LegacyDecoder.recommend(BodyValue(parsing: Array(#"{"positive": [1], "limit": 2, "using": "text"}"#.utf8)))
        #expect(recommend.using == "text")
    }

    @Test func valuesOutOfRange() {
        #expect(text(#"{"limit": 0}"#) == "Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]")
        #expect(text(#"{"params": {"hnsw_ef": 0}}"#) == "Validation error in JSON body: [params.hnsw_ef: value 0 invalid, must be 1 or larger]")
        #expect(
            text(#"{"prefetch": [{}, {"query": {"indices": [1, 1], "values": [1.0, 2.0]}}]}"#)
                == "Validation error in JSON body: [prefetch[1].query.indices: Validation error: must be unique [{}]]")
        #expect(text(#"{"query": {"nearest": 1, "mmr": {"diversity": 2}}}"#)?.hasPrefix("Validation error in JSON body: [query.mmr.diversity: value 2.0 invalid") == true)
    }

    @Test func valuesOfAnotherType() {
        #expect(text(#"{"limit": -1}"#) == "Format error in JSON body: limit: invalid type: integer `-1`, expected an unsigned integer")
        #expect(text(#"{"limit": "a"}"#) == "Format error in JSON body: limit: invalid type: string \"a\", expected an unsigned integer")
        #expect(text(#"{"query": [0.5, null]}"#) == "Format error in JSON body: query[1]: invalid type: null, expected a number")
        #expect(text(#"{"query": {"fusion": "other"}}"#) == "Format error in JSON body: query.fusion: unknown variant `other`, expected one of `rrf`, `dbsf`")
        #expect(text(#"{"filter": {"must": [{"key": "a"}]}}"#)?.contains("At least one field condition must be specified") == true)
    }
}
#endif
