import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// What collections with sparse vectors and multivectors refuse, and what they keep as it was given.
@Suite struct VariableVectorInputTests {
    let folder: TemporaryFolder
    let collection: VectorCollection

    init() throws {
        folder = try TemporaryFolder()
        collection = try folder.database().createCollection("c", VariableModel.configuration())
    }

    private func message(_ body: () throws -> Void) -> String? {
        do { try body() } catch {
            return (error as? StorageError)?.code == .invalidArgument ? "\(error)" : "UNEXPECTED: \(error)"
        }
        return nil
    }

    @Test func wrongVectorsChangeNothing() throws {
        func refusal(_ change: (inout Point) -> Void) -> String {
            var point = Point(id: 1, vector: [1, 0, 0, 0])
            change(&point)
            return message { try collection.upsert([Point(id: 2, vector: [1, 0, 0, 0]), point]) } ?? "accepted"
        }
        #expect(refusal { $0.sparseVectors["s"] = SparseVector(indices: [1, 5, 1], values: [1, 2, 3]) }.contains("index 1 more than once"))
        #expect(refusal { $0.sparseVectors["s"] = SparseVector(indices: [1], values: [1, 2]) }.contains("1 indices and 2 values"))
        #expect(refusal { $0.sparseVectors["s"] = SparseVector(indices: [7], values: [.nan]) }.contains("at index 7"))
        #expect(refusal { $0.sparseVectors["x"] = SparseVector(indices: [], values: []) }.contains("no vector named \"x\""))
        #expect(refusal { $0.sparseVectors["m"] = SparseVector(indices: [], values: []) }.contains("vector \"m\" is a multivector, not sparse"))
        #expect(refusal { $0.vectors["s"] = [1, 2, 3, 4] }.contains("vector \"s\" is sparse, not dense"))
        #expect(refusal { $0.vectors["m"] = [1, 2, 3, 4] }.contains("vector \"m\" is a multivector, not dense"))
        #expect(refusal { $0.multivectors["m"] = [] }.contains("has no rows"))
        #expect(refusal { $0.multivectors["m"] = [[1, 2, 3, 4], [1, 2, 3]] }.contains("row 1 of vector \"m\" of point 1 has dimension 3, the collection has 4"))
        #expect(refusal { $0.multivectors["m"] = [[1, 2, .infinity, 4]] }.contains("component 2"))
        #expect(refusal { $0.multivectors[""] = [[1, 2, 3, 4]] }.contains("the vector is dense, not a multivector"))
        #expect(collection.count == 0)
        var batch = PointBatch(ids: [1, 2], vectors: [:])
        batch.sparseVectors["s"] = [nil]
        #expect(message { try collection.upsert(batch) }?.contains("1 rows of vector \"s\" for 2 points") == true)
    }

    @Test func wrongQuestions() throws {
        let sparse = SparseVector(indices: [1], values: [1])
        #expect(message { _ = try collection.search(sparse: sparse, using: "m", limit: 1) }?.contains("not sparse") == true)
        #expect(message { _ = try collection.search(sparse: sparse, using: "x", limit: 1) }?.contains("it has \"\", \"m\", \"s\"") == true)
        #expect(message { _ = try collection.search(sparse: sparse, using: "s", limit: 0) } == "limit 0 is below 1")
        #expect(message { _ = try collection.search(sparse: sparse, using: "s", limit: 1, offset: -1) } == "offset -1 is negative")
        #expect(message { _ = try collection.search(sparse: .init(indices: [1, 1], values: [1, 1]), using: "s", limit: 1) }?.contains("the query has index 1") == true)
        #expect(message { _ = try collection.search(multi: [], using: "m", limit: 1) }?.contains("the query has no rows") == true)
        #expect(message { _ = try collection.search(multi: [[1]], using: "m", limit: 1) }?.contains("dimension 1, the collection has 4") == true)
        #expect(message { _ = try collection.search(multi: [[1, 2, 3, 4]], using: "", limit: 1) }?.contains("is dense, not a multivector") == true)
        var request = SearchRequest([1, 2, 3, 4])
        request.using = "m"
        #expect(message { _ = try collection.search(request) }?.contains("is a multivector, not dense") == true)
        #expect(message { _ = try collection.frequencies(of: [1], using: "") }?.contains("not sparse") == true)
        #expect(message { _ = try collection.similarities(to: [.dense([1, 2, 3, 4]), .sparse(sparse)], using: "") }?.contains("not sparse") == true)
        #expect(message { _ = try collection.similarities(to: [.dense([1])], using: "") }?.contains("the example has dimension 1") == true)
        #expect(message { _ = try collection.similarities(to: [.multi([[1]])], using: "m") }?.contains("row 0 of the example") == true)
        #expect(message { _ = try collection.similarities(to: [], using: "x") }?.contains("no vector named") == true)
        #expect(try collection.similarities(to: [.sparse(sparse)], using: "s") == SimilarityTable(ids: [], scores: [[]]))
        #expect(message { _ = try collection.addMeasure(.dot, of: "m") }?.contains("is a multivector, not dense") == true)
    }

