import CrashWriter
import Foundation
import KindredStorage
import Testing

/// A database that another process writes to.
@Suite struct ConcurrencyProcessTests {
    /// A reader sees each write whole, and later writes as they come; a second writer is refused.
    @Test func readingWhileAnotherProcessWrites() throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "log")
        let process = try CrashProcess("points", folder: folder.path, seed: 3, start: 1, log: log)
        var counts: Set<Int> = []
        do {
            while try process.operations().acknowledged.count < 3 { usleep(5_000) }
            #expect { try folder.database() } throws: { ($0 as? StorageError)?.code == .locked }
            let database = try folder.database { $0.isReadOnly = true }
            let collection = try database.collection("c")
            for round in 0..<60 {
                let states = try #require(try CrashModel.read(database).collections["c"])
                counts.insert(states.count)
                var request = SearchRequest(CrashScript.vector(UInt64(round), 1), limit: 10)
                request.withPayload = true
                request.withVectors = true
                request.filter = try Filter(parsing: "version > 0")
                for hit in try collection.search(request) {
                    guard case .number(let id) = hit.id, let version = hit.payload?["version"]?.intValue else { Issue.record("found \(hit)"); continue }
                    #expect(hit.vectors?[""] == CrashScript.vector(id, UInt64(version)))
                }
                if round % 20 == 0 { #expect(try database.verify() == []) }
                usleep(10_000)
            }
            try database.close()
        } catch {
            try process.kill()
            throw error
        }
        try process.kill()
        #expect(counts.count > 3, "the reader saw \(counts.count) states")
        #expect(try folder.database().verify() == [])
    }
}
