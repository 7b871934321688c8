import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// Sparse vectors and multivectors beside dense ones, through everything a collection goes through.
@Suite struct VariableVectorTests {
    /// Whatever happened to a collection, it holds and answers what a model does.
    private static func check(_ collection: VectorCollection, _ model: VariableModel, _ random: inout TestRandom) throws {
        #expect(collection.count == model.points.count)
        let all = try collection.scroll(limit: 1 << 20, withVectors: true).points
        #expect(all == model.matching(nil))
        for filter in [nil, try Filter(parsing: "even"), Filter(.hasID((0..<9).map { .number(UInt64($0 * 13)) })), Filter(.hasVector("s")), Filter(must: [.hasVector("m")], mustNot: [.hasVector("")])]
        {
            #expect(try collection.count(filter) == model.matching(filter).count)
            try checkSparse(collection, model, filter, &random)
            try checkMulti(collection, model, filter, &random)
            try checkSimilarities(collection, model, filter, &random)
        }
    }

    private static func checkSparse(_ collection: VectorCollection, _ model: VariableModel, _ filter: Filter?, _ random: inout TestRandom) throws {
        for exact in [true, false] {
            let query = VariableModel.sparse(&random, exact: exact)
            let found = try collection.search(sparse: query, using: "s", limit: 1000, filter: filter)
            #expect(found.map(Scored.init) == model.sparseHits(query, limit: 1000, filter))
            let page = try collection.search(sparse: query, using: "s", limit: 5, offset: 3, filter: filter, scoreThreshold: 0.25, withPayload: true, withVectors: true)
            #expect(page.map(Scored.init) == model.sparseHits(query, limit: 5, offset: 3, filter, threshold: 0.25))
            for hit in page {
                #expect(hit.payload == model.points[hit.id]?.payload)
                #expect(hit.values == model.points[hit.id]?.values)
            }
            let (points, frequencies) = try collection.frequencies(of: query.indices + [999_999], using: "s", filter: filter)
            let matching = model.matching(filter)
            #expect(points == matching.count)
            #expect(frequencies == (query.indices + [999_999]).map { index in matching.count { $0.sparseVectors["s"]?.indices.contains(index) ?? false } })
        }
    }

