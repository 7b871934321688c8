import Kindred
import Testing

@testable import KindredService

/// Operations behind the wire API: collections, writes and reads.
@Suite struct DoorTests {
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
        let body = """
            {"vectors":{"a":{"size":2,"distance":"Cosine"},"b":{"size":2,"distance":"Euclid","datatype":"uint8"},
            "m":{"size":2,"distance":"Cosine","multivector_config":{"comparator":"max_sim"}}},"sparse_vectors":{"s":{}}}
            """
        try operations.createCollection("c", try JSONObject(parsing: body))
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do { try body() } catch { return RequestError(error).text }
        return "nothing was refused"
    }

    private func upsert(_ points: Point...) throws { _ = try operations.update("c", .upsert(points)) }

    @Test func vectorsAreStoredAsTheirDistanceWants() throws {
        try upsert(Point(id: 1, values: ["a": .dense([3, 4]), "b": .dense([1.9, 300]), "m": .multi([[0, 2], [0, 0]]), "s": .sparse(SparseVector(indices: [9, 2], values: [1, -1]))]))
        try upsert(Point(id: 2, values: ["a": .dense([0, 0]), "m": .dense([3, 4])]))
        let points = try operations.retrieve("c", ids: [1, 2], withVectors: .all)
        #expect(points[0].vectors?["a"] == .dense([0.6, 0.8]) && points[0].vectors?["b"] == .dense([1, 255]))
        #expect(points[0].vectors?["m"] == .multi([[0, 1], [0, 0]]) && points[1].vectors?["m"] == .multi([[0.6, 0.8]]))
        #expect(points[1].vectors?["a"] == .dense([0, 0]))
        #expect(points[0].score == 1 && points[0].version > 0)
        _ = try operations.update("c", .updateVectors([Point(id: 1, values: ["a": .dense([5, 0])])]))
        #expect(try operations.retrieve("c", ids: [1], withVectors: .names(["a"]))[0].vectors == ["a": .dense([1, 0])])
    }

    @Test func wrongVectorsAreRefused() throws {
        try upsert(Point(id: 1, values: ["a": .dense([3, 4])]))
        let cases: [(String, VectorValue, String)] = [
            ("x", .dense([1, 2]), "Wrong input: Not existing vector name error: x"), ("", .dense([1, 2]), "Wrong input: Not existing vector name error: "),
            ("a", .dense([1, 2, 3]), "Wrong input: Vector dimension error: expected dim: 2, got 3"),
            ("a", .dense([]), "points[0].vector.?: dense vector must not be empty"), ("m", .multi([]), "points[0].vector.?: dense vector must not be empty"),
            ("m", .multi([[1, 2], []]), "points[0].vector.?: dense vector must not be empty"),
            ("m", .multi([[1, 2], [1]]), "Wrong input: Vector dimension error: expected dim: 2, got 1"),
            ("a", .multi([[1, 2]]), "Wrong input: Conversion between multi and regular vectors failed"),
            ("s", .dense([1, 2]), "Wrong input: Conversion between sparse and regular vectors failed"),
            ("a", .sparse(SparseVector(indices: [1], values: [1])), "Wrong input: Conversion between sparse and regular vectors failed"),
            ("s", .sparse(SparseVector(indices: [1, 2], values: [1])), "points[0].vector.?.values: Validation error: must be the same length as indices [{}]"),
            ("s", .sparse(SparseVector(indices: [1, 1], values: [1, 2])), "points[0].vector.?.indices: Validation error: must be unique [{}]"),
        ]
        for (name, value, text) in cases {
            let point = Point(id: 1, values: [name: value])
            #expect(refusal { try upsert(point) } == text)
            #expect(refusal { _ = try operations.update("c", .updateVectors([point])) } == text)
        }
        #expect(refusal { try upsert(Point(id: 1, values: ["a": .dense([.nan, 1])])) }.hasPrefix("Wrong input: "))
        #expect(try operations.retrieve("c", ids: [1], withVectors: .all)[0].vectors == ["a": .dense([0.6, 0.8])])
    }

    @Test func whatIsNotThereIsNamed() throws {
        try upsert(Point(id: 1, values: [:], payload: ["n": 1]))
        let missing = "Not found: No point with id 7 found"
        #expect(refusal { _ = try operations.count("nothing", matching: nil) } == "Not found: Collection nothing not found")
        #expect(refusal { _ = try operations.update("c", .updateVectors([Point(id: 7, values: ["a": .dense([1, 2])])])) } == missing)
        #expect(refusal { _ = try operations.update("c", .updateVectors([Point(id: 1, values: [:])])) }.hasPrefix("points[0].vector"))
        #expect(refusal { _ = try operations.update("c", .setPayload(["k": 2], .ids([7, 1]))) } == missing)
        #expect(try operations.retrieve("c", ids: [1])[0].payload == ["n": 1, "k": 2])
        #expect(refusal { _ = try operations.update("c", .deleteVectors(["x"], .ids([1]))) } == "Wrong input: Not existing vector name error: x")
        #expect(refusal { _ = try operations.retrieve("c", ids: [1], withVectors: .names(["x"])) } == "Wrong input: Not existing vector name error: x")
        _ = try operations.update("c", .delete(.ids([7, 1])))
        #expect(try operations.count("c", matching: nil) == 0)
        #expect(try operations.retrieve("c", ids: [1, 7]).isEmpty)
        #expect(refusal { try operations.createCollection("c", [:]) } == "Wrong input: Collection `c` already exists!")
        #expect(try operations.deleteCollection("c") && !operations.deleteCollection("c") && !operations.collectionExists("c"))
    }

    @Test func payloadsChange() throws {
        try upsert(Point(id: 1, values: [:], payload: ["n": 1, "o": ["p": 1]]), Point(id: 2, values: [:], payload: ["n": 2]))
        let numbers = try (1...6).map { step in
            let update: PointsUpdate =
                switch step {
                case 1: .setPayload(["q": 2], at: "o", .filter(Filter("n", .match(1))))
                case 2: .setPayload(["n": 3], .ids([2]))
                case 3: .overwritePayload(["only": 1], .ids([2]))
                case 4: .deletePayload(["o.p"], .filter(Filter()))
                case 5: .upsert([Point(id: 2, values: [:], payload: ["new": 1]), Point(id: 3, values: [:])], mode: .insertOnly)
                default: .clearPayload(.ids([3]))
                }
            return try operations.update("c", update)
        }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 6)
        #expect(try operations.scroll("c").points.map(\.payload) == [["n": 1, "o": ["q": 2]], ["only": 1], [:]])
        #expect(try operations.scroll("c", withPayload: .include(["o.q"])).points[0].payload == ["o": ["q": 2]])
        #expect(try operations.scroll("c", withPayload: .exclude(["o"])).points[0].payload == ["n": 1])
        #expect(try operations.scroll("c", withPayload: .none).points[0].payload == nil)
    }

    @Test func severalChangesAreLookedAtFirst() throws {
        let good = PointsUpdate.upsert([Point(id: 1, values: ["a": .dense([3, 4])])])
        for bad in [PointsUpdate.upsert([Point(id: 2, values: ["a": .dense([1])])]), .deleteVectors(["x"], .ids([1])), .updateVectors([Point(id: 1, values: [:])])] {
            #expect(refusal { _ = try operations.update("c", [good, bad]) } != "nothing was refused")
            #expect(try operations.count("c", matching: nil) == 0)
        }
        let numbers = try operations.update("c", [good, .setPayload(["k": 1], .ids([1])), .deleteVectors(["a"], .filter(Filter("k", .match(1))))])
        #expect(numbers.count == 3 && numbers == numbers.sorted())
        let point = try operations.retrieve("c", ids: [1], withVectors: .all)[0]
        #expect(point.payload == ["k": 1] && point.vectors == [:])
    }

    @Test func pagesFollowEachOther() throws {
        _ = try operations.update("c", .upsert((0..<25).map { Point(id: $0 % 2 == 0 ? .number($0) : .uuid(high: 0, low: $0), values: [:], payload: ["n": JSONValue($0 % 5)]) }))
        var ids: [PointID] = [], next: PointID?
        repeat {
            let page = try operations.scroll("c", from: next, limit: 7)
            ids += page.points.map(\.id)
            next = page.next
        } while next != nil
        #expect(ids.count == 25 && ids == ids.sorted())
        let filter = Filter("n", .match(3))
        #expect(try operations.scroll("c", filter: filter).points.count == 5 && operations.count("c", matching: filter) == 5)
        #expect(refusal { _ = try operations.scroll("c", limit: 0) } == "limit: value 0 invalid, must be 1 or larger")
    }

    @Test func pagesInOrder() throws {
        try upsert(
            Point(id: 1, values: [:], payload: ["n": 5]), Point(id: 2, values: [:], payload: ["n": [7, 1, 7]]), Point(id: 3, values: [:], payload: ["n": 2.5]),
            Point(id: 4, values: [:], payload: [:]), Point(id: 5, values: [:], payload: ["n": 5, "at": "1970-01-01T00:00:01Z"]))
        var order = OrderBy(key: "n")
        #expect(refusal { _ = try operations.scroll("c", orderBy: order) }.hasPrefix("Bad request: No range index for `order_by` key: `n`."))
        _ = try operations.createFieldIndex("c", field: "n", schema: "float")
        _ = try operations.createFieldIndex("c", field: "at", schema: ["type": "datetime"])
        func rows(_ order: OrderBy, limit: Int = 10) throws -> [String] {
            try operations.scroll("c", limit: limit, orderBy: order).points.map { "\($0.id) \($0.orderValue?.number ?? .nan)" }
        }
        #expect(try rows(order) == ["2 1.0", "3 2.5", "1 5.0", "5 5.0", "2 7.0"])
        order.start = .double(2.5)
        #expect(try rows(order, limit: 2) == ["3 2.5", "1 5.0"])
        order.isDescending = true
        order.start = .int(5)
        #expect(try rows(order) == ["1 5.0", "5 5.0", "3 2.5", "2 1.0"])
        #expect(try rows(OrderBy(key: "at")) == ["5 1000000.0"])
        #expect(refusal { _ = try operations.scroll("c", from: 1, orderBy: order) }.hasPrefix("Bad request: Cannot use an `offset`"))
    }

    @Test func collectionsAreDescribed() throws {
        try upsert(Point(id: 1, values: [:], payload: ["k": "x"]), Point(id: 2, values: [:], payload: ["t": "a b"]))
        _ = try operations.createFieldIndex("c", field: "k", schema: "keyword")
        _ = try operations.createFieldIndex("c", field: "t", schema: ["type": "text", "tokenizer": "word", "on_disk": true])
        try operations.changeAliases([.create(alias: "other", collection: "c")])
        var shown = try operations.describeCollection("other")
        #expect(shown["status"] == "green" && shown["optimizer_status"] == "ok" && shown["points_count"] == 2 && shown["segments_count"] == 1)
        #expect(
            shown["payload_schema"] == [
                "k": ["data_type": "keyword", "points": 1], "t": ["data_type": "text", "params": ["type": "text", "tokenizer": "word", "on_disk": true], "points": 1],
            ])
        try operations.updateCollection("c", ["metadata": ["a": 1], "vectors": ["a": ["hnsw_config": ["m": 9]]]])
        _ = try operations.deleteFieldIndex("c", field: "t")
        shown = try operations.describeCollection("c")
        #expect(shown["config"]?.objectValue?["metadata"] == ["a": 1])
        #expect(Array(shown["payload_schema"]?.objectValue?.keys ?? []) == ["k"])
        #expect(try operations.database.collection("c").configuration.vectors["a"]?.index.m == 9)
        #expect(refusal { try operations.updateCollection("c", ["vectors": ["x": ["on_disk": true]]]) } == "Wrong input: Not existing vector name error: x")
        #expect(refusal { _ = try operations.createFieldIndex("c", field: "k", schema: "nothing") }.hasPrefix("Bad request: "))
        try operations.create(CreateRequest(name: "plain", configuration: CollectionConfiguration(dimension: 3, measure: .dot)))
        #expect(try operations.describeCollection("plain")["config"]?.objectValue?["params"]?.objectValue?["vectors"] == ["size": 3, "distance": "Dot"])
    }

    @Test func aliasesAnswer() throws {
        try operations.changeAliases([.create(alias: "z", collection: "c"), .create(alias: "y", collection: "c")])
        #expect(try operations.aliases(of: "y").map(\.alias) == ["y", "z"] && operations.collectionExists("z"))
        #expect(refusal { try operations.changeAliases([.create(alias: "c", collection: "c")]) } == "Wrong input: Collection `c` already exists!")
        #expect(refusal { try operations.changeAliases([.create(alias: "k", collection: "nothing")]) } == "Not found: Collection nothing not found")
        #expect(refusal { try operations.createCollection("z", [:]) }.hasPrefix("Wrong input: "))
        #expect(try operations.collectionNames() == ["c"])
        #expect(refusal { _ = try operations.aliases(of: "nothing") } == "Not found: Collection nothing not found")
    }

    @Test func vectorsComeAndGo() throws {
        try upsert(Point(id: 1, values: ["a": .dense([1, 0]), "s": .sparse(SparseVector(indices: [1], values: [1]))]))
        _ = try operations.deleteVectorName("c", name: "a")
        _ = try operations.deleteVectorName("c", name: "s")
        #expect(try operations.retrieve("c", ids: [1], withVectors: .all)[0].vectors == [:])
        _ = try operations.createVectorName("c", name: "a", parameters: ["dense": ["size": 3, "distance": "Dot"]])
        _ = try operations.createVectorName("c", name: "s", parameters: ["sparse": ["modifier": "idf"]])
        try upsert(Point(id: 1, values: ["a": .dense([1, 2, 3])]))
        let params = try operations.describeCollection("c")["config"]?.objectValue?["params"]?.objectValue
        #expect(params?["vectors"]?.objectValue?["a"] == ["size": 3, "distance": "Dot"] && params?["sparse_vectors"] == ["s": ["modifier": "idf"]])
        #expect(refusal { _ = try operations.createVectorName("c", name: "x", parameters: ["dense": ["size": 0, "distance": "Dot"]]) } == "dense.size: value 0 invalid, must be from 1 to 65536")
        #expect(
            refusal { _ = try operations.createVectorName("c", name: "x", parameters: ["dense": ["size": 65_537, "distance": "Dot"]]) } == "dense.size: value 65537 invalid, must be from 1 to 65536")
        #expect(refusal { _ = try operations.createVectorName("c", name: "a", parameters: ["sparse": [:]]) }.contains("already exists"))
        #expect(refusal { _ = try operations.deleteVectorName("c", name: "x") } == "Wrong input: Not existing vector name error: x")
    }
}
