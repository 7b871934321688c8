import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Testing

/// Measures that change under a collection: promoted, rolled back, compared, killed in between.
@Suite struct MeasureVersionTests {
    static let dimension = 10

    /// An encoder of random weights.
    static func encoder(_ seed: UInt64, outputs: Int = 6) throws -> LearnedEncoder {
        var random = TestRandom(seed)
        let hidden = try AffineMap(weights: random.vector(12 * dimension), bias: random.vector(12), activation: .relu)
        return try LearnedEncoder([hidden, try AffineMap(weights: random.vector(outputs * 12), bias: random.vector(outputs))])
    }

    private static func configuration(_ measure: Measure = .cosine, _ kind: IndexConfiguration.Kind = .hnsw) -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: dimension, measure: measure, index: IndexConfiguration(kind))
        configuration.optimizer.segmentRows = 300
        configuration.optimizer.runsInBackground = false
        configuration.optimizer.indexingThreshold = 0
        return configuration
    }

    private static func fill(_ collection: VectorCollection, _ rows: Range<Int>) throws {
        try collection.upsert(
            rows.map { row in
                var random = TestRandom(UInt64(1000 + row))
                return Point(id: .number(UInt64(row)), vector: random.vector(dimension), payload: ["row": .int(Int64(row))])
            })
    }

    /// The ids nearest under a measure, by comparing every stored point's vector as the measure defines it.
    private static func truth(_ collection: VectorCollection, _ query: [Float], _ measure: Measure, limit: Int = 10) throws -> [PointID] {
        let points = try collection.fetch((0..<3000).map { .number(UInt64($0)) }, withPayload: false)
        let wide = query.map(Double.init)
        let scored = points.map { (cost: measure.kind == .distance ? measure.value(wide, ($0.vector ?? []).map(Double.init)) : -measure.value(wide, ($0.vector ?? []).map(Double.init)), id: $0.id) }
        return scored.sorted { ($0.cost, $0.id) < ($1.cost, $1.id) }.prefix(limit).map(\.id)
    }

    private static func check(_ collection: VectorCollection, _ measure: Measure, named version: Int? = nil, effort: SearchEffort = .exact, floor: Double = 1) throws {
        var random = TestRandom(77), hits = 0
        for _ in 0..<10 {
            var request = SearchRequest(random.vector(dimension), limit: 10)
            request.effort = effort
            request.measure = version
            let found = try collection.search(request).map(\.id)
            hits += Set(found).intersection(try truth(collection, request.vector, measure)).count
        }
        #expect(Double(hits) >= floor * 100)
    }

    /// A measure with an encoder for each side, of random weights.
    static func towers(_ base: Measure) throws -> Measure {
        try .towers(LearnedTowers(query: encoder(5), item: encoder(6)), base: base)
    }

    @Test(arguments: ["cosine", "euclidean", "dot"], [false, true]) func promotesRollsBackAndReopens(_ base: String, isTowers: Bool) throws {
        let folder = try TemporaryFolder()
        let original = try Measure(parsing: base)
        let learned = isTowers ? try Self.towers(original) : try Measure.encoded(try Self.encoder(5), base: original)
        var version = 0
        do {
            let database = try folder.database()
            let collection = try database.createCollection("c", Self.configuration(original))
            try Self.fill(collection, 0..<700)
            try collection.optimize()
            try Self.fill(collection, 700..<800)
            try Self.check(collection, original)
            version = try collection.addMeasure(learned, note: ["map": .double(0.5)])
            try Self.check(collection, original)
            try Self.check(collection, learned, named: version)
            try Self.check(collection, learned, named: version, effort: .recall(0.95), floor: 0.9)
            try collection.promote(measure: version)
            try Self.check(collection, learned)
            try Self.check(collection, learned, effort: .recall(0.95), floor: 0.9)
            try Self.fill(collection, 800..<900)
            try Self.check(collection, learned)
            try Self.check(collection, original, named: 1)
            #expect(try collection.measures().map(\.isServing) == [false, true])
            #expect(try collection.measures().map(\.isPrevious) == [true, false])
            #expect(try collection.measures().last?.note == ["map": .double(0.5)])
            #expect(try collection.measures().last?.measure == learned)
            try database.close()
        }
        let database = try folder.database()
        let collection = try database.collection("c")
        #expect(try database.verify() == [])
        try Self.check(collection, learned)
        #expect(collection.configuration.vectors[""]?.measure == learned)
        #expect(try collection.rollback() == 1)
        try Self.check(collection, original)
        #expect(try collection.rollback() == version)
        try Self.check(collection, learned)
        try collection.optimize()
        try Self.check(collection, learned)
        try Self.check(collection, learned, effort: .recall(0.95), floor: 0.9)
        #expect(try database.verify() == [])
    }

    /// A vector that asks is encoded by the query tower and stored ones by the item tower, whatever finds them; scores are the measure's.
    @Test(arguments: IndexConfiguration.Kind.allCases) func towersKeepTheirSidesInEveryIndex(_ kind: IndexConfiguration.Kind) throws {
        let folder = try TemporaryFolder(), database = try folder.database(), learned = try Self.towers(.cosine)
        let collection = try database.createCollection("c", Self.configuration(.cosine, kind))
        try Self.fill(collection, 0..<300)
        try collection.promote(measure: try collection.addMeasure(learned))
        try Self.fill(collection, 300..<700)
        try collection.optimize()
        try Self.fill(collection, 700..<720)
        try Self.check(collection, learned)
        var random = TestRandom(5)
        for stored in [nil, PointID.number(17)] {
            let query = try stored.map { try collection.fetch([$0], withPayload: false)[0].vector ?? [] } ?? random.vector(Self.dimension)
            let found = try collection.search(SearchRequest(query, limit: 10))
            #expect(found.count == 10)
            for hit in found {
                let row = try collection.fetch([hit.id], withPayload: false)[0].vector ?? []
                #expect(abs(hit.score - learned.value(query.span, row.span)) < 1e-5, "\(kind)")
            }
        }
    }

    @Test func keepsTheIndexesOfTheMeasureBeforeAndNoOthers() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", Self.configuration())
        try Self.fill(collection, 0..<600)
        try collection.optimize()
        func indexFiles() throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: collection.folder.path).filter { $0.hasSuffix(".ki") }.map { String($0.split(separator: "/").last?.split(separator: ".").first ?? "") }
                .sorted()
        }
        let versions = try (1...3).map { try collection.addMeasure(.encoded(Self.encoder(UInt64($0)))) }
        #expect(versions == [2, 3, 4])
        try collection.promote(measure: 2)
        #expect(try indexFiles() == ["index", "index~2"])
        try collection.promote(measure: 3)
        #expect(try indexFiles() == ["index~2", "index~3"])
        try collection.promote(measure: 1)
        #expect(try indexFiles() == ["index", "index~3"])
        #expect(throws: StorageError.self) { try collection.removeMeasure(3) }
        #expect(throws: StorageError.self) { try collection.removeMeasure(1) }
        try collection.removeMeasure(4)
        #expect(try collection.measures().map(\.number) == [1, 2, 3])
        #expect(throws: StorageError.self) { try collection.promote(measure: 4) }
        #expect(try collection.addMeasure(.encoded(Self.encoder(9))) == 5)
    }

    @Test func everyIndexServesALearnedMeasure() throws {
        for kind in IndexConfiguration.Kind.allCases {
            let folder = try TemporaryFolder()
            let database = try folder.database()
            let collection = try database.createCollection("c", Self.configuration(.cosine, kind))
            try Self.fill(collection, 0..<600)
            try collection.optimize()
            let learned = try Measure.encoded(try Self.encoder(3))
            try collection.promote(measure: try collection.addMeasure(learned))
            try Self.check(collection, learned, effort: .recall(0.95), floor: 0.85)
        }
    }

    @Test func searchesAndWritesGoOnWhileMeasuresChange() async throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", Self.configuration())
        try Self.fill(collection, 0..<900)
        try collection.optimize()
        let measures = try (0..<4).map { try Measure.encoded(Self.encoder(UInt64($0), outputs: 3 + Int($0))) }
        let versions = try measures.map { try collection.addMeasure($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for round in 0..<12 { try collection.promote(measure: versions[round % 4]) } }
            group.addTask { for row in 0..<60 { try Self.fill(collection, 900 + row * 5..<905 + row * 5) } }
            for seed in 0..<2 {
                group.addTask {
                    var random = TestRandom(UInt64(seed))
                    for turn in 0..<300 {
                        var request = SearchRequest(random.vector(Self.dimension), limit: 10)
                        if turn % 3 == 0 { request.measure = versions[turn % 4] }
                        if turn % 2 == 0 { request.effort = .exact }
                        let found = try collection.search(request)
                        #expect(found.count == 10)
                    }
                }
            }
            try await group.waitForAll()
        }
        try collection.promote(measure: versions[2])
        #expect(collection.count == 1200)
        try Self.check(collection, measures[2])
        #expect(try database.verify() == [])
    }

    @Test func aReaderFollowsTheWritersMeasure() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", Self.configuration())
        try Self.fill(collection, 0..<500)
        try collection.optimize()
        var options = DatabaseOptions()
        options.isReadOnly = true
        let reader = try Database(path: folder.url.appending(path: "db").path, options: options)
        let read = try reader.collection("c")
        try Self.check(read, .cosine)
        let learned = try Measure.encoded(try Self.encoder(8))
        try collection.promote(measure: try collection.addMeasure(learned))
        try Self.check(read, learned)
        #expect(throws: StorageError.self) { try read.promote(measure: 1) }
        _ = try collection.rollback()
        try Self.check(read, .cosine)
    }

    @Test func refusesMeasuresThatDoNotFit() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let collection = try database.createCollection("c", Self.configuration())
        func message(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        let narrow = try LearnedEncoder([AffineMap(weights: [1, 2, 3], bias: [0])])
        #expect(message { _ = try collection.addMeasure(.encoded(narrow)) }?.contains("was made for dimension 3, the vectors have 10") == true)
        #expect(message { _ = try collection.addMeasure(.cosine, of: "b") }?.contains("no vector named") == true)
        #expect(message { try collection.promote(measure: 1) }?.contains("there is no measure 1") == true)
        #expect(message { _ = try collection.rollback() }?.contains("no measure of collection c served before") == true)
        var request = SearchRequest([Float](repeating: 1, count: 10))
        request.measure = 9
        #expect(message { _ = try collection.search(request) }?.contains("there is no measure 9") == true)
        #expect(try collection.measures().map(\.number) == [1])
    }
}
