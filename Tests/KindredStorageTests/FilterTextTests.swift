import Testing

@testable import KindredStorage

@Suite struct FilterTextTests {
    /// What a person writes, and how it is written back.
    @Test(arguments: [
        (#"price < 20 and tags = "red" and not draft"#, #"price < 20 and tags = "red" and not draft = true"#),
        ("PRICE >= 1 AND NOT (a OR b)", "PRICE >= 1 and not (a = true or b = true)"),
        ("a && !b || c", "a = true and not b = true or c = true"), ("a and (b or c) and d", "a = true and (b = true or c = true) and d = true"),
        ("((a))", "a = true"), ("not not a", "not not a = true"), ("a == 1", "a = 1"), ("a <> 'it''s'", #"not a = "it's""#), ("a = 1.5", "a between 1.5 and 1.5"),
        ("a in (1, 2.5, 'x')", #"a in (1, "x") or a between 2.5 and 2.5"#), ("a not in (1)", "not a in (1)"), ("a not between 1 and 2", "not a between 1 and 2"),
        ("a is not null", "not a is null"), ("a exists", "not a is empty"), ("a not exists", "not not a is empty"), ("date > '2020-01-01'", #"date > "2020-01-01T00:00:00Z""#),
        ("count(tags)>=2 and count(x) between 1 and 3", "count(tags) >= 2 and count(x) between 1 and 3"), ("count(x, gt: 1, lt: 4)", "count(x, gt: 1, lt: 4)"),
        ("count = 2 and range < 3", "count = 2 and range < 3"), ("\"and\" = 1", "\"and\" = 1"), ("\"id\" = 'a'", "\"id\" = \"a\""), ("id.x = 1 and not.y", "id.x = 1 and not.y = true"),
        ("a.b[].\"c d\" ^= \"x\"", "a.b[].\"c d\" ^= \"x\""), ("title ~ \"honey badger\"", "title ~ \"honey badger\""), ("title contains any 'a b'", "title ~ any \"a b\""),
        ("within(at, 52, 13.5, 1e3)", "within(at, 52.0, 13.5, 1000.0)"), ("id in (1, \"550E8400-E29B-41D4-A716-446655440000\")", "id in (1, \"550e8400-e29b-41d4-a716-446655440000\")"),
        ("id != 3", "not id in (3)"), ("nested(parts, k = 'x' and n > 1)", "nested(parts, k = \"x\" and n > 1)"),
        ("at_least(2, a, b or c, d)", "at_least(2, a = true, b = true or c = true, d = true)"),
        ("range(a, gt: 1, gte: 2)", "range(a, gt: 1, gte: 2)"), ("a > -1.5e3", "a > -1500.0"), ("true", "true"), ("not true", "not true"), ("true and a", "a = true"), ("slice(1, 3)", "slice(1, 3)"),
        ("größe = 1", "größe = 1"), ("a = 18446744073709551615", "a between 18446744073709551615 and 18446744073709551615"), ("a\n=\t1", "a = 1"), ("x = \"\\u00e9\\n\"", "x = \"é\\n\""),
    ]) func readsAndWrites(text: String, printed: String) throws {
        let filter = try Filter(parsing: text)
        #expect(filter.description == printed)
        #expect(try Filter(parsing: printed) == filter)
    }

    @Test(arguments: [
        ("", "filter, column 1: expected a condition, found the end: ‸"),
        ("price <", "filter, column 8: expected a value, found the end: price <‸"),
        ("price < and draft", "filter, column 9: expected a value: a number, true, false, or text in quotes, found 'and': price < ‸and draft"),
        ("price < \"cheap\"", "filter, column 9: expected a number, or a date such as \"2024-06-15\", found '\"cheap\"': price < ‸\"cheap\""),
        ("tags = red", "filter, column 8: expected a value: a number, true, false, or text in quotes, found 'red': tags = ‸red"),
        ("a = null", "filter, column 5: expected a value; write 'is null' to ask for null, found 'null': a = ‸null"),
        ("(a or b", "filter, column 8: expected ')', found the end: (a or b‸"),
        ("a b", "filter, column 3: expected a comparison (=, !=, <, <=, >, >=, in, between, is, exists, ~, ^=), 'and' or 'or', found 'b': a ‸b"),
        ("a = 1 b", "filter, column 7: expected 'and', 'or' or the end, found 'b': a = 1 ‸b"),
        ("a in 1", "filter, column 6: expected '(', found '1': a in ‸1"), ("a in (1 2)", "filter, column 9: expected ',' or ')', found '2': a in (1 ‸2)"),
        ("a is 5", "filter, column 6: expected 'null', 'empty', 'not null' or 'not empty', found '5': a is ‸5"),
        ("a between 1", "filter, column 12: expected 'and', found the end: a between 1‸"),
        ("a between 1 and '2020-01-01'", "filter, column 17: expected two numbers or two dates, found ''2020-01-01'': a between 1 and ‸'2020-01-01'"),
        ("x = \"abc", "filter, column 5: expected text with a closing quote and the escapes of JSON, found '\"abc': x = ‸\"abc"),
        ("and", "filter, column 1: expected a condition; a field named and is written \"and\", found 'and': ‸and"),
        ("id < 5", "filter, column 1: expected 'id in (…)' or 'id = …' for the point's id; a field named id is written \"id\", found 'id': ‸id < 5"),
        ("id = \"x\"", "filter, column 6: expected an unsigned integer or a UUID in quotes, found '\"x\"': id = ‸\"x\""),
        ("a[x] = 1", "filter, column 3: expected a field's path, found 'x]': a[‸x] = 1"),
        ("within(a, 1)", "filter, column 12: expected ',' and latitude, longitude and metres, found ')': within(a, 1‸)"),
        ("count(a) = -1", "filter, column 12: expected an integer, 0 or larger, found '-1': count(a) = ‸-1"), ("= 5", "filter, column 1: expected a condition, found '=': ‸= 5"),
        ("within(a, 91, 0, 5)", "latitude 91.0, longitude 0.0 is not a place on the Earth"), ("at_least(0, a)", "min_should.min_count is 0; it must be 1 or larger"),
        ("nested(a, id = 1)", "ids, vectors and slices cannot be asked for inside nested: list elements have none"),
        ("slice(3, 3)", "slice.index is 3; it must be less than slice.total, 3"), ("polygon(a, [0, 0, 1, 1, 0, 0])", "a polygon's ring has 3 points; it needs at least 4"),
        ("polygon(a, [0, 0, 1, 1, 0, 1, 1, 0])", "a polygon's ring must end where it begins"), ("within(a, 0, 0, -5)", "the radius is -5.0; it must be 0 metres or more"),
    ]) func explainsMistakes(text: String, message: String) {
        let error = #expect(throws: StorageError.self) { try Filter(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.code == .invalidArgument)
    }

    @Test func nestingHasALimit() throws {
        _ = try Filter(parsing: String(repeating: "(", count: 90) + "a" + String(repeating: ")", count: 90))
        #expect(throws: StorageError.self) { try Filter(parsing: String(repeating: "(", count: 100_000)) }
        #expect(throws: StorageError.self) { try Filter(parsing: String(repeating: "not ", count: 100_000) + "a") }
        let deep = String(repeating: #"{"must":["#, count: 200) + String(repeating: "]}", count: 200)
        #expect(throws: StorageError.self) { try Filter(parsingTextOrJSON: deep) }
    }

    /// What is printed is read back as the normalised filter, which matches what the filter matches; the same by way of JSON.
    @Test func randomFiltersComeBack() throws {
        var world = RandomWorld(11)
        let payloads = (0..<25).map { _ in world.payload() }
        for _ in 0..<1500 {
            let filter = world.filter(2)
            let normalized = filter.normalized
            #expect(try Filter(parsing: filter.description) == normalized, "\(filter)")
            #expect(normalized.normalized == normalized)
            #expect(try Filter(json: filter.json) == filter)
            let (one, other) = (FilterEvaluator(filter), FilterEvaluator(normalized))
            for (place, payload) in payloads.enumerated() {
                let id = world.id(place)
                #expect(one.matches(payload, id: id) { $0.isEmpty } == other.matches(payload, id: id) { $0.isEmpty }, "\(filter)")
            }
        }
    }

    @Test func anyTextIsReadOrRefused() {
        var random = SplitMix(8)
        let pieces = [
            "a", "b.c", "l[].k", "=", "!=", "<", ">=", "~", "^=", "in", "not", "and", "or", "(", ")", ",", "1", "-2.5", "\"x\"", "'y'", "is", "null", "empty", "between",
            "count(", "within(", "nested(", "at_least(", "id", "true", "[", "]", ":", "gt", "é", "\"", "'", "\\", "&&", "||", "!", "exists", "polygon(", "range(", "\u{301}", "\n",
        ]
        var read = 0
        for _ in 0..<40_000 {
            let text = (0..<random.below(9)).map { _ in random.pick(pieces) }.joined(separator: random.chance(3, in: 4) ? " " : "")
            guard let filter = try? Filter(parsing: text) else { continue }
            read += 1
            #expect((try? Filter(parsing: filter.description)) == filter, "\(text) → \(filter)")
        }
        #expect(read > 500)
    }
}
