import Testing

@testable import KindredStorage

/// Every row of the filter semantics, one by one.
@Suite struct FilterMeaningTests {
    private let payload: Payload = [
        "price": 19.9, "stock": 3, "big": .int(9_007_199_254_740_993), "whole": 2.0, "tags": ["red", "new"], "mixed": ["a", 1, nil, true, [5]], "draft": false, "none": nil,
        "list": [], "nulls": [nil], "title": "The honey badger, or Ratel", "when": "2020-02-29T12:00:00Z", "at": ["lat": 52.52, "lon": 13.405],
        "places": [["lat": 0, "lon": 179.5], ["lat": 10, "lon": 10]], "a": ["b": ["c": 1], "l": [["x": 1, "y": [1, 2]], ["x": 2]]],
        "parts": [["k": "x", "n": 1], ["k": "y", "n": 5], 7], "x y": 1,
    ]

    private func matches(_ text: String, schema: [PayloadPath: PayloadFieldSchema] = [:]) throws -> Bool {
        let filter = try Filter(parsing: text)
        return filter.matches(payload, id: 7, hasVector: { $0 == "image" }, schema: schema)
    }

    @Test(arguments: [
        // match: any element, with its kind
        "tags = \"red\"", "tags = 'new'", "stock = 3", "draft = false", "mixed = 1", "mixed = true", "whole = 2", "big = 9007199254740993", "stock = 3.0", "price = 19.9",
        // any, except
        "tags in (\"x\", \"red\")", "stock in (1, 3)", "price in (1, 19.9)", "tags except (\"red\")", "tags except ()", "stock except (\"3\")", "mixed except (\"a\", 1, true)",
        // paths
        "a.b.c = 1", "a.l[].x = 2", "a.l[0].x = 1", "a.l[].y = 2", "a.l[0].y[1] = 2", "\"x y\" = 1", "mixed[4] = 5", "tags[] = \"red\"",
        // ranges
        "price < 20", "price <= 19.9", "price between 19.9 and 20", "mixed > 0", "range(mixed, gt: 0, lt: 2)", "big > 9007199254740992", "big > 9007199254740992.0", "range(stock)",
        // dates
        "when >= \"2020-02-29\"", "when < \"2020-02-29T14:00:00+01:00\"", "when between '2020-02-29 12:00' and '2020-02-29T12:00:00'", "dates(when)",
        // places
        "within(at, 52.5, 13.4, 5000)", "box(at, 53, 13, 52, 14)", "box(places, 1, 179, -1, -179)", "polygon(at, [52, 13, 52, 14, 53, 14, 53, 13, 52, 13])", "within(places, 10, 10, 1)",
        // counts, null, empty
        "count(tags) = 2", "count(stock) = 1", "count(none) = 0", "count(list) = 0", "count(missing) = 0", "count(missing) < 3", "count(a.l[].y) >= 2", "count(a) = 1",
        "missing is empty", "none is empty", "list is empty", "nulls is not empty", "tags exists", "none is null", "nulls is null", "mixed is null", "missing is not null", "list is not null",
        // texts
        "title ~ \"badger honey\"", "title contains 'RATEL'", "title ~ any \"wolf ratel\"", "title ~ phrase \"honey badger or\"", "title ^= \"The \"", "tags ^= \"\"",
        // ids, vectors, nesting
        "id = 7", "id in (1, 7)", "not id in (8)", "has_vector('image')", "nested(parts, k = \"y\" and n > 3)", "nested(parts[], k = 'x' and not n > 3)", "nested(a.l, x = 2 and y is empty)",
        // formulas
        "true", "not missing", "not (missing or draft)", "at_least(2, stock = 3, draft, tags = \"red\")", "stock = 3 or draft and missing", "missing != 5",
    ]) func holds(text: String) throws {
        #expect(try matches(text), "\(text)")
        #expect(try !matches("not (\(text))"), "\(text)")
    }

