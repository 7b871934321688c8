import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// What goes in comes out, to the last bit and in the right order, before and after sealing and reopening.
@Suite struct RoundTripTests {
    private static let payload: Payload = [
        "ints": [.int(.min), .int(.max), .int(0), .int(-1)], "huge": .uint(.max), "edge": JSONValue(UInt64(1) << 63),
        "doubles": [.double(0.1), .double(-0.0), .double(.leastNonzeroMagnitude), .double(.greatestFiniteMagnitude), .double(1), .double(1e300)],
        "text": .string("née\u{301} 🦡 \"quoted\\\" \u{0}\u{1f}\u{7f}\u{2028} \r\n\t"), "": .string("an empty key"), "a.b[0]": true,
        "empty": ["list": [], "object": [:], "text": "", "null": .null], "lists": [[[[[[[[[[]]]]]]]]]],
    ]

    /// Calls `body` with the collection as written, sealed, and reopened.
    private static func everywhere(_ configuration: CollectionConfiguration, _ points: [Point], _ body: (VectorCollection) throws -> Void) throws {
        let folder = try TemporaryFolder()
        do {
            let database = try folder.database()
            let collection = try database.createCollection("c", configuration)
            try collection.upsert(points)
            try body(collection)
            try collection.optimize()
            try body(collection)
            #expect(try database.verify() == [])
            try database.close()
        }
        let database = try folder.database()
        try body(database.collection("c"))
        try database.close()
    }

    @Test func payloads() throws {
        var deep = JSONValue.string("bottom")
        for _ in 0..<60 { deep = .object(["down": .array([deep])]) }
        let points = [
            Point(id: 1, vector: [1], payload: Self.payload), Point(id: 2, vector: [1]), Point(id: 3, vector: [1], payload: ["deep": deep]),
            Point(id: 4, vector: [1], payload: ["long": .string(String(repeating: "é", count: 300_000))]),
        ]
        try Self.everywhere(.init(dimension: 1, measure: .euclidean), points) { collection in
            let found = try collection.fetch([1, 2, 3, 4])
            #expect(found == points)
            #expect(found.map { $0.payload.jsonText } == points.map { $0.payload.jsonText })
            guard case .array(let doubles)? = found[0].payload["doubles"], case .double(let zero) = doubles[1] else { Issue.record("no doubles"); return }
            #expect(zero.sign == .minus)
        }
    }

    @Test func vectors() throws {
        let values: [Float] = [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0.1, -1e-30]
        let points = (0..<values.count).map { Point(id: .number(UInt64($0)), vector: Array(values[$0...] + values[..<$0])) }
        for measure in [Measure.euclidean, .cosine, .dot] {
            try Self.everywhere(.init(dimension: values.count, measure: measure), points) { collection in
                let found = try collection.fetch(points.map(\.id))
                #expect(found.map { $0.vector?.map(\.bitPattern) } == points.map { $0.vector?.map(\.bitPattern) })
            }
        }
    }

    @Test func namedVectorsMayBeAbsent() throws {
        var random = TestRandom(51)
        let names = ["", "a/b", "Bild", "é", "bild"]
        var configuration = CollectionConfiguration(vectors: [:])
        for (place, name) in names.enumerated() { configuration.vectors[name] = VectorConfiguration(dimension: place + 2, measure: .euclidean) }
        configuration.optimizer.segmentRows = 32
        configuration.optimizer.indexingThreshold = 0
        let points = (0..<100).map { id in
            var vectors: [String: [Float]] = [:]
            for (place, name) in names.enumerated() where id >> place & 1 == 1 { vectors[name] = random.vector(place + 2) }
            return Point(id: .number(UInt64(id)), vectors: vectors, payload: ["id": JSONValue(id)])
        }
        try Self.everywhere(configuration, points) { collection in
            let page = try collection.scroll(limit: 200, withVectors: true)
            #expect(page.points == points)
            for (place, name) in names.enumerated() {
                var request = SearchRequest([Float](repeating: 0, count: place + 2), limit: 200)
                request.using = name
                let found = try collection.search(request)
                #expect(Set(found.map(\.id)) == Set(points.filter { $0.vectors[name] != nil }.map(\.id)))
            }
        }
    }

    @Test func idsInOrder() throws {
        var random = TestRandom(52)
        var ids: [PointID] = [0, 1, .number(.max), .number(.max - 1), .number(1 << 63), .number(1 << 63 - 1), .uuid(high: 0, low: 0), .uuid(high: .max, low: .max)]
        for _ in 0..<150 {
            ids.append(.number(random.next() >> UInt64.random(in: 0..<64, using: &random)))
            ids.append(.uuid(high: random.next(), low: random.next()))
        }
        ids = Array(Set(ids)).shuffled(using: &random)
        var configuration = CollectionConfiguration(dimension: 3, measure: .euclidean)
        configuration.optimizer.segmentRows = 50
        let points = ids.map { Point(id: $0, vector: random.vector(3)) }
        try Self.everywhere(configuration, points) { collection in
            var found: [PointID] = []
            var page = try collection.scroll(limit: 7)
            while true {
                found += page.points.map(\.id)
                guard let next = page.next else { break }
                page = try collection.scroll(from: next, limit: 7)
            }
            #expect(found == ids.sorted())
            #expect(try collection.fetch(ids).map(\.id) == ids)
        }
    }

