import CrashWriter
import Foundation
import KindredStorage
import Testing

/// Writers killed with SIGKILL at random moments, over and over on the same database: what was acknowledged is there, what was
/// under way is there whole or not at all, and nothing else is.
@Suite struct KillTests {
    /// What a series of kills met, so that a series that tested nothing fails.
    private struct Tally {
        var kills = 0
        var acknowledged = 0
        var whole = 0
        var absent = 0
    }

    /// 4 × 50 kills while sealing, merging, vacuuming and building graphs go on all the time.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func points(_ seed: UInt64) throws {
        let tally = try series("points", seed: seed, kills: 50) { database, model in
            guard let states = model.collections["c"] else { return }
            try Self.search(database.collection("c"), states)
        }
        #expect(tally.acknowledged > 3 * tally.kills, "\(tally)")
        #expect(5 * (tally.whole + tally.absent) > tally.kills, "\(tally)")
    }

    @Test func backups() throws {
        var abandoned = 0
        let tally = try series("backup", seed: 5, kills: 25) { database, _ in
            let backups = database.url.deletingLastPathComponent().appending(path: "backups")
            for name in try FileManager.default.contentsOfDirectory(atPath: backups.path).sorted() where !name.hasPrefix(".") {
                var options = DatabaseOptions()
                options.isReadOnly = true
                let copy = try Database(path: backups.appending(path: name).path, options: options)
                #expect(try copy.verify() == [], "backup \(name)")
                _ = try CrashModel.read(copy)
                try copy.close()
            }
            func left() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: backups.path).count { $0.contains(".partial-") } }
            abandoned += try left()
            try database.backup(to: backups.appending(path: "next").path)
            #expect(try left() == 0, "a backup left what a killed one had begun")
            try FileManager.default.removeItem(at: backups)
            try FileManager.default.createDirectory(at: backups, withIntermediateDirectories: true)
        }
        #expect(tally.acknowledged > 2 * tally.kills, "\(tally)")
        #expect(abandoned > 0, "no kill met a backup")
    }

    @Test func collections() throws {
        let tally = try series("collections", seed: 6, kills: 40) { database, model in
            let folders = try FileManager.default.contentsOfDirectory(atPath: database.url.appending(path: "collections").path)
            #expect(folders.count == model.collections.count, "a killed create or drop left a folder behind")
        }
        #expect(tally.acknowledged > tally.kills, "\(tally)")
    }

    /// A vector that comes and goes, with another dimension each time.
    @Test func vectors() throws {
        let tally = try series("vectors", seed: 7, kills: 30) { database, model in
            guard let states = model.collections["c"] else { return }
            let collection = try database.collection("c")
            #expect(try collection.ids(matching: Filter(.hasVector(CrashScript.second))).count == states.values.count { $0.second != nil })
            try Self.search(collection, states)
        }
        #expect(tally.acknowledged > 2 * tally.kills, "\(tally)")
    }

    private func series(_ script: String, seed: UInt64, kills: Int, _ more: (Database, CrashModel) throws -> Void) throws -> Tally {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url.appending(path: "backups"), withIntermediateDirectories: true)
        var random = TestRandom(seed)
        var model = CrashModel()
        var tally = Tally()
        for round in 0..<Soak.kills(kills) {
            let start = UInt64(round) * 1_000_000 + 1
            let process = try CrashProcess(script, folder: folder.path, seed: random.next(), start: start, log: folder.url.appending(path: "log"))
            // Every third dies while it opens the database or soon after.
            usleep(UInt32.random(in: 0...Soak.time(round % 3 == 0 ? 60_000 : 450_000), using: &random))
            try process.kill()
            let (acknowledged, inFlight) = try process.operations()
            for operation in acknowledged { model.apply(operation) }
            let database = try folder.database()
            let found = try CrashModel.read(database)
            if let inFlight, found == model.applying(inFlight), found != model {
                tally.whole += 1
                model = found
            } else {
                tally.absent += inFlight == nil ? 0 : 1
                try #require(found == model, "kill \(round) during \(inFlight?.line ?? "no write"): \(model.difference(found))")
            }
            tally.acknowledged += acknowledged.count
            tally.kills += 1
            let problems = try database.verify()
            try #require(problems.isEmpty, "kill \(round) during \(inFlight?.line.prefix(80) ?? "no write"): \(problems)")
            try more(database, model)
            try database.close()
        }
        return tally
    }

    /// Searches, counts and filters agree with what the collection must hold.
    private static func search(_ collection: VectorCollection, _ states: [UInt64: CrashModel.State]) throws {
        #expect(collection.count == states.count)
        let filter = try Filter(parsing: "tag = \"t3\"")
        let tagged = states.filter { $0.value.version % 7 == 3 }
        #expect(try collection.count(filter) == tagged.count)
        #expect(Set(try collection.scroll(limit: 1 << 20, filter: filter).points.map(\.id)) == Set(tagged.keys.map { .number($0) }))
        let query = SparseVector(indices: Array(0..<50), values: [Float](repeating: 1, count: 50))
        let sparse = states.filter { id, state in
            if case .sparse(let vector)? = CrashScript.variableVectors(id, state.version)["sparse"] { !vector.indices.isEmpty } else { false }
        }
        #expect(Set(try collection.search(sparse: query, using: "sparse", limit: 1 << 20).map(\.id)) == Set(sparse.keys.map { .number($0) }))
        let multi = states.filter { CrashScript.variableVectors($0.key, $0.value.version)["multi"] != nil }
        #expect(try collection.count(Filter(.hasVector("multi"))) == multi.count)
        #expect(try collection.search(multi: [[1, 2, 3]], using: "multi", limit: 1 << 20).count == multi.count)
        for (id, state) in states.sorted(by: { $0.key < $1.key }).enumerated().filter({ $0.offset % 97 == 0 }).map(\.element) {
            var request = SearchRequest(CrashScript.vector(id, state.version), limit: 10)
            request.effort = .exact
            let exact = try collection.search(request)
            #expect(exact.map(\.id) == nearest(states, to: request.vector, limit: 10))
            #expect(exact.first?.id == .number(id) && exact.first?.score == 0)
            if let last = exact.last, case .number(let far) = last.id, let version = states[far]?.version, let measure = collection.configuration.vectors[""]?.measure {
                #expect(last.score == measure.value(request.vector.span, CrashScript.vector(far, version).span))
            }
            request.effort = .default
            request.withVectors = true
            let found = try collection.search(request)
            #expect(found.count == min(10, states.count) && Set(found.map(\.id)).count == found.count)
            for hit in found {
                guard case .number(let id) = hit.id, let version = states[id]?.version else { Issue.record("\(hit.id) was deleted"); continue }
                #expect(hit.vectors?[""] == CrashScript.vector(id, version))
            }
        }
    }

    private static func nearest(_ states: [UInt64: CrashModel.State], to query: [Float], limit: Int) -> [PointID] {
        let scored = states.map { id, state in
            (id: id, distance: zip(query, CrashScript.vector(id, state.version)).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) })
        }
        return scored.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }.prefix(limit).map { .number($0.id) }
    }
}
