import Foundation
import Kindred
import Testing

@testable import KindredService

/// What the wire API says of graphs and codes is what our indexes are built with and searched by.
@Suite struct IndexOptionsTests {
    private static let dimension = 128, count = 1500
    private let scratch: Scratch
    private let operations: Operations

    init() throws {
        scratch = try Scratch()
        operations = try Operations(path: scratch.path("db"))
    }

    /// Draws that are the same every time.
    private struct Draws: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 31)) &* 0x9E37_79B9_7F4A_7C15
        }
        mutating func component() -> Float { Float.random(in: -1...1, using: &self) }
    }

    /// Vectors that vary in sixteen directions and a little in all others, as embeddings do.
    private static func vectors(_ count: Int, seed: UInt64) -> [[Float]] {
        var mixing = Draws(state: 5), draws = Draws(state: seed)
        let mix = (0..<16).map { _ in (0..<dimension).map { _ in mixing.component() } }
        return (0..<count).map { _ in
            let weights = (0..<16).map { _ in draws.component() }
            return (0..<dimension).map { j in (0..<16).reduce(0.1 * draws.component()) { $0 + weights[$1] * mix[$1][j] } }
        }
    }

    private func create(_ name: String, _ options: JSONObject, distance: String = "Euclid") throws -> VectorCollection {
        var body = options
        body["vectors"] = ["size": .int(Int64(Self.dimension)), "distance": .string(distance)]
        body["optimizers_config"] = ["indexing_threshold": 1]
        try operations.createCollection(name, body)
        let points = Self.vectors(Self.count, seed: 1).enumerated().map { Point(id: .number(UInt64($0.offset)), vector: $0.element, payload: ["row": .int(Int64($0.offset))]) }
        _ = try operations.update(name, .upsert(points))
        let collection = try operations.database.collection(name)
        try collection.optimize()
        return collection
    }

    private func index(_ body: JSONObject, size: Int = 128, distance: String = "Cosine") throws -> IndexConfiguration? {
        var body = body
        body["vectors"] = ["size": .int(Int64(size)), "distance": .string(distance)]
        return try CollectionParameters(body).configuration.vectors[""]?.index
    }

    @Test func whatIsSaidIsWhatIsBuilt() throws {
        #expect(try index(["quantization_config": ["scalar": ["type": "int8"]]])?.codes == .sevenBit)
        #expect(try index(["quantization_config": ["binary": [:]]])?.codes == .fourBit)
        #expect(try index(["quantization_config": ["turbo": [:]]], size: 4)?.codes == .sevenBit)
        #expect(try index(["quantization_config": ["binary": [:]]], size: 4096)?.codes == .sevenBit)
        for (compression, parts, bits) in [("x4", 128, 8), ("x8", 64, 8), ("x16", 64, 4), ("x32", 32, 4), ("x64", 16, 4)] {
            let product = try index(["quantization_config": ["product": ["compression": .string(compression)]]])
            #expect(product?.kind == .ivfpq && product?.parts == parts && product?.bits == bits, "\(compression)")
        }
        #expect(try index(["quantization_config": ["product": ["compression": "x64"]]], size: 1)?.parts == 1)
        #expect(try index(["quantization_config": ["product": ["compression": "x4"]]], distance: "Manhattan")?.kind == .hnsw)
        #expect(try index(["hnsw_config": ["full_scan_threshold": 20, "m": 8, "ef_construct": 40]])?.fullScanBytes == 20_480)
        #expect(try index(["hnsw_config": ["full_scan_threshold": 9_223_372_036_854_775_807]])?.fullScanBytes == .max)
        #expect(try index(["hnsw_config": ["on_disk": true]])?.placement == .cold)
        #expect(try index(["hnsw_config": ["on_disk": true], "quantization_config": ["scalar": ["type": "int8", "always_ram": true]]])?.placement == .pinned)
        #expect(try index(["hnsw_config": ["on_disk": false, "memory": "cached"]])?.placement == .cached)
        #expect(try index(["hnsw_config": ["inline_storage": true]])?.layout == .inline)
        #expect(try index(["hnsw_config": ["inline_storage": false]])?.layout == nil)
        func threads(_ body: JSONObject) throws -> Int? { try CollectionParameters(body).configuration.optimizer.threads }
        #expect(try threads(["hnsw_config": ["max_indexing_threads": 3], "optimizers_config": ["max_optimization_threads": 2]]) == 2)
        #expect(try threads(["hnsw_config": ["max_indexing_threads": 0], "optimizers_config": ["max_optimization_threads": "auto"]]) == nil)
        #expect(try index([:]) == IndexConfiguration())
        #expect(try index(["hnsw_config": ["m": 0], "quantization_config": ["scalar": ["type": "int8"]]])?.kind == .flat)
    }

    @Test func aVectorsOwnOptionsCountMore() throws {
        let body: JSONObject = [
            "vectors": [
                "a": ["size": 64, "distance": "Dot", "quantization_config": ["product": ["compression": "x16"]], "hnsw_config": ["full_scan_threshold": 1]],
                "b": ["size": 64, "distance": "Dot"],
            ],
            "quantization_config": ["scalar": ["type": "int8"]], "hnsw_config": ["full_scan_threshold": 9],
        ]
        let vectors = try CollectionParameters(body).configuration.vectors
        #expect(vectors["a"]?.index.kind == .ivfpq && vectors["b"]?.index.codes == .sevenBit)
        #expect(vectors["b"]?.index.fullScanBytes == 9 << 10)
    }

    /// Recall@10 over queries that are no points, and the scores' truth.
    private func recall(_ name: String, _ change: (inout SearchParameters) -> Void = { _ in }) throws -> Double {
        var hits = 0
        for vector in Self.vectors(20, seed: 2) {
            var query = PointsQuery(.nearest(.vector(.dense(vector))))
            query.parameters.exact = true
            let truth = try operations.query(name, query)
            query.parameters.exact = false
            change(&query.parameters)
            let found = try operations.query(name, query)
            #expect(found.count == 10)
            let scores = Dictionary(uniqueKeysWithValues: truth.map { ($0.id, $0.score) })
            for hit in found where scores[hit.id] != nil {
                hits += 1
                #expect(scores[hit.id] == hit.score)
            }
        }
        return Double(hits) / 200
    }

    private func bytes(_ collection: VectorCollection) throws -> Int { try collection.indexStats().reduce(0) { $0 + $1.stats.byteCount } }

    @Test func codesTakeFewerBytes() throws {
        let scalar = try create("scalar", ["quantization_config": ["scalar": ["type": "int8"]]]), binary = try create("binary", ["quantization_config": ["binary": [:]]])
        let product = try create("product", ["quantization_config": ["product": ["compression": "x32"]]])
        #expect(try product.indexStats().map(\.stats.kind) == ["ivfpq"])
        #expect(try bytes(binary) < bytes(scalar) && bytes(product) < bytes(binary))
        for name in ["scalar", "binary", "product"] { #expect(try recall(name) >= 0.8, "\(name)") }
    }

    /// Codes alone choose worst, more candidates choose better, and without codes only the graph can miss.
    @Test(arguments: ["binary", "product"]) func searchesSayHowCodesCount(_ kind: String) throws {
        let codes: JSONValue = kind == "product" ? ["product": ["compression": "x64"]] : ["binary": [:]]
        _ = try create("c", ["quantization_config": codes])
        // All lists; or a beam that is walked rather than given up for a scan.
        let width = kind == "product" ? Self.count : 60
        let coarse = try recall("c") {
            $0.hnswEF = width
            $0.rescores = false
        }
        let finer = try recall("c") {
            $0.hnswEF = width
            $0.oversampling = 8
        }
        let without = try recall("c") {
            $0.hnswEF = width
            $0.ignoresQuantization = true
        }
        #expect(coarse <= finer && finer >= 0.9 && without >= 0.95)
        if kind == "product" { #expect(coarse < finer && without == 1) }
    }

    @Test func fewVectorsAreAllCompared() throws {
        _ = try create("walked", ["hnsw_config": ["m": 2, "ef_construct": 4]])
        _ = try create("scanned", ["hnsw_config": ["m": 2, "ef_construct": 4, "full_scan_threshold": 4096]])
        let narrow: (inout SearchParameters) -> Void = { $0.hnswEF = 1 }
        #expect(try recall("walked", narrow) < 1)
        #expect(try recall("scanned", narrow) == 1)
    }

    @Test func changesRebuild() throws {
        let collection = try create("c", [:]), before = try bytes(collection)
        try operations.updateCollection("c", ["quantization_config": ["product": ["compression": "x32"]]])
        try collection.optimize()
        #expect(try collection.indexStats().map(\.stats.kind) == ["ivfpq"])
        #expect(try bytes(collection) < before)
        try operations.updateCollection("c", ["quantization_config": "Disabled", "hnsw_config": ["m": 40]])
        try collection.optimize()
        #expect(try collection.indexStats().map(\.stats.kind) == ["hnsw"])
        #expect(try bytes(collection) > before)
        try operations.updateCollection("c", ["hnsw_config": ["full_scan_threshold": 4096]])
        #expect(try recall("c") { $0.hnswEF = 1 } == 1)
        try operations.updateCollection("c", ["optimizers_config": ["indexing_threshold": 0]])
        try collection.optimize()
        #expect(try collection.indexStats().isEmpty)
        try operations.updateCollection("c", ["optimizers_config": ["indexing_threshold": 1]])
        try collection.optimize()
        #expect(try collection.indexStats().count == 1)
        #expect(try operations.database.verify().isEmpty)
    }

    /// Records of everything that a walk needs take more bytes, where the distance allows them.
    @Test func inlineRecordsAreBuilt() throws {
        let plain = try create("plain", [:]), inline = try create("inline", ["hnsw_config": ["inline_storage": true, "max_indexing_threads": 1]])
        #expect(try bytes(inline) > bytes(plain) + Self.count * Self.dimension * 4)
        #expect(try recall("inline") >= 0.9)
        let dot = try create("dot", ["hnsw_config": ["inline_storage": true]], distance: "Dot")
        #expect(try dot.indexStats().count == 1)
    }

    /// Wherever a graph's file lies the answers are the same.
    @Test func placementsChangeNoAnswer() throws {
        _ = try create("plain", [:])
        let cold = try create("cold", ["hnsw_config": ["on_disk": true]])
        _ = try create("pinned", ["hnsw_config": ["memory": "pinned"]])
        for vector in Self.vectors(5, seed: 3) {
            let query = PointsQuery(.nearest(.vector(.dense(vector))))
            let answers = try ["plain", "cold", "pinned"].map { try operations.query($0, query).map { "\($0.id) \($0.score)" } }
            #expect(answers[0] == answers[1] && answers[0] == answers[2])
        }
        try operations.updateCollection("cold", ["hnsw_config": ["on_disk": false, "memory": "pinned"]])
        #expect(cold.configuration.vectors[""]?.index.placement == .pinned)
        #expect(try operations.query("cold", PointsQuery()).count == 10)
    }

    @Test func datatypesRoundWhatIsStored() throws {
        let body = #"{"vectors":{"h":{"size":3,"distance":"Dot","datatype":"float16"},"u":{"size":3,"distance":"Dot","datatype":"uint8"},"f":{"size":3,"distance":"Dot"}}}"#
        try operations.createCollection("c", try JSONObject(parsing: body))
        let vector: [Float] = [0.1, 70_000, 2049]
        _ = try operations.update("c", .upsert([Point(id: 1, values: ["h": .dense(vector), "u": .dense([0.9, -3, 300]), "f": .dense(vector)])]))
        let stored = try operations.retrieve("c", ids: [1], withVectors: .all)[0].vectors
        #expect(stored?["h"] == .dense([0.099975586, 65_504, 2048]) && stored?["u"] == .dense([0, 0, 255]) && stored?["f"] == .dense(vector))
        var query = PointsQuery(.nearest(.vector(.dense([1, 0, 0]))))
        query.using = "h"
        #expect(try operations.query("c", query)[0].score == 0.099975586)
    }
}
