import Testing

@testable import KindredStorage

@Suite struct FilterJSONTests {
    @Test(arguments: [
        (#"{"must":[{"key":"price","range":{"lt":20}},{"key":"tags","match":{"value":"red"}}],"must_not":{"key":"draft","match":{"value":true}}}"#, #"price < 20 and tags = "red" and not draft"#),
        (#"{"should":[{"key":"a","match":{"any":["x",1]}},{"key":"a","match":{"except":["y"]}}]}"#, #"a in ("x", 1) or a except ("y")"#),
        (
            #"{"must":[{"key":"t","match":{"text":"a b"}},{"key":"t","match":{"text_any":"a"}},{"key":"t","match":{"phrase":"a b"}},{"key":"t","match":{"prefix":"a"}}]}"#,
            #"t ~ "a b" and t ~ any "a" and t ~ phrase "a b" and t ^= "a""#
        ),
        (#"{"must":{"key":"d","range":{"gte":"2020-01-01","lt":null}}}"#, #"d >= "2020-01-01""#), (#"{"must":[{"is_empty":{"key":"a"}},{"is_null":{"key":"b"}}]}"#, "a is empty and b is null"),
        (#"{"must":[{"key":"a","is_empty":false},{"key":"b","is_null":true}]}"#, "a is not empty and b is null"),
        (#"{"must":[{"has_id":[1,"550e8400e29b41d4a716446655440000"]},{"has_vector":"image"}]}"#, #"id in (1, "550e8400-e29b-41d4-a716-446655440000") and has_vector("image")"#),
        (#"{"must":[{"nested":{"key":"parts","filter":{"must":[{"key":"k","match":{"value":"x"}}]}}}]}"#, #"nested(parts, k = "x")"#),
        (#"{"min_should":{"conditions":[{"key":"a","match":{"value":1}},{"key":"b","match":{"value":2}}],"min_count":1}}"#, "at_least(1, a = 1, b = 2)"),
        (#"{"must":[{"should":[{"key":"a","match":{"value":1}},{"key":"b","match":{"value":2}}]}]}"#, "a = 1 or b = 2"),
        (#"{"must":[{"key":"n","values_count":{"gte":2}},{"slice":{"total":4,"index":1}}]}"#, "count(n) >= 2 and slice(1, 4)"),
        (
            #"{"must":[{"key":"g","geo_radius":{"center":{"lat":1,"lon":2.5},"radius":100}},{"key":"g","geo_bounding_box":{"top_left":{"lat":2,"lon":1},"bottom_right":{"lat":1,"lon":2}}}]}"#,
            "within(g, 1, 2.5, 100) and box(g, 2, 1, 1, 2)"
        ),
        (
            #"{"must":[{"key":"g","geo_polygon":{"exterior":{"points":[{"lat":0,"lon":0},{"lat":1,"lon":0},{"lat":1,"lon":1},{"lat":0,"lon":0}]},"interiors":null}}]}"#,
            "polygon(g, [0, 0, 1, 0, 1, 1, 0, 0])"
        ),
        ("{}", "true"), (#"{"must":[],"should":null}"#, "true"), (#"{"must":[{"key":"a","match":{"value":1},"range":{"gt":5}}]}"#, "a = 1 or a > 5"),
    ]) func reads(json: String, text: String) throws {
        let filter = try Filter(parsingTextOrJSON: json)
        #expect(try filter.normalized == Filter(parsingTextOrJSON: text))
        #expect(try Filter(json: filter.json) == filter)
    }

    @Test(arguments: [
        (#"{"must":[{"key":"a"}]}"#, "At least one field condition must be specified"), (#"{"mist":[]}"#, "filter: unknown member \"mist\"; expected must, should, must_not or min_should"),
        (#"{"must":[5]}"#, "filter.must[0]: expected an object, found 5"),
        (#"{"must":[{"key":"a","match":{"value":1.5}}]}"#, "filter.must[0].match.value: expected a string, a 64-bit integer, true or false, found 1.5"),
        (#"{"must":[{"key":"a","match":{}}]}"#, "filter.must[0].match: expected one of value, any, except, text, text_any, phrase, prefix, found {}"),
        (#"{"must":[{"key":"a","range":{"lt":"x"}}]}"#, "filter.must[0].range.lt: expected a date such as \"2024-06-15T12:30:00Z\", found \"x\""),
        (#"{"must":[{"key":"a","range":{"less":1}}]}"#, "filter.must[0].range: unknown member \"less\"; expected gt, gte, lt or lte"),
        (#"{"must":[{"key":"a..b","match":{"value":1}}]}"#, "path 'a..b', byte 2: expected a key (letters, digits, '_', '-', or any text in double quotes)"),
        (#"{"must":[{"has_id":["x"]}]}"#, "point id \"x\" is not a UUID; integer ids are written without quotes"),
        (#"{"must":[{"has_id":[-1]}]}"#, "point id -1 is neither an unsigned 64-bit integer nor a UUID string"),
        (#"{"min_should":{"conditions":[],"min_count":0}}"#, "min_should.min_count is 0; it must be 1 or larger"),
        (#"{"must":[{"slice":{"total":0,"index":0}}]}"#, "filter.must[0].slice.total: expected an integer, 1 or larger, found 0"),
        (#"{"must":[{"nested":{"key":"a","filter":{"must":[{"has_id":[1]}]}}}]}"#, "ids, vectors and slices cannot be asked for inside nested: list elements have none"),
        (#"{"must":[{"key":"g","geo_radius":{"center":{"lat":1},"radius":1}}]}"#, "filter.must[0].geo_radius.center: expected an object with numbers lat and lon, found {\"lat\":1}"),
    ]) func explainsMistakes(json: String, message: String) {
        let error = #expect(throws: StorageError.self) { try Filter(parsingTextOrJSON: json) }
        #expect(error?.message == message)
    }

    /// Filters with members changed at random are read or refused.
    @Test func anyJSONIsReadOrRefused() throws {
        var world = RandomWorld(5)
        func spoil(_ value: JSONValue) -> JSONValue {
            if world.random.chance(1, in: 15) { return world.value("a") }
            switch value {
            case .array(let elements): return .array(elements.map(spoil))
            case .object(let object):
                return .object(JSONObject(object.map { key, value in (world.random.chance(1, in: 25) ? "must" : key, spoil(value)) }))
            default: return value
            }
        }
        for _ in 0..<3000 {
            let json = spoil(world.filter(2).json)
            guard let filter = try? Filter(json: json) else { continue }
            #expect(try Filter(json: filter.json) == filter)
        }
    }

    @Test func schemas() throws {
        let all: [PayloadFieldSchema] = [
            .keyword, .integer, .float, .bool, .datetime, .geo, .uuid, .text(.init()),
            .text(.init(tokenizer: .prefix, minTokenLength: 2, maxTokenLength: 9, lowercase: false, stopwords: ["a", "the"], phraseMatching: true)),
            .text(.init(stopwords: TextLanguage.english.stopwords, stemmer: .english, foldsAccents: true)),
        ]
        for schema in all { #expect(try PayloadFieldSchema(json: JSONValue(schema)) == schema) }
        #expect(try PayloadFieldSchema(json: ["type": "keyword", "on_disk": true]) == .keyword)
        let english = TextLanguage.english.stopwords
        for (stopwords, words) in [("english", english), (["x", "y"], ["x", "y"]), (["languages": ["english"], "custom": ["x"]], english.union(["x"])), (["custom": ["x"]], ["x"]), (.null, [])]
            as [(JSONValue, Set<String>)]
        {
            #expect(try PayloadFieldSchema(json: ["type": "text", "stopwords": stopwords]) == .text(.init(stopwords: words)))
        }
        #expect(try PayloadFieldSchema(json: ["type": "text", "stemmer": ["type": "snowball", "language": "english"]]) == .text(.init(stemmer: .english)))
        for wrong in [
            ["stemmer": ["type": "snowball", "language": "klingon"]], ["stemmer": ["type": "porter", "language": "english"]], ["stemmer": "english"], ["stopwords": "klingon"], ["stopwords": [1]],
            ["stopwords": 1], ["stopwords": ["languages": ["klingon"]]],
        ] as [JSONObject] {
            var json: JSONObject = ["type": "text"]
            json.merge(wrong)
            #expect(throws: StorageError.self) { try PayloadFieldSchema(json: .object(json)) }
        }
        #expect(throws: StorageError.self) { try PayloadFieldSchema(json: "words") }
        #expect(throws: StorageError.self) { try PayloadFieldSchema(json: ["type": "text", "tokenizer": "letters"]) }
    }
}
