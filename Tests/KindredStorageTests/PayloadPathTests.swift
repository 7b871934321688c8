import Testing

@testable import KindredStorage

@Suite struct PayloadPathTests {
    @Test(
        arguments: [
            ("a", [.key("a")]), ("a.b", [.key("a"), .key("b")]), ("a[].b", [.key("a"), .each, .key("b")]),
            ("a[0][12]", [.key("a"), .index(0), .index(12)]), ("a[][]", [.key("a"), .each, .each]), ("\"a b\".c", [.key("a b"), .key("c")]),
            ("\"\"", [.key("")]), (#""a\"b\\c""#, [.key("a\"b\\c")]), ("größe_1-x", [.key("größe_1-x")]), ("\"a.b\"[]", [.key("a.b"), .each]), ("7", [.key("7")]),
        ] as [(String, [PayloadPath.Component])])
    func reads(text: String, components: [PayloadPath.Component]) throws {
        let path = try PayloadPath(parsing: text)
        #expect(path.components == components)
        #expect(path.description == text)
        #expect(try PayloadPath(parsing: path.description) == path)
    }

    @Test(arguments: [
        ("", 0), (".", 0), ("a.", 2), (".a", 0), ("a..b", 2), ("a[", 2), ("a[x]", 2), ("a[-1]", 2), ("a[1", 3), ("[0]", 0), ("a b", 1), ("a]", 1), ("\"a", 0),
        ("a[0]b", 4), ("a[99999999999999999999]", 20), ("a,b", 1), ("a\"b\"", 1),
    ]) func refuses(text: String, byte: Int) {
        let error = #expect(throws: StorageError.self) { try PayloadPath(parsing: text) }
        #expect(error?.message.hasPrefix("path '\(text)', byte \(byte): ") == true, "\(error?.message ?? "")")
    }

    @Test func readsValues() throws {
        let payload = try Payload(parsing: #"{"a":{"b":1},"l":[{"b":1},{"b":[2,3]},5,{}],"m":[[1,2],[3]],"n":null,"x y":{"z":0}}"#)
        #expect(payload.values(at: "a.b") == [1])
        #expect(payload.values(at: "a") == [["b": 1]])
        #expect(payload.values(at: "l[].b") == [1, [2, 3]])
        #expect(payload.values(at: "l.b") == [])
        #expect(payload.values(at: "l[1].b") == [[2, 3]])
        #expect(payload.values(at: "l[1].b[]") == [2, 3])
        #expect(payload.values(at: "l[9]") == [])
        #expect(payload.values(at: "m[][]") == [1, 2, 3])
        #expect(payload.values(at: "m[]") == [[1, 2], [3]])
        #expect(payload.values(at: "m[0][1]") == [2])
        #expect(payload.values(at: "n") == [nil])
        #expect(payload.values(at: "n.b") == [])
        #expect(payload.values(at: "\"x y\".z") == [0])
        #expect(payload.values(at: "a[]") == [])
    }

    @Test(arguments: [
        ("{}", "a", #"{"a":{"x":1}}"#), ("{}", "a.b", #"{"a":{"b":{"x":1}}}"#), (#"{"a":{"y":2}}"#, "a", #"{"a":{"y":2,"x":1}}"#),
        (#"{"a":5}"#, "a", #"{"a":{"x":1}}"#), (#"{"a":5}"#, "a.b", #"{"a":{"b":{"x":1}}}"#), (#"{"a":[{"y":2},3]}"#, "a[0]", #"{"a":[{"y":2,"x":1},3]}"#),
        (#"{"a":[{"y":2},3]}"#, "a[]", #"{"a":[{"y":2,"x":1},{"x":1}]}"#), (#"{"a":[{"y":2},3]}"#, "a[].b", #"{"a":[{"y":2,"b":{"x":1}},{"b":{"x":1}}]}"#),
        (#"{"a":[1]}"#, "a[1]", #"{"a":[1]}"#), ("{}", "a[0]", #"{"a":[]}"#), ("{}", "a[]", #"{"a":[]}"#), (#"{"a":1}"#, "a[].b", #"{"a":[]}"#),
        (#"{"a":[1]}"#, "a.b", #"{"a":{"b":{"x":1}}}"#), (#"{"a":{"x":0},"z":1}"#, "a", #"{"a":{"x":1},"z":1}"#),
    ]) func mergesInside(before: String, path: String, after: String) throws {
        var payload = try Payload(parsing: before)
        payload.merge(["x": 1], at: try PayloadPath(parsing: path))
        #expect(payload.jsonText == after)
    }

    @Test func mergesAndSets() {
        var payload: Payload = ["a": 1, "b": ["c": 2]]
        payload.merge(["b": 3, "d": nil])
        #expect(payload.jsonText == #"{"a":1,"b":3,"d":null}"#)
        payload.set([1, 2], at: "e.f")
        payload.set("x", at: "e.f[1]")
        #expect(payload.jsonText == #"{"a":1,"b":3,"d":null,"e":{"f":[1,"x"]}}"#)
    }

    @Test(arguments: [
        ("a", #"{"l":[{"b":1,"c":2},5]}"#), ("l[].b", #"{"a":{"b":1},"l":[{"c":2},5]}"#), ("l[0].b", #"{"a":{"b":1},"l":[{"c":2},5]}"#),
        ("a.b", #"{"a":{},"l":[{"b":1,"c":2},5]}"#), ("l[]", #"{"a":{"b":1},"l":[]}"#), ("l[0]", #"{"a":{"b":1},"l":[{"b":1,"c":2},5]}"#),
        ("l.b", #"{"a":{"b":1},"l":[{"b":1,"c":2},5]}"#), ("x.y", #"{"a":{"b":1},"l":[{"b":1,"c":2},5]}"#),
    ]) func removes(path: String, after: String) throws {
        var payload = try Payload(parsing: #"{"a":{"b":1},"l":[{"b":1,"c":2},5]}"#)
        payload.remove(at: try PayloadPath(parsing: path))
        #expect(payload.jsonText == after)
    }

    @Test func anyTextIsReadOrRefused() throws {
        var random = SplitMix(4)
        let pieces = ["a", ".", "[", "]", "0", "\"", "\\", " ", "é", "-", "[]", "b1", "\u{1F600}"]
        for _ in 0..<20_000 {
            let text = (0..<random.below(8)).map { _ in random.pick(pieces) }.joined()
            guard let path = try? PayloadPath(parsing: text) else { continue }
            #expect(try PayloadPath(parsing: path.description) == path, "\(text)")
        }
    }
}
