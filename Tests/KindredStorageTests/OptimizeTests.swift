import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Testing

@Suite struct OptimizeTests {
    static func configuration(_ measure: String, dimension: Int = 16, graph: Bool = true) throws -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: dimension, measure: try Measure(parsing: measure))
        configuration.optimizer.segmentRows = 500
        configuration.optimizer.runsInBackground = false
        configuration.optimizer.indexingThreshold = graph ? 0 : .max
        return configuration
    }

    /// What a search should say, by naive loops over the points.
    static func oracle(_ points: [PointID: Point], _ query: [Float], _ limit: Int, _ measure: Measure, _ filter: Filter? = nil) -> [PointID] {
        var scored: [(id: PointID, cost: Float)] = []
        for point in points.values where filter?.matches(point.payload, id: point.id) ?? true {
            let vector = point.vector ?? []
            let value = measure.value(query.span, vector.span)
            scored.append((point.id, measure.kind.cost(ofValue: value)))
        }
        scored.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.id < $1.id }
        return scored.prefix(limit).map(\.id)
    }

    @Test(arguments: ["cosine", "euclidean", "dot", "manhattan", "ndd"])
    func sealedSearchFindsWhatExactSearchFinds(_ name: String) throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(3)
        let collection = try folder.database().createCollection("c", try Self.configuration(name))
        var points: [PointID: Point] = [:]
        for start in stride(from: 0, to: 3000, by: 300) {
            let batch = (start..<start + 300).map { Point(id: .number(UInt64($0)), vector: random.vector(16), payload: ["row": .int(Int64($0)), "even": .bool($0 % 2 == 0)]) }
            try collection.upsert(batch)
            for point in batch { points[point.id] = point }
        }
        let gone = (0..<200).map { PointID.number(UInt64($0 * 3)) }
        #expect(try collection.delete(gone) == 200)
        for id in gone { points[id] = nil }
        let queries = (0..<20).map { _ in random.vector(16) }
        let filter = try Filter(parsing: "row >= 1000 and even")
        for sealed in [false, true] {
            if sealed { try collection.optimize() }
            var hits = 0
            for query in queries {
                var request = SearchRequest(query, limit: 10)
                request.effort = .exact
                #expect(try collection.search(request).map(\.id) == Self.oracle(points, query, 10, collection.configuration.vectors[""]!.measure))
                request.filter = filter
                #expect(try collection.search(request).map(\.id) == Self.oracle(points, query, 10, collection.configuration.vectors[""]!.measure, filter))
                request.effort = .ef(200)
                request.filter = nil
                let truth = Set(Self.oracle(points, query, 10, collection.configuration.vectors[""]!.measure))
                let found = try collection.search(request)
                #expect(found.count == 10)
                hits += found.filter { truth.contains($0.id) }.count
            }
            #expect(hits >= 195, "recall \(Double(hits) / 200) \(sealed ? "sealed" : "growing")")
        }
        #expect(collection.count == 2800)
        #expect(try collection.count(filter) == points.values.filter { filter.matches($0.payload, id: $0.id) }.count)
    }

    /// Writes that happen while a merge works are not lost, and rows deleted meanwhile stay deleted.
    @Test func writesDuringMerge() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(5)
        let collection = try folder.database().createCollection("c", try Self.configuration("euclidean"))
        try collection.upsert((0..<2000).map { Point(id: .number(UInt64($0)), vector: random.vector(16)) })
        let replacement = random.vector(16)
        let once = Once()
        try collection.optimize { _, _ in
            once.run {
                try? collection.upsert([Point(id: 7, vector: replacement), Point(id: 5000, vector: replacement)])
                _ = try? collection.delete([8, 9])
            }
            return true
        }
        #expect(once.ran)
        #expect(collection.count == 1999)
        #expect(try collection.fetch(7)?.vector == replacement)
        #expect(try collection.fetch(8) == nil)
        #expect(try collection.fetch(5000)?.vector == replacement)
        try collection.optimize()
        #expect(collection.count == 1999)
        #expect(try collection.fetch(7)?.vector == replacement)
        #expect(try collection.search(replacement, limit: 2).map(\.id) == [7, 5000])
    }

    @Test func cancelledMergeChangesNothing() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(6)
        let collection = try folder.database().createCollection("c", try Self.configuration("cosine"))
        try collection.upsert((0..<1500).map { Point(id: .number(UInt64($0)), vector: random.vector(16)) })
        #expect { try collection.optimize { _, _ in false } } throws: { ($0 as? StorageError)?.code == .cancelled }
        #expect(collection.count == 1500)
        try collection.optimize()
        #expect(collection.count == 1500)
    }

    /// The background optimiser alone brings a collection to few segments and loses nothing.
    @Test func background() async throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(9)
        var configuration = try Self.configuration("euclidean")
        configuration.optimizer.runsInBackground = true
        configuration.optimizer.segmentRows = 100
        let database = try folder.database()
        let collection = try database.createCollection("c", configuration)
        for start in stride(from: 0, to: 3000, by: 50) {
            try collection.upsert((start..<start + 50).map { Point(id: .number(UInt64($0 % 2500)), vector: random.vector(16)) })
        }
        try database.close()
        let reopened = try folder.database().collection("c")
        #expect(reopened.count == 2500)
        #expect(try reopened.search(random.vector(16), limit: 2500).count == 2500)
    }
}

/// Something that happens the first time only, on whatever thread.
// Sendable: guarded by the lock.
final class Once: @unchecked Sendable {
    private let lock = NSLock()
    private var done = false

    func run(_ body: () -> Void) {
        lock.lock()
        let first = !done
        done = true
        lock.unlock()
        if first { body() }
    }

    var ran: Bool { lock.withLock { done } }
}
