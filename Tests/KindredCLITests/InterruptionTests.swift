import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Imports that are stopped, killed, or not listened to.
@Suite struct InterruptionTests {
    private func prepared(_ rows: Int = 20_000) throws -> (Kindred, String) {
        let kindred = try Kindred()
        let file = try kindred.npy("v.npy", (0..<rows * 4).map { Float($0 % 1_013) }, dimension: 4)
        try kindred.succeed("create", "c", "--dimension", "4", "--measure", "euclidean")
        return (kindred, file)
    }

    private func count(_ kindred: Kindred) throws -> Int {
        Int(try kindred.succeed("count", "c").output.dropLast()) ?? -1
    }

    @Test func controlCStopsAfterADurableBatchAndResumes() throws {
        let (kindred, file) = try prepared()
        let stopped = try kindred.interruptImport(["c", file, "--batch", "50"], after: 5, with: SIGINT)
        #expect(stopped.status == 75)
        #expect(stopped.errors.contains("\(stopped.acknowledged) rows, which are safe: continue with the same command and --resume"))
        #expect(stopped.errors.filter { $0 == "\n" }.count == 1)
        #expect(stopped.acknowledged >= 250 && stopped.acknowledged < 20_000)
        #expect(try count(kindred) == stopped.acknowledged)
        let rest = try #require(try kindred.succeed("import", "c", file, "--resume", "--json").json.last)
        #expect(rest["imported"]?.intValue == Int64(20_000 - stopped.acknowledged))
        #expect(rest["acknowledged"] == 20_000)
        #expect(try count(kindred) == 20_000)
    }

    @Test(arguments: [1, 7, 40])
    func killedImportKeepsWhatItAcknowledged(batches: Int) throws {
        let (kindred, file) = try prepared()
        let killed = try kindred.interruptImport(["c", file, "--batch", "50"], after: batches, with: SIGKILL)
        try kindred.succeed("verify")
        let found = try count(kindred)
        #expect(found >= killed.acknowledged && killed.acknowledged >= batches * 50 && found < 20_000)
        let again = try #require(try kindred.succeed("import", "c", file, "--resume", "--json").json.last)
        #expect(again["imported"]?.intValue == Int64(20_000 - found))
        #expect(try count(kindred) == 20_000)
        for row in [0, found - 1, found, 19_999] {
            let expected = (row * 4..<row * 4 + 4).map { Float($0 % 1_013) }
            let vector = try kindred.succeed("get", "c", "\(row)", "--json").json.first?["vector"]?.arrayValue?.compactMap(\.doubleValue)
            #expect(vector?.map(Float.init) == expected)
        }
    }

    @Test func resumeNeedsTheSameFile() throws {
        let (kindred, file) = try prepared(100)
        try kindred.succeed("import", "c", file)
        #expect(try kindred.succeed("import", "c", file, "--resume", "--json").json.last?["imported"] == 0)
        _ = try kindred.npy("v.npy", (0..<440).map(Float.init), dimension: 4)
        #expect(try kindred.succeed("import", "c", file, "--resume", "--json").json.last?["imported"] == 110, "the file grew, so it is another one")
    }

    @Test func aReaderThatLeavesIsNoError() throws {
        let (kindred, file) = try prepared()
        try kindred.succeed("import", "c", file)
        let process = try kindred.process(["search", "c", "--queries", file, "--json"])
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        #expect(!pipe.fileHandleForReading.availableData.isEmpty)
        try pipe.fileHandleForReading.close()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }

    @Test func anImportGoesOnWithoutAReader() throws {
        let (kindred, file) = try prepared()
        let process = try kindred.process(["import", "c", file, "--batch", "100", "--json"])
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        #expect(!pipe.fileHandleForReading.availableData.isEmpty)
        try pipe.fileHandleForReading.close()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(try count(kindred) == 20_000)
    }
}
