import Foundation
import KindredIndex
import KindredSimilarity
import KindredStorage
import RoaringBitmaps
import Testing

/// Filtered searches over 20,000 clustered vectors, from filters that admit everything to filters that admit two points: only
/// matching points, as many as there are, and nearly always the nearest ones.
@Suite struct FilteredRecallTests {
    private static let dimension = 64
    private static let count = 20_000
    private static let clusters = 40

    /// Points around cluster centres. A point's `rank` is a random permutation; its `place` orders points by cluster, so that a range of
    /// places lies in a few clusters.
    private struct Data {
        var vectors: [[Float]] = []
        var ranks: [Int] = []
        var centres: [[Float]] = []

        init() {
            var random = TestRandom(41)
            centres = (0..<clusters).map { _ in random.vector(dimension) }
            vectors = (0..<count).map { row in
                let centre = centres[row * clusters / count]
                return zip(centre, random.vector(dimension)).map { $0 + 0.35 * $1 }
            }
            ranks = Array(0..<count).shuffled(using: &random)
        }

        func point(_ row: Int) -> Point {
            Point(id: .number(UInt64(row)), vector: vectors[row], payload: ["rank": .int(Int64(ranks[row])), "place": .int(Int64(row))])
        }

        func query(near cluster: Int, _ random: inout TestRandom) -> [Float] {
            zip(centres[cluster], random.vector(dimension)).map { $0 + 0.35 * $1 }
        }
    }

    private static let data = Data()

    /// The k nearest live matching points, by loops.
    private static func truth(_ query: [Float], _ live: [Int], _ k: Int, _ matches: (Int) -> Bool) -> [PointID] {
        var scored: [(row: Int, distance: Float)] = []
        for row in live where matches(row) {
            var distance: Float = 0
            let vector = data.vectors[row]
            for component in 0..<dimension { distance += (vector[component] - query[component]) * (vector[component] - query[component]) }
            scored.append((row, distance))
        }
        return scored.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.prefix(k).map { .number(UInt64($0.row)) }
    }

    private static func check(_ collection: VectorCollection, _ live: [Int], _ name: String) throws {
        var random = TestRandom(43)
        let k = 10
        for share in [1, 0.5, 0.1, 0.01, 0.001, 0.0001] {
            let wanted = Int(Double(count) * share)
            for correlated in [false, true] {
                let filter = try Filter(parsing: "\(correlated ? "place" : "rank") < \(wanted)")
                func matches(_ row: Int) -> Bool { (correlated ? row : data.ranks[row]) < wanted }
                var hits = 0
                var possible = 0
                for number in 0..<12 {
                    // The correlated filters admit the first clusters; most queries come from the others.
                    var request = SearchRequest(data.query(near: (number * 7 + 39) % clusters, &random), limit: k)
                    request.filter = filter
                    request.withPayload = true
                    let truth = Self.truth(request.vector, live, k, matches)
                    let found = try collection.search(request)
                    #expect(found.count == truth.count, "\(name), share \(share), correlated \(correlated)")
                    #expect(Set(found.map(\.id)).count == found.count)
                    #expect(found.allSatisfy { filter.matches($0.payload ?? [:], id: $0.id) }, "\(name), share \(share)")
                    #expect(found.map(\.score) == found.map(\.score).sorted())
                    hits += Set(truth).intersection(found.map(\.id)).count
                    possible += truth.count
                    request.effort = .exact
                    #expect(try collection.search(request).map(\.id) == truth, "\(name), share \(share), correlated \(correlated), exact")
                }
                let recall = Double(hits) / Double(max(1, possible))
                // Two hundred points and fewer are scanned.
                #expect(recall >= (share <= 0.01 ? 1 : 0.95), "\(name), share \(share), correlated \(correlated): recall \(recall)")
            }
        }
    }

    private static func collection(_ folder: TemporaryFolder, rows: Int) throws -> VectorCollection {
        var configuration = CollectionConfiguration(dimension: dimension, measure: .euclidean)
        configuration.optimizer.segmentRows = 4096
        configuration.optimizer.indexingThreshold = 0
        configuration.optimizer.runsInBackground = false
        let collection = try folder.database().createCollection("c", configuration)
        try add(0..<rows, to: collection)
        return collection
    }

    private static func add(_ rows: Range<Int>, to collection: VectorCollection) throws {
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 2000) {
            try collection.upsert((start..<min(start + 2000, rows.upperBound)).map(data.point))
        }
    }

    @Test func sealedWithGraphAndTombstones() throws {
        let folder = try TemporaryFolder()
        let collection = try Self.collection(folder, rows: Self.count)
        try collection.optimize()
        #expect(try collection.info().segments.map(\.indexed) == [[""]])
        try Self.check(collection, Array(0..<Self.count), "sealed")
        // 15 %: most of the first cluster, which correlated filters admit, and every seventh point elsewhere. Too few for a vacuum.
        let gone = Set(Array(2..<Self.count / 100) + (0..<Self.count).filter { $0 % 7 == 4 })
        try collection.delete(gone.map { .number(UInt64($0)) })
        #expect(try collection.info().segments.count == 1)
        try Self.check(collection, (0..<Self.count).filter { !gone.contains($0) }, "tombstones")
    }

    @Test func severalSegments() throws {
        let folder = try TemporaryFolder()
        let collection = try Self.collection(folder, rows: 14_000)
        try collection.optimize()
        try Self.add(14_000..<Self.count, to: collection)
        let info = try collection.info()
        #expect(info.segments.contains(where: \.isSealed) && info.segments.contains { !$0.isSealed })
        try Self.check(collection, Array(0..<Self.count), "several segments")
    }
}
