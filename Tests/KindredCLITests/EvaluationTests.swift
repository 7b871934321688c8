import Foundation
import KindredService
import Testing

@testable import KindredCLI

@Suite struct EvaluationTests {
    @Test func compareAndAdviseAnswerInTextAndJSON() throws {
        let kindred = try Kindred()
        let vectors = try kindred.npy("v.npy", pseudorandom(400, seed: 5), dimension: 4)
        let labels = try kindred.file("l.txt", (0..<100).map { "\($0 % 3)\n" }.joined()), report = kindred.path("r.html")
        let compared = try kindred.succeed("compare", vectors, "--labels", labels, "--json", "--report", report)
        #expect(compared.errors.isEmpty && compared.json.count == 1)
        #expect(compared.json.first?["indexes"]?.arrayValue?.first?.objectValue?["recall_at_10"] == 1.0)
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("<svg"))
        let text = try kindred.succeed("compare", vectors)
        #expect(text.output.hasPrefix("measure") && text.output.contains("confirmed") && text.output.contains("hnsw"))
        #expect(try kindred.succeed("advise", vectors).output.contains("intrinsic dimension"))
        #expect(try kindred.succeed("advise", vectors, "--json").json.first?["index"]?.objectValue?["index"] == "flat")
    }

    /// Sixty rows of three groups that lie well apart.
    private static let groups = (0..<60).flatMap { row in pseudorandom(3, seed: UInt64(row)).map { $0 + Float(row % 3) * 20 } }

    @Test func clustersAreFoundAndWritten() throws {
        let kindred = try Kindred()
        let vectors = try kindred.npy("v.npy", Self.groups, dimension: 3), report = kindred.path("r.html")
        let labels = try kindred.file("l.txt", (0..<60).map { "g\($0 % 3)\n" }.joined())
        for options in [["--clusters", "3"], ["--method", "kmeans", "--clusters", "3"], ["--method", "dbscan", "--eps", "4"], ["--affinity", "gaussian", "--clusters", "3"]] {
            let process = try kindred.process(["cluster", vectors, "--labels", labels, "--json", "--report", report] + options)
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let object = try JSONObject(parsing: text)
            #expect(object["ari"] == 1.0 && object["clusters"] == 3 && object["labels"]?.arrayValue?.count == 60, "\(options)")
        }
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("<svg"))
        #expect(try kindred.succeed("cluster", vectors, "--clusters", "3").output.hasPrefix("cluster"))
        try kindred.succeed("create", "c", "--dimension", "3", "--measure", "euclidean")
        try kindred.succeed("import", "c", vectors)
        let written = try kindred.succeed("cluster", "c", "--clusters", "3", "--field", "group", "--json").json.first
        #expect(written?["labels"] == nil && written?["sizes"]?.arrayValue?.count == 3)
        #expect(try kindred.succeed("count", "c", "--filter", "group = 0").output == "20\n")
    }
}