    @Test func namesOfBothFormsAreRefused() throws {
        let other = try TemporaryFolder().database()
        var configuration = CollectionConfiguration(dimension: 4)
        configuration.sparseVectors[""] = .init()
        #expect(message { try other.createCollection("d", configuration) }?.contains("to a dense and to a sparse vector") == true)
    }

    /// The order of components and rows is the giver's; an empty sparse vector is one.
    @Test func vectorsComeBackAsTheyWereGiven() throws {
        let point = Point(
            id: 5, values: ["s": .sparse(SparseVector(indices: [9, 2, .max, 0], values: [1, -0.0, 3e38, 1e-45])), "m": .multi([[1, 2, 3, 4], [0, 0, 0, 0]]), "": .dense([1, 2, 3, 4])])
        let empty = Point(id: 6, values: ["s": .sparse(SparseVector(indices: [], values: []))])
        try collection.upsert([point, empty])
        #expect(try collection.fetch([5, 6]) == [point, empty])
        #expect(try collection.fetch(5)?.sparseVectors["s"]?.values[1].sign == .minus)
        #expect(try collection.count(Filter(.hasVector("s"))) == 2)
        #expect(try collection.search(sparse: .init(indices: [0], values: [1]), using: "s", limit: 9).map(\.id) == [5])
        #expect(try collection.similarities(to: [.sparse(.init(indices: [7], values: [1]))], using: "s") == SimilarityTable(ids: [5, 6], scores: [[0, 0]]))
    }

    /// Sums that overflow are infinite, or 0 where nothing is known of them; never NaN.
    @Test func overflow() throws {
        try collection.upsert([
            Point(id: 1, values: ["s": .sparse(SparseVector(indices: [1, 2], values: [3e38, -3e38]))]),
            Point(id: 2, values: ["s": .sparse(SparseVector(indices: [1], values: [3e38]))]),
        ])
        let hits = try collection.search(sparse: .init(indices: [2, 1], values: [3e38, 3e38]), using: "s", limit: 2)
        #expect(hits.map(Scored.init) == [Scored(2, .infinity), Scored(1, 0)])
    }

    /// A multivector of one row scores as a dense vector does, bit for bit.
    @Test(arguments: ["cosine", "dot", "euclidean", "minkowski:3"]) func oneRowIsADenseVector(_ name: String) throws {
        let place = try TemporaryFolder()
        let collection = try place.database().createCollection("c", VariableModel.configuration(try Measure(parsing: name)))
        var random = TestRandom(17)
        try collection.upsert(
            (0..<100).map { id in
                let vector = random.vector(4)
                return Point(id: .number(UInt64(id)), values: ["": .dense(vector), "m": .multi([vector])])
            })
        let query = random.vector(4)
        var request = SearchRequest(query, limit: 100)
        request.effort = .exact
        #expect(try collection.search(request).map(Scored.init) == collection.search(multi: [query], using: "m", limit: 100).map(Scored.init))
    }

    /// What searching derives counts in the memory that the database may take.
    @Test func memoryLimitRefuses() throws {
        let place = try TemporaryFolder()
        let database = try place.database { $0.memoryLimit = 1 << 16 }
        var configuration = CollectionConfiguration(vectors: [:])
        configuration.sparseVectors["s"] = .init()
        let collection = try database.createCollection("c", configuration)
        let vector = SparseVector(indices: Array(0..<100), values: [Float](repeating: 1, count: 100))
        try collection.upsert((0..<20).map { Point(id: .number($0), values: ["s": .sparse(vector)]) })
        #expect(try collection.search(sparse: vector, using: "s", limit: 1).first?.score == 100)
        #expect(try collection.info().memoryBytes > 8 * 2000)
        try collection.upsert((20..<200).map { Point(id: .number($0), values: ["s": .sparse(vector)]) })
        #expect { try collection.search(sparse: vector, using: "s", limit: 1) } throws: { ($0 as? StorageError)?.code == .memoryLimit }
        #expect(try collection.fetch(150)?.sparseVectors["s"] == vector)
    }
}
