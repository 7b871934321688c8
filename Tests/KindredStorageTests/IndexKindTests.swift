import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Testing

/// Collections with every kind of index: found, filtered, deleted, reopened, and changed into one another.
@Suite struct IndexKindTests {
    static let kinds = IndexConfiguration.Kind.allCases.filter { $0 != .flat }

    private static func configuration(_ kind: IndexConfiguration.Kind, measure: Measure = .euclidean) -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: 12, measure: measure, index: IndexConfiguration(kind))
        configuration.optimizer.segmentRows = 700
        configuration.optimizer.runsInBackground = false
        configuration.optimizer.indexingThreshold = 0
        return configuration
    }

    private static func fill(_ collection: VectorCollection, _ count: Int = 1500) throws {
        var random = TestRandom(11)
        try collection.upsert((0..<count).map { Point(id: .number(UInt64($0)), vector: random.vector(12), payload: ["row": .int(Int64($0))]) })
    }

    /// Recall@10 of searches against exact ones, over queries that are no points.
    private static func recall(_ collection: VectorCollection, _ effort: SearchEffort, _ filter: Filter? = nil) throws -> Double {
        var random = TestRandom(12), hits = 0
        let kind = collection.configuration.vectors[""]?.measure.kind ?? .distance
        for _ in 0..<20 {
            var request = SearchRequest(random.vector(12), limit: 10)
            request.filter = filter
            request.effort = .exact
            let truth = Set(try collection.search(request).map(\.id))
            request.effort = effort
            let found = try collection.search(request)
            #expect(found.count == 10)
            let costs = found.map { kind.cost(ofValue: $0.score) }
            #expect(costs == costs.sorted())
            hits += found.filter { truth.contains($0.id) }.count
        }
        return Double(hits) / 200
    }

    @Test(arguments: kinds) func findsFiltersDeletesAndReopens(_ kind: IndexConfiguration.Kind) throws {
        let folder = try TemporaryFolder()
        do {
            let database = try folder.database()
            let collection = try database.createCollection("c", Self.configuration(kind))
            try Self.fill(collection)
            try collection.optimize()
            #expect(try collection.indexStats().map(\.stats.kind) == [kind.rawValue])
            #expect(try collection.info().indexedPoints == 1500)
            #expect(try Self.recall(collection, .recall(0.95)) >= 0.93)
            try database.close()
        }
        let database = try folder.database()
        let collection = try database.collection("c")
        #expect(try database.verify() == [])
        #expect(try collection.indexStats().map(\.stats.kind) == [kind.rawValue])
        let filter = try Filter(parsing: "row >= 1200")
        #expect(try Self.recall(collection, .recall(0.95), filter) >= 0.9)
        let gone = (1200..<1400).map { PointID.number(UInt64($0)) }
        #expect(try collection.delete(gone) == 200)
        var random = TestRandom(13)
        for _ in 0..<10 {
            var request = SearchRequest(random.vector(12), limit: 100)
            request.filter = filter
            #expect(Set(try collection.search(request).map(\.id)) == Set((1400..<1500).map { .number(UInt64($0)) }))
        }
    }

    /// Each index into the next, on the same collection, with its name on the disk at once and its file after optimising.
    @Test func changes() throws {
        let folder = try TemporaryFolder()
        var database = try folder.database()
        try Self.fill(try database.createCollection("c", Self.configuration(.hnsw)))
        try database.collection("c").optimize()
        for kind in Self.kinds.reversed() + [.flat, .hnsw] {
            let collection = try database.collection("c")
            let before = try collection.indexStats().map(\.stats.kind)
            try collection.changeIndex(to: IndexConfiguration(kind))
            #expect(try collection.indexStats().map(\.stats.kind) == before, "the index before serves until the next is built")
            #expect(try Self.recall(collection, .recall(0.9)) >= 0.85)
            try database.close()
            database = try folder.database()
            let again = try database.collection("c")
            #expect(again.configuration.vectors[""]?.index.kind == kind)
            try again.optimize()
            #expect(try again.indexStats().map(\.stats.kind) == (kind == .flat ? [] : [kind.rawValue]))
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".ki") }
            #expect(files.count == (kind == .flat ? 0 : 1), "\(kind): \(files)")
            #expect(try database.verify() == [])
        }
    }

    /// What only searches read is changed without building anything.
    @Test func searchParametersNeedNoBuild() throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", Self.configuration(.ivfflat))
        try Self.fill(collection)
        try collection.optimize()
        func file() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".ki") } }
        let before = try file()
        var index = IndexConfiguration(.ivfflat)
        index.nprobe = 1
        try collection.changeIndex(to: index)
        let low = try Self.recall(collection, .default)
        try collection.optimize()
        #expect(try file() == before)
        index.nprobe = 100
        try collection.changeIndex(to: index)
        #expect(try Self.recall(collection, .default) > low)
        index.nlist = 9
        try collection.changeIndex(to: index)
        try collection.optimize()
        #expect(try file() != before)
        #expect(try file().count == 1)
    }

    /// The background optimiser goes from index to index while other threads search and write.
    @Test func changesWhileSearchesAndWritesGoOn() async throws {
        let folder = try TemporaryFolder()
        var configuration = Self.configuration(.hnsw)
        configuration.optimizer.runsInBackground = true
        var options = DatabaseOptions()
        options.optimizesInBackground = true
        let database = try Database(path: folder.url.appending(path: "db").path, options: options)
        let collection = try database.createCollection("c", configuration)
        try Self.fill(collection, 2000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for kind in Self.kinds.reversed() {
                    try collection.changeIndex(to: IndexConfiguration(kind))
                    try await Task.sleep(for: .milliseconds(60))
                }
            }
            group.addTask {
                var random = TestRandom(14)
                for row in 0..<300 { try collection.upsert([Point(id: .number(UInt64(row)), vector: random.vector(12), payload: ["row": .int(Int64(row))])]) }
            }
            group.addTask {
                var random = TestRandom(15)
                for _ in 0..<400 {
                    let found = try collection.search(random.vector(12), limit: 10)
                    #expect(found.count == 10)
                }
            }
            try await group.waitForAll()
        }
        try collection.optimize()
        #expect(try Set(collection.indexStats().map(\.stats.kind)) == [Self.kinds[0].rawValue])
        #expect(try Self.recall(collection, .recall(0.95)) >= 0.9)
        #expect(collection.count == 2000)
        #expect(try database.verify() == [])
    }

    @Test func refusesWhatItCannotServe() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        func refusal(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        #expect(refusal { _ = try database.createCollection("a", Self.configuration(.kdtree, measure: .dot)) }?.contains("not dot") == true)
        #expect(refusal { _ = try database.createCollection("a", Self.configuration(.forest, measure: .manhattan)) }?.contains("forest") == true)
        var parts = Self.configuration(.ivfpq)
        parts.vectors[""]?.index.parts = 13
        #expect(refusal { _ = try database.createCollection("a", parts) }?.contains("13") == true)
        let collection = try database.createCollection("a", Self.configuration(.hnsw, measure: .dot))
        #expect(refusal { try collection.changeIndex(to: IndexConfiguration(.kdtree)) } != nil)
        #expect(refusal { try collection.changeIndex(of: "b", to: IndexConfiguration(.flat)) }?.contains("no vector named") == true)
        #expect(collection.configuration.vectors[""]?.index.kind == .hnsw)
        #expect(try database.collectionNames() == ["a"])
    }

    /// Inner products through every index that serves them.
    @Test(arguments: [.hnsw, .lsh, .balltree, .forest, .pq, .ivfflat, .ivfpq] as [IndexConfiguration.Kind])
    func innerProducts(_ kind: IndexConfiguration.Kind) throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", Self.configuration(kind, measure: .dot))
        try Self.fill(collection)
        try collection.optimize()
        #expect(try Self.recall(collection, .recall(0.95)) >= 0.9)
    }

    /// What is said of the bytes beforehand is what they come to, within a half.
    @Test(arguments: kinds) func estimatesItsBytes(_ kind: IndexConfiguration.Kind) throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", Self.configuration(kind))
        try Self.fill(collection, 4000)
        try collection.optimize()
        let bytes = try #require(collection.indexStats().first?.stats.byteCount)
        let estimate = IndexConfiguration(kind).estimatedByteCount(rows: 4000, dimension: 12)
        #expect(Double(estimate) / Double(bytes) > 0.66 && Double(estimate) / Double(bytes) < 1.5, "\(estimate) said, \(bytes) taken")
    }
}
