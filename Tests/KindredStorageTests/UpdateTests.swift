import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// Writes that look at what is there first, against a dictionary.
@Suite struct UpdateTests {
    private static func configuration() -> CollectionConfiguration {
        var configuration = CollectionConfiguration(vectors: ["a": VectorConfiguration(dimension: 3, measure: .euclidean), "b": VectorConfiguration(dimension: 2, measure: .dot)])
        configuration.vectors["m"] = VectorConfiguration(dimension: 2, measure: .dot, isMultivector: true)
        configuration.sparseVectors["s"] = SparseVectorConfiguration()
        configuration.optimizer.segmentRows = 24
        configuration.optimizer.indexingThreshold = 0
        return configuration
    }

    private static func ids(_ random: inout TestRandom, _ count: ClosedRange<Int>) -> [PointID] {
        (0..<Int.random(in: count, using: &random)).map { _ in
            let number = UInt64.random(in: 0..<60, using: &random)
            return number % 3 == 0 ? .uuid(high: 1, low: number) : .number(number)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func randomWrites(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(seed), database = try folder.database()
        var model = UpdateModel(configuration: Self.configuration())
        try database.createCollection("c", model.configuration)
        for step in 0..<150 {
            let collection = try database.collection("c")
            let what = try Self.step(collection, &model, &random)
            try model.check(collection, &random, "step \(step): \(what)")
            guard step % 10 == 9 else { continue }
            if Bool.random(using: &random) { try collection.optimize() }
            #expect(try collection.verify() == [], "step \(step): \(what)")
            try database.close()
            database = try folder.database()
            try model.check(try database.collection("c"), &random, "reopening after step \(step): \(what)")
        }
        try database.close()
    }

    /// One write on both sides, and its name.
    private static func step(_ collection: VectorCollection, _ model: inout UpdateModel, _ random: inout TestRandom) throws -> String {
        let configuration = model.configuration
        switch Int.random(in: 0..<14, using: &random) {
        case 0...3:
            let points = ids(&random, 1...20).map { random.point($0, configuration) }
            let mode = [UpdateMode.upsert, .insertOnly, .updateOnly].randomElement(using: &random) ?? .upsert
            let filter = Bool.random(using: &random) ? random.filter() : nil
            try collection.upsert(points, mode: mode, filter: filter)
            model.upsert(points, mode: mode, filter: filter)
            return "upsert \(mode) \(filter.map { "\($0)" } ?? "")"
        case 4...5:
            let known = model.points.keys.sorted()
            let points = ids(&random, 1...8).filter { known.contains($0) }.map { random.point($0, configuration, least: 1) }
            let filter = Bool.random(using: &random) ? random.filter() : nil
            try collection.updateVectors(points, filter: filter)
            model.updateVectors(points, filter: filter)
            return "update vectors"
        case 6: return try deleteVectors(collection, &model, &random)
        case 7...9: return try changePayload(collection, &model, &random)
        case 10:
            let filter = random.filter()
            #expect(try collection.delete(matching: filter) == model.ids(matching: filter).count)
            for id in model.ids(matching: filter) { model.points[id] = nil }
            return "delete by filter"
        case 11:
            let name = ["b", "m", "s"].randomElement(using: &random) ?? "b"
            guard configuration.vectors[name] != nil || configuration.sparseVectors[name] != nil else { return "nothing" }
            try collection.removeVector(name)
            model.removeVector(name)
            return "remove \(name)"
        default: return try add(collection, &model, &random)
        }
    }

    private static func deleteVectors(_ collection: VectorCollection, _ model: inout UpdateModel, _ random: inout TestRandom) throws -> String {
        let all = model.configuration.vectors.keys.sorted() + model.configuration.sparseVectors.keys.sorted()
        let names = Array(all.shuffled(using: &random).prefix(2))
        let chosen: [PointID]
        if Bool.random(using: &random) {
            let filter = random.filter()
            chosen = model.ids(matching: filter)
            try collection.deleteVectors(named: names, matching: filter)
        } else {
            chosen = ids(&random, 1...10)
            try collection.deleteVectors(named: names, of: chosen)
        }
        for id in chosen { for name in names { model.points[id]?.values[name] = nil } }
        return "delete vectors \(names)"
    }

    private static func changePayload(_ collection: VectorCollection, _ model: inout UpdateModel, _ random: inout TestRandom) throws -> String {
        let path: PayloadPath? = [nil, "o.p", "parts[0]", "parts[].z", "n", "new.deep"].randomElement(using: &random) ?? nil
        let set: Payload = ["v": .int(Int64.random(in: 0..<9, using: &random))]
        let change: VectorCollection.PayloadChange = [.merge(set, at: path), .replace(set, at: path), .remove(["o.p.q", "parts[].k"]), .clear].randomElement(using: &random) ?? .clear
        let chosen: [PointID]
        if Bool.random(using: &random) {
            let filter = random.filter()
            chosen = model.ids(matching: filter)
            #expect(try collection.changePayload(matching: filter, change) == chosen.count)
        } else {
            chosen = ids(&random, 1...10)
            #expect(try collection.changePayload(chosen, change) == Set(chosen).filter { model.points[$0] != nil }.count)
        }
        for id in Set(chosen) {
            guard var payload = model.points[id]?.payload else { continue }
            switch change {
            case .merge(let other, let path): payload.merge(other, at: path)
            case .replace(let other, let path): if let path { payload.set(.object(other), at: path) } else { payload = other }
            case .remove(let paths): for path in paths { payload.remove(at: path) }
            case .clear: payload = [:]
            }
            model.points[id]?.payload = payload
        }
        return "change payload \(change)"
    }

    private static func add(_ collection: VectorCollection, _ model: inout UpdateModel, _ random: inout TestRandom) throws -> String {
        let configuration = model.configuration
        guard let name = ["b", "m", "s"].first(where: { configuration.vectors[$0] == nil && configuration.sparseVectors[$0] == nil }) else { return "nothing" }
        if name == "s", Bool.random(using: &random) {
            try collection.addSparseVector(name)
            model.configuration.sparseVectors[name] = SparseVectorConfiguration()
            return "add sparse \(name)"
        }
        let vector = VectorConfiguration(dimension: Int.random(in: 1...5, using: &random), measure: .dot, isMultivector: name == "m")
        try collection.addVector(name, vector)
        model.configuration.vectors[name] = vector
        return "add \(name) of dimension \(vector.dimension)"
    }

    @Test func unknownPointsAreNamedAndNothingChanges() throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        let collection = try database.createCollection("c", CollectionConfiguration(dimension: 2, measure: .dot))
        try collection.upsert([Point(id: 1, vector: [1, 2])])
        let error = #expect(throws: StorageError.self) { try collection.updateVectors([Point(id: 1, vector: [3, 4]), Point(id: 7, vector: [5, 6])]) }
        #expect(error?.code == .notFound && error?.message == "No point with id 7 found")
        #expect(try collection.fetch(1)?.vector == [1, 2])
        #expect(throws: StorageError.self) { try collection.updateVectors([Point(id: 1, vector: [3])]) }
        #expect(throws: StorageError.self) { try collection.deleteVectors(named: ["nope"], of: [1]) }
        #expect(throws: StorageError.self) { try collection.upsert([Point(id: 1, vector: [3])], mode: .insertOnly) }
        #expect(try collection.fetch(1)?.vector == [1, 2])
        try database.close()
    }

    @Test func theLastOfSeveralCounts() throws {
        let folder = try TemporaryFolder(), database = try folder.database()
        let collection = try database.createCollection("c", CollectionConfiguration(dimension: 1, measure: .dot))
        #expect(try collection.upsert([Point(id: 1, vector: [1]), Point(id: 1, vector: [2])], mode: .insertOnly) == 1)
        #expect(try collection.fetch(1)?.vector == [2])
        #expect(try collection.upsert([Point(id: 1, vector: [3]), Point(id: 2, vector: [4])], mode: .insertOnly) == 1)
        #expect(try collection.fetch(1)?.vector == [2])
        try database.close()
    }

    @Test func writesAreNumberedAndPointsHaveVersions() throws {
        let folder = try TemporaryFolder()
        var database = try folder.database()
        var collection = try database.createCollection("c", CollectionConfiguration(dimension: 1, measure: .dot))
        try collection.upsert([Point(id: 1, vector: [1]), Point(id: 2, vector: [2])])
        let first = collection.lastCommit, versions = try collection.records([1, 2]).map(\.version)
        try collection.changePayload([2], .merge(["a": 1]))
        try collection.upsert([Point(id: 1, vector: [3])])
        #expect(collection.lastCommit > first)
        let later = try collection.records(from: nil, limit: 5)
        #expect(later.next == nil && later.records[0].version > versions[1] && later.records[1].version == versions[1])
        let last = collection.lastCommit
        try database.close()
        database = try folder.database()
        collection = try database.collection("c")
        #expect(collection.lastCommit >= last)
        #expect(try collection.records([1]).map(\.version) == [later.records[0].version])
        try database.close()
    }

    @Test func doorParametersStay() throws {
        let folder = try TemporaryFolder()
        var database = try folder.database()
        try database.createCollection("c", CollectionConfiguration(dimension: 1, measure: .dot), doorParameters: "{}")
        struct Refusal: Error {}
        #expect(throws: Refusal.self) { try database.collection("c").changeDoorParameters { _ in throw Refusal() } }
        #expect(try database.collection("c").doorParameters() == "{}")
        try database.collection("c").changeDoorParameters { old in "[\(old ?? "")]" }
        try database.close()
        database = try folder.database { $0.isReadOnly = true }
        #expect(try database.collection("c").doorParameters() == "[{}]")
        try database.close()
    }
}