    @Test func oddBatches() throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", .init(dimension: 2, measure: .euclidean))
        try collection.upsert([])
        try collection.upsert(PointBatch(ids: [], vectors: []))
        #expect(collection.count == 0)
        #expect(try collection.search([0, 0]).isEmpty)
        #expect(try collection.scroll().points.isEmpty)
        try collection.optimize()
        // Of points with one id the last one counts, in one batch as in several.
        try collection.upsert([Point(id: 1, vector: [1, 1], payload: ["a": 1]), Point(id: 2, vector: [5, 5]), Point(id: 1, vector: [2, 2], payload: ["b": 2])])
        try collection.upsert([Point(id: 2, vector: [6, 6])])
        #expect(
            try collection.fetch([1, 2, 1, 9]) == [
                Point(id: 1, vector: [2, 2], payload: ["b": 2]), Point(id: 2, vector: [6, 6]), Point(id: 1, vector: [2, 2], payload: ["b": 2]),
            ])
        #expect(try collection.delete([1, 1, 9]) == 1)
        #expect { try collection.upsert([Point(id: 3, vector: [0, 0], payload: ["x": .double(.nan)])]) } throws: {
            ($0 as? StorageError)?.code == .invalidArgument
        }
        #expect { try collection.changePayload([2], .merge(["x": .double(.infinity)])) } throws: { ($0 as? StorageError)?.code == .invalidArgument }
        #expect(try collection.fetch([1, 2, 3]) == [Point(id: 2, vector: [6, 6])])
    }

    @Test func deletedWholeAndUsedAgain() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(53)
        var configuration = CollectionConfiguration(dimension: 4, measure: .euclidean)
        configuration.optimizer.segmentRows = 40
        configuration.optimizer.runsInBackground = false
        for round in 0..<3 {
            let database = try folder.database()
            let collection = try round == 0 ? database.createCollection("c", configuration) : database.collection("c")
            let points = (0..<130).map { Point(id: .number(UInt64($0)), vector: random.vector(4), payload: ["round": JSONValue(round)]) }
            try collection.upsert(points)
            #expect(try collection.scroll(limit: 200, withVectors: true).points == points)
            if round != 1 { try collection.optimize() }
            #expect(try collection.delete(points.map(\.id)) == 130)
            #expect(collection.count == 0)
            #expect(try collection.search([0, 0, 0, 0]).isEmpty)
            if round == 1 { try collection.optimize() }
            #expect(try database.verify() == [])
            try database.close()
        }
    }

    @Test func droppedAndMadeAgain() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        for dimension in 1...5 {
            let collection = try database.createCollection("c", .init(dimension: dimension, measure: .euclidean))
            #expect { try database.createCollection("c", .init(dimension: 1)) } throws: { ($0 as? StorageError)?.code == .alreadyExists }
            try collection.upsert([Point(id: 1, vector: [Float](repeating: 1, count: dimension))])
            #expect(try database.collection("c").fetch(1)?.vector?.count == dimension)
            try database.dropCollection("c")
            #expect { try database.collection("c") } throws: { ($0 as? StorageError)?.code == .notFound }
            #expect { try database.dropCollection("c") } throws: { ($0 as? StorageError)?.code == .notFound }
            #expect { try collection.upsert([Point(id: 1, vector: [Float](repeating: 1, count: dimension))]) } throws: { ($0 as? StorageError)?.code == .closed }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: database.url.appending(path: "collections").path).isEmpty)
    }

    @Test func closedMeansClosed() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", .init(dimension: 1, measure: .euclidean))
        try collection.upsert([Point(id: 1, vector: [1], payload: ["a": 1])])
        try database.close()
        try database.close()
        let attempts: [() throws -> Void] = [
            { _ = try database.collectionNames() }, { _ = try database.collection("c") }, { try database.createCollection("d", .init(dimension: 1)) },
            { try database.dropCollection("c") }, { _ = try database.verify() }, { try database.backup(to: folder.url.appending(path: "copy").path) },
            { _ = try collection.fetch(1) }, { _ = try collection.scroll() }, { _ = try collection.count(Filter(parsing: "a = 1")) },
            { _ = try collection.search([1], filter: Filter(parsing: "a = 2")) }, { try collection.upsert([Point(id: 2, vector: [2])]) },
            { try collection.delete([1]) }, { try collection.optimize() }, { _ = try collection.verify() },
        ]
        for attempt in attempts {
            #expect { try attempt() } throws: { ($0 as? StorageError)?.code == .closed }
        }
        #expect(try folder.database().collection("c").count == 1)
    }
}