    private static func checkMulti(_ collection: VectorCollection, _ model: VariableModel, _ filter: Filter?, _ random: inout TestRandom) throws {
        let query = VariableModel.rows(&random)
        let expected = model.multiScores(query, filter)
        let found = try collection.search(multi: query, using: "m", limit: 1000, filter: filter)
        #expect(found.count == expected.count)
        for (hit, truth) in zip(found, expected) { #expect(abs(Double(hit.score) - truth.score) < 1e-4) }
        let scores = Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.score) })
        for hit in found { #expect(abs(Double(hit.score) - (scores[hit.id] ?? .infinity)) < 1e-4) }
        let page = try collection.search(multi: query, using: "m", limit: 4, offset: 2, filter: filter, scoreThreshold: found.dropFirst(4).first?.score, withVectors: true)
        #expect(page.map(Scored.init) == found.dropFirst(2).prefix(min(4, 3)).map(Scored.init))
        for hit in page { #expect(hit.multivectors == model.points[hit.id]?.multivectors) }
    }

    /// Every score is, bit for bit, the one that a search reports.
    private static func checkSimilarities(_ collection: VectorCollection, _ model: VariableModel, _ filter: Filter?, _ random: inout TestRandom) throws {
        let dense = [random.vector(VariableModel.dimension), random.vector(VariableModel.dimension)]
        let table = try collection.similarities(to: dense.map { .dense($0) }, using: "", filter: filter)
        #expect(table.ids.sorted() == model.matching(filter).filter { $0.vector != nil }.map(\.id))
        for (vector, scores) in zip(dense, table.scores) {
            var request = SearchRequest(vector, limit: 1000)
            (request.filter, request.effort) = (filter, .exact)
            try compare(collection.search(request), table.ids, scores)
        }
        let sparse = [VariableModel.sparse(&random), VariableModel.sparse(&random, exact: true)]
        let sums = try collection.similarities(to: sparse.map { .sparse($0) }, using: "s", filter: filter)
        let having = model.matching(filter).filter { $0.sparseVectors["s"] != nil }
        #expect(sums.ids.sorted() == having.map(\.id))
        for (vector, scores) in zip(sparse, sums.scores) {
            let truth = Dictionary(uniqueKeysWithValues: having.map { point in (point.id, point.sparseVectors["s"].flatMap { VariableModel.dot(vector, $0) } ?? 0) })
            #expect(zip(sums.ids, scores).allSatisfy { truth[$0] == $1 })
        }
        let rows = VariableModel.rows(&random)
        let matches = try collection.similarities(to: [.multi(rows)], using: "m", filter: filter)
        try compare(collection.search(multi: rows, using: "m", limit: 1000, filter: filter), matches.ids, matches.scores[0])
    }

    private static func compare(_ hits: [SearchHit], _ ids: [PointID], _ scores: [Float]) throws {
        let found = Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.score.bitPattern) })
        try #require(ids.count == found.count && scores.count == ids.count)
        #expect(zip(ids, scores).allSatisfy { found[$0] == $1.bitPattern })
    }

    private static func change(_ collection: VectorCollection, _ model: inout VariableModel, _ random: inout TestRandom) throws {
        let ids = (0..<Int.random(in: 1...70, using: &random)).map { _ in UInt64.random(in: 0..<250, using: &random) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            try collection.delete(ids.prefix(30).map { .number($0) })
            for id in ids.prefix(30) { model.points[.number(id)] = nil }
        case 1: try collection.optimize()
        case 2:
            try collection.changePayload(ids.map { .number($0) }, .merge(["even": true]))
            for id in ids { model.points[.number(id)]?.payload["even"] = true }
        case 3:
            // Some vectors of points that are there; the others stay.
            let points = ids.filter { model.points[.number($0)] != nil }.map { id in
                var point = VariableModel.point(id, &random)
                if id % 2 == 0 { point.vectors = [:] } else { point.sparseVectors = [:] }
                return point
            }
            try collection.updateVectors(points)
            for point in points { for (name, value) in point.values { model.points[point.id]?.values[name] = value } }
        case 4:
            try collection.deleteVectors(named: ["s", ""], of: ids.prefix(10).map { .number($0) })
            for id in ids.prefix(10) { for name in ["s", ""] { model.points[.number(id)]?.values[name] = nil } }
        default:
            let points = ids.map { VariableModel.point($0, &random) }
            try collection.upsert(points)
            for point in points { model.points[point.id] = point }
        }
    }

    /// Written, replaced, deleted, sealed, merged, reopened, and read by another process's eyes all the while.
    @Test(arguments: ["cosine", "dot", "euclidean", "manhattan"], [false, true]) func everythingAgreesWithAModel(_ measure: String, _ background: Bool) throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(background ? 31 : 30)
        var model = VariableModel(measure: try Measure(parsing: measure))
        var options = DatabaseOptions()
        options.isReadOnly = true
        try folder.database { $0.optimizesInBackground = background }.createCollection("c", VariableModel.configuration(model.measure))
        for round in 0..<2 {
            let database = try folder.database { $0.optimizesInBackground = background }
            let collection = try database.collection("c")
            let reader = try Database(path: folder.url.appending(path: "db").path, options: options)
            let read = try reader.collection("c")
            for _ in 0..<4 {
                for _ in 0..<4 { try Self.change(collection, &model, &random) }
                try Self.check(collection, model, &random)
                try Self.check(read, model, &random)
            }
            #expect(try database.verify() == [], "round \(round)")
            #expect(try reader.verify() == [])
            try reader.close()
            try database.close()
        }
    }

    @Test func backupAndRestore() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(8)
        var model = VariableModel(measure: .dot)
        let database = try folder.database()
        let collection = try database.createCollection("c", VariableModel.configuration(.dot))
        for _ in 0..<12 { try Self.change(collection, &model, &random) }
        let copy = folder.url.appending(path: "copy").path, restored = folder.url.appending(path: "restored").path
        try database.backup(to: copy)
        try Database.restore(from: copy, to: restored)
        let again = try Database(path: restored)
        #expect(try again.verify() == [])
        try Self.check(try again.collection("c"), model, &random)
    }

    /// Names that come and go: a point has a vector of a new name once it is given one, and none of an old name comes back.
    @Test func namesComeAndGo() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(21)
        let database = try folder.database()
        let collection = try database.createCollection("c", CollectionConfiguration(dimension: VariableModel.dimension, measure: .dot))
        var model = VariableModel(measure: .dot)
        for id in 0..<60 as Range<UInt64> { model.points[.number(id)] = Point(id: .number(id), vector: random.vector(VariableModel.dimension), payload: ["even": .bool(id % 2 == 0)]) }
        try collection.upsert(model.matching(nil))
        try collection.optimize()
        for turn in 0..<2 {
            try collection.addSparseVector("s")
            try collection.addVector("m", VectorConfiguration(dimension: VariableModel.dimension, measure: .dot, isMultivector: true))
            try Self.check(collection, model, &random)
            for _ in 0..<4 { try Self.change(collection, &model, &random) }
            try Self.check(collection, model, &random)
            if turn == 1 { break }
            for name in ["s", "m"] { try collection.removeVector(name) }
            model.points = model.points.mapValues { point in Point(id: point.id, vectors: point.vectors, payload: point.payload) }
            #expect(try collection.scroll(limit: 1000, withVectors: true).points == model.matching(nil))
            #expect { try collection.search(sparse: VariableModel.sparse(&random), using: "s", limit: 1) } throws: { "\($0)".contains("no vector named") }
        }
        #expect(try database.verify() == [])
        try Self.check(folder.reopened(database).collection("c"), model, &random)
    }

    /// Searches see each commit whole, while another thread writes and segments are merged.
    @Test func searchesSeeWholeCommits() async throws {
        let folder = try TemporaryFolder()
        let collection = try folder.database().createCollection("c", VariableModel.configuration(.dot))
        @Sendable func write(_ version: Int) throws {
            let value = Float(version)
            try collection.upsert(
                (0..<40).map { id in
                    Point(id: .number(UInt64(id)), values: ["s": .sparse(.init(indices: [UInt32(100 + id), 1], values: [1, value])), "m": .multi([[0, 0, 0, 1], [value, 0, 0, 0]])])
                })
        }
        try write(1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for version in 2...60 { try write(version) } }
            group.addTask { for _ in 0..<10 { try collection.optimize() } }
            for _ in 0..<2 {
                group.addTask {
                    var last: Float = 0
                    for _ in 0..<60 {
                        let sparse = try collection.search(sparse: .init(indices: [1], values: [1]), using: "s", limit: 100)
                        let multi = try collection.search(multi: [[1, 0, 0, 0]], using: "m", limit: 100, withVectors: true)
                        for hits in [sparse, multi] {
                            #expect(hits.map(\.id) == (0..<40).map { .number($0) })
                            #expect(hits.allSatisfy { $0.score == hits[0].score } && hits[0].score >= last)
                            last = hits[0].score
                        }
                        #expect(multi.allSatisfy { $0.multivectors?["m"]?[1][0] == $0.score && $0.sparseVectors?["s"]?.values[1] == $0.score })
                        #expect(try collection.frequencies(of: [1, 100, 7], using: "s") == (40, [40, 1, 0]))
                        #expect(try collection.similarities(to: [.sparse(.init(indices: [100], values: [1]))], using: "s").scores[0].reduce(0, +) == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try collection.verify() == [])
    }

    /// Without any dense vector, or without any vector at all.
    @Test func collectionsWithoutDenseVectors() throws {
        let folder = try TemporaryFolder()
        var sparse = CollectionConfiguration(vectors: [:])
        sparse.sparseVectors = ["s": .init()]
        sparse.optimizer.segmentRows = 50
        for (name, configuration) in [("sparse", sparse), ("bare", CollectionConfiguration(vectors: [:]))] {
            let database = try folder.database()
            let collection = try database.createCollection(name, configuration)
            var random = TestRandom(4)
            var model = VariableModel(measure: .dot)
            for id in 0..<150 as Range<UInt64> {
                var point = Point(id: .number(id), vectors: [:], payload: ["row": .int(Int64(id))])
                if name == "sparse", id % 10 > 0 { point.sparseVectors["s"] = VariableModel.sparse(&random) }
                model.points[point.id] = point
            }
            try collection.upsert(model.matching(nil))
            try collection.delete([3, 4])
            for id in [3, 4] as [PointID] { model.points[id] = nil }
            for step in 0..<3 {
                if step == 1 { try collection.optimize() }
                let opened = step == 2 ? try folder.reopened(database).collection(name) : collection
                #expect(try opened.scroll(limit: 1000, withVectors: true).points == model.matching(nil))
                #expect(try opened.info().points == 148)
                #expect(try opened.count(Filter(parsing: "row < 10")) == 8)
                guard name == "sparse" else { continue }
                let query = VariableModel.sparse(&random)
                #expect(try opened.search(sparse: query, using: "s", limit: 200).map(Scored.init) == model.sparseHits(query, limit: 200))
            }
        }
    }
}

extension TemporaryFolder {
    /// Closes a database of this folder and opens it again.
    func reopened(_ database: Database) throws -> Database {
        try database.close()
        return try self.database()
    }
}
