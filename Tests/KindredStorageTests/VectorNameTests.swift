import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// Named vectors that are added to a collection with points, and removed from it.
@Suite struct VectorNameTests {
    private static func configuration(_ rows: Int) -> CollectionConfiguration {
        var configuration = CollectionConfiguration(vectors: ["a": VectorConfiguration(dimension: 2, measure: .euclidean), "x": VectorConfiguration(dimension: 3, measure: .euclidean)])
        configuration.optimizer.segmentRows = rows
        configuration.optimizer.indexingThreshold = 0
        configuration.optimizer.runsInBackground = false
        return configuration
    }

    private static func point(_ id: UInt64, _ x: [Float]?) -> Point {
        var point = Point(id: .number(id), vectors: ["a": [Float(id), 1]], payload: ["id": JSONValue(id)])
        point.vectors["x"] = x
        return point
    }

    /// Sealed, closed and growing segments.
    private static func fill(_ database: Database) throws -> VectorCollection {
        let collection = try database.createCollection("c", configuration(16))
        try collection.upsert((0..<40).map { point($0, [1, 2, Float($0)]) })
        try collection.optimize()
        try collection.upsert((40..<70).map { point($0, [1, 2, Float($0)]) })
        return collection
    }

    @Test(arguments: [3, 5], [false, true]) func oldBytesDoNotComeBack(_ dimension: Int, reopens: Bool) throws {
        let folder = try TemporaryFolder()
        var database = try folder.database(), collection = try Self.fill(database)
        func reopen() throws {
            guard reopens else { return }
            try database.close()
            database = try folder.database()
            collection = try database.collection("c")
        }
        try collection.removeVector("x")
        try reopen()
        #expect(try collection.fetch(5)?.vectors == ["a": [5, 1]])
        #expect(throws: StorageError.self) { try collection.upsert([Self.point(100, [1, 2, 3])]) }
        try collection.addVector("x", VectorConfiguration(dimension: dimension, measure: .euclidean))
        try reopen()
        #expect(try collection.scroll(limit: 100, withVectors: true).points.allSatisfy { $0.vectors["x"] == nil })
        #expect(try collection.ids(matching: Filter(.hasVector("x"))) == [])
        let new = [Float](repeating: 7, count: dimension)
        try collection.upsert([Self.point(3, new), Self.point(200, new)])
        try reopen()
        var request = SearchRequest(new, limit: 10)
        request.using = "x"
        #expect(try Set(collection.search(request).map(\.id)) == [3, 200])
        #expect(try collection.verify() == [])
        try collection.optimize()
        try reopen()
        #expect(try Set(collection.search(request).map(\.id)) == [3, 200])
        #expect(collection.count == 71)
        #expect(try collection.fetch(69)?.vectors == ["a": [69, 1]])
        #expect(try collection.verify() == [])
        try database.close()
    }

    @Test func namesAreChecked() throws {
        let folder = try TemporaryFolder(), database = try folder.database(), collection = try Self.fill(database)
        #expect(throws: StorageError.self) { try collection.addVector("x", VectorConfiguration(dimension: 3)) }
        #expect(throws: StorageError.self) { try collection.addSparseVector("a") }
        #expect(throws: StorageError.self) { try collection.addVector("y", VectorConfiguration(dimension: 0)) }
        let error = #expect(throws: StorageError.self) { try collection.removeVector("y") }
        #expect(error?.code == .notFound)
        #expect(try collection.verify() == [])
        try database.close()
    }

    @Test func aCollectionMayLoseAllItsVectors() throws {
        let folder = try TemporaryFolder()
        var database = try folder.database(), collection = try Self.fill(database)
        try collection.removeVector("x")
        try collection.removeVector("a")
        try collection.upsert([Point(id: 500, vectors: [:], payload: ["n": 1])])
        try collection.optimize()
        try database.close()
        database = try folder.database()
        collection = try database.collection("c")
        #expect(collection.count == 71)
        #expect(try collection.fetch(500)?.payload == ["n": 1])
        #expect(try collection.verify() == [])
        try database.close()
    }

    /// Reads and writes go on while a vector comes and goes; what meets it halfway is refused or sees one of the two, whole.
    @Test func othersGoOnMeanwhile() throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        var configuration = Self.configuration(16)
        configuration.vectors["m"] = VectorConfiguration(dimension: 2, measure: .dot, isMultivector: true)
        configuration.optimizer.runsInBackground = true
        let collection = try database.createCollection("c", configuration)
        try collection.upsert((0..<60).map { Self.point($0, [1, 2, Float($0)]) })
        DispatchQueue.concurrentPerform(iterations: 4) { lane in
            var random = TestRandom(UInt64(lane))
            for round in 0..<40 {
                do throws(StorageError) {
                    switch lane {
                    case 0:
                        let name = round % 2 == 0 ? "x" : "m", known = collection.configuration.vectors[name] != nil
                        let dimension = Int.random(in: 1...64, using: &random)
                        if known { try collection.removeVector(name) }
                        try collection.addVector(name, VectorConfiguration(dimension: dimension, measure: .euclidean, isMultivector: name == "m"))
                    case 1: try Self.write(collection, &random)
                    default: try Self.search(collection, &random)
                    }
                } catch {
                    if error.code != .invalidArgument { Issue.record("\(error)") }
                }
            }
        }
        #expect(try collection.verify() == [])
        for point in try collection.scroll(limit: 200, withVectors: true).points where point.vectors["x"] != nil {
            #expect(point.vectors["x"]?.count == collection.configuration.vectors["x"]?.dimension)
        }
        try database.close()
    }

    private static func write(_ collection: VectorCollection, _ random: inout TestRandom) throws(StorageError) {
        let configuration = collection.configuration
        let points = (0..<8).map { _ in random.point(.number(UInt64.random(in: 0..<80, using: &random)), configuration) }
        if Bool.random(using: &random) { try collection.upsert(points) } else { try collection.upsert(points, mode: .updateOnly) }
    }

    private static func search(_ collection: VectorCollection, _ random: inout TestRandom) throws(StorageError) {
        let configuration = collection.configuration
        if let dimension = configuration.vectors["x"]?.dimension {
            var request = SearchRequest(random.vector(dimension), limit: 5)
            request.using = "x"
            _ = try collection.search(request)
            _ = try collection.similarities(to: [.dense(request.vector)], using: "x")
        }
        if let dimension = configuration.vectors["m"]?.dimension {
            _ = try collection.search(multi: [random.vector(dimension)], using: "m", limit: 5)
            _ = try collection.similarities(to: [.multi([random.vector(dimension)])], using: "m")
        }
        _ = try collection.fetch([1, 2, 3])
    }

    @Test func aReaderInAnotherProcessFollows() throws {
        let folder = try TemporaryFolder(), database = try folder.database(), collection = try Self.fill(database)
        let reader = try folder.database { $0.isReadOnly = true }, other = try reader.collection("c")
        #expect(try other.fetch(5)?.vectors["x"] == [1, 2, 5])
        try collection.removeVector("x")
        #expect(try other.fetch(5)?.vectors == ["a": [5, 1]])
        try collection.addVector("x", VectorConfiguration(dimension: 1, measure: .dot))
        try collection.upsert([Self.point(5, [9])])
        #expect(try other.fetch(5)?.vectors["x"] == [9])
        #expect(try other.fetch(6)?.vectors == ["a": [6, 1]])
        try reader.close()
        try database.close()
    }
}
