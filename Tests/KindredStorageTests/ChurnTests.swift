import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import Testing

/// A collection that is rewritten again and again finds what one built at once finds.
@Suite struct ChurnTests {
    private static let dimension = 24
    private static let count = 4000

    private static func configuration() -> CollectionConfiguration {
        var configuration = CollectionConfiguration(dimension: dimension, measure: .euclidean)
        configuration.optimizer.segmentRows = 1000
        configuration.optimizer.indexingThreshold = 0
        return configuration
    }

    private static func recall(_ collection: VectorCollection, _ queries: [[Float]], ef: Int) throws -> Double {
        var hits = 0
        for query in queries {
            var request = SearchRequest(query, limit: 10)
            request.effort = .exact
            let exact = Set(try collection.search(request).map(\.id))
            request.effort = .ef(ef)
            hits += try collection.search(request).count { exact.contains($0.id) }
        }
        return Double(hits) / Double(10 * queries.count)
    }

    /// A hundred times a twentieth is deleted and put in again elsewhere, while the optimiser works beside.
    @Test func recallDoesNotRot() throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        var random = TestRandom(91)
        let churned = try database.createCollection("churned", Self.configuration())
        var vectors = (0..<Self.count).map { _ in random.vector(Self.dimension) }
        func points(_ rows: some Sequence<Int>) -> [Point] { rows.map { Point(id: .number(UInt64($0)), vector: vectors[$0]) } }
        try churned.upsert(points(0..<Self.count))
        for _ in 0..<100 {
            let rows = (0..<Self.count / 20).map { _ in Int.random(in: 0..<Self.count, using: &random) }
            try churned.delete(Set(rows).map { .number(UInt64($0)) })
            for row in rows { vectors[row] = random.vector(Self.dimension) }
            try churned.upsert(points(Set(rows).sorted()))
        }
        try churned.optimize()
        let fresh = try database.createCollection("fresh", Self.configuration())
        try fresh.upsert(points(0..<Self.count))
        try fresh.optimize()
        #expect(churned.count == Self.count)
        // So many that chance, two graphs of the same rows, stays below what is asked.
        let queries = (0..<1500).map { _ in random.vector(Self.dimension) }
        for ef in [10, 30, 60] {
            #expect(try Self.recall(churned, queries, ef: ef) >= Self.recall(fresh, queries, ef: ef) - 0.005, "ef \(ef)")
        }
        #expect(try Self.recall(churned, queries, ef: 200) >= 0.99)
    }
}
