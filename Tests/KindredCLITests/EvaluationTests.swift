import Foundation
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
}