    @Test(arguments: [
        "tags = \"Red\"", "tags = \"re\"", "stock = \"3\"", "stock = true", "draft = 0", "mixed = 5", "mixed = false", "big = 9007199254740992", "missing = 1", "none = 'null'", "stock",
        "tags in ()", "tags in (1)", "missing in (1)", "missing except (1)", "missing except ()", "none except ()", "nulls except ()", "list except ()", "stock except (3)",
        "a.l.x = 1", "tags.x = 1", "a[].b = 1", "a.l[2].x = 2", "parts.k = 'x'", "price[0] > 0",
        "price < 19.9", "tags > 0", "draft >= 0", "missing < 5", "range(mixed, gt: 1, lt: 2)", "big < 9007199254740993", "none <= 0", "when > 5",
        "when > \"2020-02-29T12:00:00Z\"", "title < \"2030-01-01\"", "price < \"2030-01-01\"",
        "within(at, 0, 0, 5000)", "box(at, 52.52, 13, 52, 14)", "box(places, 1, -179, -1, 179)", "within(stock, 0, 0, 1000)",
        "polygon(at, [52, 13, 52, 14, 53, 14, 53, 13, 52, 13], [52.5, 13.3, 52.5, 13.5, 52.6, 13.5, 52.6, 13.3, 52.5, 13.3])",
        "count(missing) > 0", "count(tags) > 2", "count(mixed) < 5", "stock is empty", "nulls is empty", "draft is empty", "missing exists", "none exists", "missing is null", "list is null",
        "stock is null",
        "title ~ \"honey bad\"", "title ~ \"\"", "title ~ any \"wolf\"", "title ~ phrase \"badger honey\"", "title ~ phrase \"\"", "title ^= \"the\"", "stock ^= \"\"", "stock ~ '3'",
        "tags ~ 'red new'",
        "id = 8", "id in ()", "has_vector('')", "nested(parts, k = \"x\" and n > 3)", "nested(tags, x = 1)", "nested(a, b.c = 1)", "nested(missing, k is empty)",
        "not true", "not draft and stock", "at_least(3, stock = 3, draft, tags = \"red\")", "not stock != 4",
    ]) func doesNotHold(text: String) throws { #expect(try matches(text) == false, "\(text)") }

    @Test func emptyListsRestrictNothing() {
        #expect(Filter().matches([:], id: 1))
        #expect(Filter(must: [], should: [], mustNot: [], minShould: .init(1, of: [])).matches([:], id: 1))
        #expect(Filter().isEmpty)
    }

    @Test func textIndexesChangeTheTokens() throws {
        func holds(_ text: String, _ options: TextIndexOptions) throws -> Bool { try matches(text, schema: ["title": .text(options)]) }
        #expect(try holds("title ~ 'bad'", .init(tokenizer: .prefix)))
        #expect(try holds("title ~ 'badgers'", .init(tokenizer: .prefix, maxTokenLength: 4)))
        #expect(try !holds("title ~ 'bad'", .init(tokenizer: .word)))
        #expect(try !holds("title ~ 'badger'", .init(tokenizer: .whitespace)))
        #expect(try holds("title ~ 'badger,'", .init(tokenizer: .whitespace)))
        #expect(try !holds("title ~ 'ratel'", .init(lowercase: false)))
        #expect(try !holds("title ~ 'or'", .init(minTokenLength: 3)))
        #expect(try !holds("title ~ 'the'", .init(stopwords: ["the"])))
        #expect(try holds("title ~ phrase 'the honey'", .init(stopwords: ["the"])))
        #expect(TextIndexOptions(tokenizer: .prefix, maxTokenLength: 4).documentTokens("hello, мир!").map(\.string) == ["h", "he", "hel", "hell", "м", "ми", "мир"])
        #expect(TextIndexOptions(tokenizer: .prefix, maxTokenLength: 4).queryTokens("hello, мир!").map(\.string) == ["hell", "мир"])
        #expect(TextIndexOptions().documentTokens("Hello, World! Привет, мир_2!").map(\.string) == ["hello", "world", "привет", "мир", "2"])
        #expect(TextIndexOptions(tokenizer: .multilingual).documentTokens("今天is星期一").map(\.string) == ["今", "天", "is", "星", "期", "一"])
    }

    /// Stems, languages' stop words and accents are the same for what is stored and for what is asked.
    @Test func wordsAreComparedByTheirStems() throws {
        func holds(_ text: String, _ stored: String, _ options: TextIndexOptions) throws -> Bool {
            try Filter(parsing: text).matches(["title": .string(stored)], id: 1, schema: ["title": .text(options)])
        }
        let english = TextIndexOptions(stopwords: TextLanguage.english.stopwords, stemmer: .english)
        #expect(english.documentTokens("The indexes of running databases").map(\.string) == ["index", "run", "databas"])
        for asked in ["indexing", "Indexes", "the index of databases", "run"] { #expect(try holds("title ~ '\(asked)'", "Indexes of running databases", english), "\(asked)") }
        #expect(try !holds("title ~ 'runner'", "Indexes of running databases", english))
        #expect(try holds("title ~ phrase 'run the database'", "Indexes of running databases", english))
        #expect(try !holds("title ~ phrase 'database running'", "Indexes of running databases", english))
        #expect(try holds("title ~ any 'ran, indices, indexed'", "Indexes of running databases", english))
        #expect(try !holds("title ~ 'indexing'", "Indexes of running databases", .init()))
        #expect(TextIndexOptions(tokenizer: .prefix, stemmer: .english).queryTokens("running").map(\.string) == ["running"])
        #expect(TextIndexOptions(foldsAccents: true).documentTokens("Café ÅNGSTRÖM").map(\.string) == ["cafe", "angstrom"])
    }

    @Test func distances() {
        let berlin = GeoPoint(latitude: 52.52, longitude: 13.405)
        #expect(berlin.distance(to: berlin) == 0)
        // 6371008.8 m · π: half a great circle.
        #expect(abs(GeoPoint(latitude: 90, longitude: 0).distance(to: .init(latitude: -90, longitude: 77)) - 20_015_114.442) < 0.01)
        #expect(abs(berlin.distance(to: .init(latitude: 55.7558, longitude: 37.6173)) - 1_608_000) < 5_000)
    }

    @Test func swiftOperators() throws {
        let filter: Filter = .field("price") < 20 && .field("tags") == "red" && !.field("draft").isTrue
        #expect(try filter == Filter(parsing: #"price < 20 and tags = "red" and not draft"#))
        #expect(filter.matches(payload, id: 1))
        let more: Filter = .field("a.l[].x").isIn([1, 9]) || .field("price") == 0.5 || .ids([1, 2]) || .field("title").contains("wolf")
        #expect(try more == Filter(parsing: "a.l[].x in (1, 9) or price between 0.5 and 0.5 or id in (1, 2) or title ~ 'wolf'"))
        #expect(Filter.field("when").path == "when" && (Filter.field("stock") >= 3).matches(payload, id: 1))
        let nested = FilterField.field("parts").hasElement(.field("k") == "y" && .field("n").isBetween(2, 6))
        #expect(nested.matches(payload, id: 1))
    }

    @Test func numbersCompareExactly() {
        let ordered: [Number] = [
            .double(-.infinity), .double(-1e300), .int(.min), .int(-1), .double(-0.5), 0, 0.5, 1, .int(9_007_199_254_740_992), .int(9_007_199_254_740_993),
            .double(9_007_199_254_740_994), .int(.max), .double(0x1p63), .uint(1 << 63 + 1), .uint(.max), .double(0x1p64), .double(.infinity),
        ]
        for (i, a) in ordered.enumerated() {
            for (j, b) in ordered.enumerated() { #expect((a < b) == (i < j) && (a == b) == (i == j), "\(a), \(b)") }
        }
        #expect(Number.double(-0x1p63) == .int(.min) && Number.double(0x1p63) == .uint(1 << 63) && Number.int(5) == .uint(5))
        #expect(Set<Number>([.int(1), .double(1), .uint(1)]).count == 1)
    }
}
