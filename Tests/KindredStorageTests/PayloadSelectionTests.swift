import KindredStorage
import Testing

/// Parts of payloads, as the wire API's peers pick them.
@Suite struct PayloadSelectionTests {
    private let payload: Payload = [
        "a": ["b": 1, "c": ["d": 2, "e": 3]], "list": [["n": 1, "k": 2], ["k": 3], 4], "flat": [1, 2], "s": "x", "dotted.key": true,
    ]

    @Test func included() throws {
        #expect(payload.selecting(["a.b"]) == ["a": ["b": 1]])
        #expect(payload.selecting(["a.c.d", "s"]) == ["a": ["c": ["d": 2]], "s": "x"])
        #expect(payload.selecting(["a", "a.b"]) == ["a": ["b": 1, "c": ["d": 2, "e": 3]]])
        #expect(payload.selecting(["list[].n"]) == ["list": [["n": 1], [:], 4]])
        #expect(payload.selecting(["list.n"]) == ["list": []])
        #expect(payload.selecting(["flat", "nothing"]) == ["flat": [1, 2]])
        #expect(payload.selecting(["flat[]"]) == ["flat": [1, 2]])
        #expect(payload.selecting([PayloadPath(key: "dotted.key")]) == ["dotted.key": true])
        #expect(payload.selecting([]) == [:])
        #expect(payload.selecting(["s.t"]) == ["s": "x"])
    }

    @Test func excluded() throws {
        #expect(payload.excluding(["a", "list", "flat", PayloadPath(key: "dotted.key")]) == ["s": "x"])
        #expect(payload.excluding(["a.c.d", "list", "flat", "s", "dotted"]) == ["a": ["b": 1, "c": ["e": 3]], "dotted.key": true])
        #expect(payload.excluding(["list[].k"])["list"] == [["n": 1], [:], 4])
        #expect(payload.excluding(["flat[]"])["flat"] == [])
        #expect(payload.excluding([]) == payload)
    }

    @Test func changesAtPaths() throws {
        var payload: Payload = ["s": 1, "list": [["n": 1], 2]]
        payload.merge(["v": 1], at: "s.t")
        payload.merge(["v": 1], at: "list[0]")
        payload.merge(["v": 1], at: "list[].w")
        payload.merge(["v": 1], at: "list[7].w")
        payload.merge(["v": 1], at: "new[0].w")
        #expect(payload == ["s": ["t": ["v": 1]], "list": [["n": 1, "v": 1, "w": ["v": 1]], ["w": ["v": 1]]], "new": []])
    }
}
