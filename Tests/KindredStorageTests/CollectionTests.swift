import Foundation
import KindredSimilarity
import KindredStorage
import Testing

@Suite struct CollectionTests {
    @Test func tenLines() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        let films = try database.createCollection("films", .init(dimension: 3, measure: .cosine))
        try films.upsert([
            Point(id: 1, vector: [0.1, 0.9, 0.2], payload: ["title": "Alien", "year": 1979]),
            Point(id: 2, vector: [0.9, 0.1, 0.1], payload: ["title": "Amélie", "year": 2001]),
        ])
        var request = SearchRequest([0.1, 0.8, 0.3], limit: 5)
        request.withPayload = true
        let hits = try films.search(request)
        #expect(hits.map(\.id) == [1, 2])
        #expect(hits[0].payload?["title"] == "Alien")
        #expect(abs(hits[0].score - 0.99028) < 1e-4)
    }

    /// A program that says what it needs finds it again, whatever index it has by now, and is told when what is there is something else.
    @Test func openedOrMade() throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        let wanted = CollectionConfiguration(vectors: ["": .init(dimension: 3, measure: .cosine), "b": .init(dimension: 2, measure: .euclidean)])
        let made = try database.collection("films", orCreate: wanted)
        try made.upsert([Point(id: 1, vector: [1, 2, 3])])
        try database.changeAliases([.create(alias: "movies", collection: "films")])
        var other = wanted
        other.vectors[""]?.index = IndexConfiguration(.flat)
        #expect(try database.collection("films", orCreate: other) === made)
        #expect(try database.collection("movies", orCreate: wanted) === made)
        #expect(try database.collectionNames() == ["films"])
        let differences: [(String, CollectionConfiguration)] = [
            ("films exists with dimension 3, not 4", .init(vectors: ["": .init(dimension: 4), "b": .init(dimension: 2, measure: .euclidean)])),
            ("measure euclidean of vector \"b\", not cosine", .init(vectors: ["": .init(dimension: 3), "b": .init(dimension: 2)])),
            ("vectors [\"\", \"b\"], not [\"\"]", .init(dimension: 3)),
            ("one row of vector \"b\" a point", .init(vectors: ["": .init(dimension: 3), "b": .init(dimension: 2, measure: .euclidean, isMultivector: true)])),
        ]
        for (words, configuration) in differences {
            let error = #expect(throws: StorageError.self) { try database.collection("films", orCreate: configuration) }
            #expect(error?.code == .alreadyExists && error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        #expect(throws: StorageError.self) { try database.collection("a/b", orCreate: wanted) }
        #expect(try made.fetch([1]).count == 1)
    }

    /// A collection whose files are gone is no reason to make another in its place.
    @Test func openedNotMadeAnew() throws {
        let folder = try TemporaryFolder()
        do {
            let database = try folder.database()
            try database.collection("c", orCreate: .init(dimension: 2)).upsert([Point(id: 1, vector: [1, 2])])
            try database.close()
        }
        let database = try folder.database(), collections = database.url.appending(path: "collections")
        for name in try FileManager.default.contentsOfDirectory(atPath: collections.path) {
            try FileManager.default.removeItem(at: collections.appending(path: name))
        }
        let opening = #expect(throws: StorageError.self) { try database.collection("c") }
        let error = #expect(throws: StorageError.self) { try database.collection("c", orCreate: .init(dimension: 2)) }
        #expect(error != nil && error?.code == opening?.code && error?.message == opening?.message)
        #expect(try database.collectionNames() == ["c"])
    }

    /// Of many threads that begin at once one makes the collection, and all have the same.
    @Test func openedOrMadeAtOnce() async throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        let collections = try await withThrowingTaskGroup(of: VectorCollection.self) { group in
            for _ in 0..<8 { group.addTask { try database.collection("c", orCreate: .init(dimension: 2)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(collections.map(ObjectIdentifier.init)).count == 1)
    }

    /// Everything that was written is there after reopening, bit for bit, across several growing segments.
    @Test func reopening() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(7)
        var configuration = CollectionConfiguration(dimension: 5, measure: .euclidean)
        configuration.optimizer.segmentRows = 100
        configuration.optimizer.runsInBackground = false
        let points = (0..<450).map { Point(id: .number(UInt64($0)), vector: random.vector(5), payload: ["row": .int(Int64($0))]) }
        var first: [SearchHit] = []
        let query = random.vector(5)
        do {
            let database = try folder.database()
            let collection = try database.createCollection("c", configuration)
            for start in stride(from: 0, to: 450, by: 90) { try collection.upsert(Array(points[start..<start + 90])) }
            try collection.upsert([Point(id: 3, vector: [9, 9, 9, 9, 9], payload: ["new": true])])
            #expect(try collection.delete([5, 6, 7, 999]) == 3)
            first = try collection.search(query, limit: 20)
            try database.close()
        }
        let collection = try folder.database().collection("c")
        #expect(collection.count == 447)
        #expect(try collection.search(query, limit: 20) == first)
        #expect(try collection.fetch([3, 4, 5]) == [Point(id: 3, vector: [9, 9, 9, 9, 9], payload: ["new": true]), points[4]])
        let exact = points.filter { ![3, 5, 6, 7].contains($0.id) }
            .map { ($0.id, zip($0.vectors[""]!, query).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()) }
            .sorted { $0.1 < $1.1 }.prefix(20)
        #expect(first.map(\.id) == exact.map(\.0))
    }

    @Test func secondWriterIsRefused() throws {
        let folder = try TemporaryFolder()
        let database = try folder.database()
        #expect { try folder.database() } throws: { ($0 as? StorageError)?.code == .locked }
        #expect(throws: Never.self) { try folder.database { $0.isReadOnly = true } }
        try database.close()
        #expect(throws: Never.self) { try folder.database() }
    }

    @Test func wrongInputChangesNothing() throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", .init(dimension: 2))
        let good = Point(id: 1, vector: [1, 0])
        for bad in [Point(id: 2, vector: [1]), Point(id: 2, vector: [.nan, 1]), Point(id: 2, vectors: ["image": [1, 2]])] {
            #expect { try collection.upsert([good, bad]) } throws: { ($0 as? StorageError)?.code == .invalidArgument }
            #expect(collection.count == 0)
        }
        try collection.upsert([good])
        #expect { try collection.search([1, 2, 3]) } throws: { "\($0)".contains("dimension 3, collection c has 2") }
        #expect { try collection.search([1, 2], limit: 0) } throws: { "\($0)" == "limit 0 is below 1" }
    }
}
