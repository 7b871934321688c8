import Testing

@testable import KindredStorage

@Suite struct PayloadJSONTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-1", -1), ("\t\r\n7\n", 7),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .uint(1 << 63)), ("18446744073709551615", .uint(.max)),
            ("18446744073709551616", .double(0x1p64)), ("-9223372036854775809", .double(-0x1p63)),
            ("1.0", .double(1)), ("1e0", .double(1)), ("0.1", 0.1), ("-0.0", .double(-0.0)), ("1E+2", .double(100)), ("1e308", 1e308),
            ("5e-324", .double(.leastNonzeroMagnitude)), ("1e-400", .double(0)), ("123456789012345678901234567890.5", 1.2345678901234568e29),
            ("0.30000000000000004", 0.30000000000000004), ("2.2250738585072014e-308", .double(.leastNormalMagnitude)),
            ("\"\"", ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u20AC\uD83D\uDE00\u0000""#, "é€😀\0"),
            ("\"é😀\u{2028}\"", "é😀\u{2028}"), ("[]", []), ("[ ]", []), ("{}", [:]), ("{ }", [:]), ("[1,[2,[]],{}]", [1, [2, []], [:]]),
            (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [nil]], "": 1]), (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
        ] as [(String, JSONValue)])
    func reads(text: String, value: JSONValue) throws {
        let read = try JSONValue(parsing: text)
        #expect(read == value && read.kind == value.kind)
        #expect(try JSONValue(parsing: read.jsonText) == value)
        #expect(try JSONValue(parsing: read.jsonText).jsonText == read.jsonText)
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("nul", 0), ("nulll", 4), ("True", 0), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("-", 1), ("+1", 0),
        ("01", 1), ("-01", 2), ("1.", 2), (".5", 0), ("1.e5", 2), ("1e", 2), ("1e+", 3), ("0x10", 1), ("1 2", 2), ("1e309", 0), ("-1e999", 0),
        ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[", 1), ("[1", 2), ("]", 0), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
        ("{a:1}", 1), ("{\"a\" 1}", 5), ("{\"a\":1", 6), ("{1:1}", 1), ("[1}", 2), ("{\"a\":1]", 6), ("\"", 0), ("\"a", 0), ("\"\\", 2),
        ("\"\\x\"", 2), ("\"\\u12\"", 2), ("\"\\u12g4\"", 2), ("\"\\ud800\"", 7), ("\"\\ud800\\u0041\"", 13), ("\"\\udc00\"", 7), ("\"a\nb\"", 2), ("\"\t\"", 1),
        ("// a\n1", 0), ("1 /* a */", 2), ("'a'", 0), ("\u{FEFF}1", 0), ("[1]]", 3), ("nan", 0),
    ]) func refuses(text: String, byte: Int) {
        let error = #expect(throws: StorageError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasPrefix("JSON, byte \(byte):") == true, "\(text): \(error?.message ?? "")")
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xF5, 0x22]] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: StorageError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func kindsStayApart() throws {
        #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "1.0"))
        #expect(try JSONValue(parsing: "1.0").jsonText == "1.0")
        #expect(try JSONValue(parsing: "-0.0").jsonText == "-0.0")
        #expect(try JSONValue(parsing: "100000000000000000000.0").jsonText == "1e+20")
        #expect(JSONValue(UInt64(5)) == .int(5))
        // Two spellings of é are two keys.
        let object = try Payload(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(object.count == 2 && object["\u{e9}"] == 1 && object["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    }

    @Test func doublesKeepEveryBit() throws {
        var random = SplitMix(9)
        for _ in 0..<20_000 {
            let double = Double(bitPattern: random.next())
            guard double.isFinite else { continue }
            let text = JSONValue.double(double).jsonText
            guard case .double(let back) = try JSONValue(parsing: text) else {
                Issue.record("\(text) is no double")
                continue
            }
            #expect(back.bitPattern == double.bitPattern, "\(text)")
        }
        // Decimal texts of any length round as the standard library does.
        for _ in 0..<20_000 {
            let digits = String((0..<(1 + random.below(20))).map { _ in Character(String(random.below(10))) })
            let text = "1\(digits).\(random.below(100_000))e\(random.below(80) - 40)"
            guard case .double(let read) = try JSONValue(parsing: text) else { continue }
            #expect(read == Double(text), "\(text)")
        }
    }

    @Test func randomPayloadsComeBack() throws {
        var world = RandomWorld(21)
        for _ in 0..<2000 {
            let payload = world.payload()
            let back = try Payload(parsing: payload.jsonText)
            #expect(back == payload && back.keys == payload.keys)
        }
    }

    @Test func nestingHasALimitAndNoStack() throws {
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        let value = try JSONValue(parsing: deep)
        #expect(value.jsonText == deep)
        try value.validate()
        #expect(throws: StorageError.self) { try JSONValue(parsing: "[" + deep + "]") }
        #expect(throws: StorageError.self) { try JSONValue.array([value]).validate() }
        #expect(throws: StorageError.self) { try JSONValue(parsing: String(repeating: "[", count: 3_000_000)) }
        #expect(throws: StorageError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
        #expect(throws: StorageError.self) { try (["x": .double(.nan)] as Payload).validate() }
        #expect(throws: StorageError.self) { try Payload(parsing: "[1]") }
    }

    @Test func objectsKeepOrderSmallAndLarge() throws {
        for count in [0, 1, 15, 16, 17, 18, 40, 1000] {
            var object = JSONObject((0..<count).map { ("key \($0)", JSONValue($0)) })
            #expect(object.keys == (0..<count).map { "key \($0)" })
            for place in 0..<count { #expect(object["key \(place)"] == JSONValue(place)) }
            object["key 0"] = nil
            object["new"] = 1
            object["key 1"] = "changed"
            #expect(object["key 0"] == nil && object["new"] == 1 && object["missing"] == nil)
            #expect(try Payload(parsing: object.jsonText) == object)
        }
    }

    /// Reading takes time by the length of a list or object, not by its square: these would take minutes.
    @Test func longContainersAreRead() throws {
        let list = try JSONValue(parsing: "[" + (0..<300_000).map(String.init).joined(separator: ",") + "]")
        #expect(list.arrayValue?.count == 300_000 && list.arrayValue?.last == 299_999)
        let object = try JSONValue(parsing: "{" + (0..<100_000).map { "\"\($0)\":[[\($0)],{}]" }.joined(separator: ",") + "}")
        #expect(object.objectValue?.count == 100_000 && object.objectValue?["99999"] == [[99_999], [:]])
    }

    /// Bytes of every kind and mutated JSON are read or refused, and what is read is written and read the same.
    @Test func anyBytesAreReadOrRefused() throws {
        var random = SplitMix(77)
        var world = RandomWorld(78)
        let alphabet = Array(#"[]{}",:0123456789.eE+-\utrufalsn \n"#.utf8)
        for round in 0..<20_000 {
            var bytes = round % 2 == 0 ? (0..<random.below(30)).map { _ in random.pick(alphabet) } : world.payload().jsonBytes
            if round % 2 == 1, !bytes.isEmpty { for _ in 0..<3 { bytes[random.below(bytes.count)] = UInt8(random.below(256)) } }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect(try JSONValue(parsing: value.jsonText) == value)
        }
    }
}
