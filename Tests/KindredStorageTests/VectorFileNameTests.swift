import KindredSimilarity
import KindredStorage
import Testing

/// Names of vectors that are hard on the names of files.
@Suite struct VectorFileNameTests {
    @Test(arguments: [
        [String(repeating: "a", count: 255), String(repeating: "a", count: 254) + "b"], [String(repeating: "É", count: 127), String(repeating: "A", count: 255)],
        ["vectors", "index"], ["prepared", "vectors"], ["a/b", "..", ".kv"],
    ])
    func everyNameHasFilesOfItsOwn(_ names: [String]) throws {
        let folder = try TemporaryFolder()
        var configuration = CollectionConfiguration(vectors: [:])
        for name in names { configuration.vectors[name] = VectorConfiguration(dimension: 2, measure: .euclidean) }
        configuration.optimizer.segmentRows = 64
        configuration.optimizer.indexingThreshold = 0
        configuration.optimizer.runsInBackground = false
        var database = try folder.database(), collection = try database.createCollection("c", configuration)
        try collection.upsert(
            (0..<200).map { number in
                // Under each name another point is nearest to the origin.
                let vectors = names.enumerated().map { ($1, [Float((number + 200 - 50 * $0) % 200), 0]) }
                return Point(id: .number(UInt64(number)), vectors: Dictionary(uniqueKeysWithValues: vectors))
            })
        for isReopened in [false, true] {
            if isReopened {
                try collection.optimize()
                try database.close()
                database = try folder.database()
                collection = try database.collection("c")
            }
            for (place, name) in names.enumerated() {
                var request = SearchRequest([0, 0], limit: 1)
                request.using = name
                #expect(try collection.search(request).map(\.id) == [.number(UInt64(50 * place))])
            }
            #expect(try collection.verify() == [])
        }
    }
}
