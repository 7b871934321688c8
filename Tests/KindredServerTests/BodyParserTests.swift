#if Server
import KindredService
import Testing

@testable import KindredServer

@Suite struct BodyParserTests {
    /// Whatever their number, keys are found, the last of equal ones counts, and time grows with them and not with their square.
    @Test(arguments: [1, 32, 33, 34, 100_000]) func keysAreFoundHoweverMany(_ count: Int) throws {
        let text = "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + ",\"k0\":\"again\"}"
        guard case .object(let object) = try BodyValue(parsing: Array(text.utf8)) else { return #expect(Bool(false)) }
        #expect(object.keys.count == count && object["k0"] == .json("again") && object["k\(count)"] == nil)
        if count > 1 { #expect(object["k\(count - 1)"] == .json(JSONValue(count - 1))) }
    }

    private func parse(_ text: String) throws -> BodyValue { try BodyValue(parsing: Array(text.utf8)) }

    private func member(_ text: String, _ key: String) throws -> BodyValue? { try parse(text).object()[key] }

    @Test func vectorsArePacked() throws {
        #expect(try member(#"{"vector": [0.5, -1, 2e1]}"#, "vector") == .numbers([0.5, -1, 20]))
        #expect(try parse("[[0.5,1.0],[2,3.5]]") == .list([.numbers([0.5, 1]), .numbers([2, 3.5])]))
    }

    @Test func wholeNumbersStayExact() throws {
        #expect(try parse("[1, 18446744073709551615]") == .list([.json(.int(1)), .json(.uint(.max))]))
    }

    @Test func otherListsAreNot() throws {
        #expect(try parse(#"[0.5, "a"]"#) == .list([.json(.double(0.5)), .json(.string("a"))]))
        #expect(try parse("[0.5, null]") == .list([.json(.double(0.5)), .json(.null)]))
        #expect(try parse("[1e39]") == .list([.json(.double(1e39))]))
        #expect(try parse("[ ]") == .list([]))
        #expect(try parse("{ }") == .object(BodyObject()))
    }

    @Test func payloadsAreNeverPacked() throws {
        let payload: JSONObject = ["vector": [0.1, 2]]
        #expect(try member(#"{"payload": {"vector": [0.1, 2]}}"#, "payload") == .json(.object(payload)))
    }

    @Test func nullsCountAsAbsent() throws { #expect(try member(#"{"limit": null}"#, "limit") == nil) }

    @Test(arguments: ["", "{", "[0.5", "[0.5,]", "{\"a\":}", "{\"a\" 1}", "[1] 2", "{\"a\":1,}", "[0.5 0.5]", "nul", "\u{1}"])
    func whatIsNotJSONIsRefused(text: String) {
        let error = #expect(throws: InputError.self) { try parse(text) }
        #expect(error?.kind == .format)
        #expect(error?.text.hasPrefix("Format error in JSON body: ") == true)
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: InputError.self) { try parse(deep) }
        #expect(throws: InputError.self) { try parse("{\"payload\":" + deep) }
    }

    @Test func errorsNameTheirPlace() throws {
        let error = InputError.value("0", must: "be 1 or larger").inside("limit").inside("[2]").inside("searches")
        #expect(error.text == "Validation error in JSON body: [searches[2].limit: value 0 invalid, must be 1 or larger]")
    }
}
#endif
