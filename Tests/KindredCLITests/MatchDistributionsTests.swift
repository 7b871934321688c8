import Foundation
import Testing

@testable import KindredCLI
@testable import KindredService

/// Distributions at the command line.
@Suite struct MatchDistributionsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

    private static var irises: String { root.appending(path: "Examples/Distributions/iris.csv").path }

    @Test func mixturesAreFittedAndDescribed() throws {
        let kindred = try Kindred(), names = "sepal length,sepal width,petal length,petal width"
        let fit = try #require(
            try kindred.succeed("match", "distributions", "mixture", Self.irises, "--vector-columns", names, "--components", "3", "--output", kindred.path("shares.npy"), "--json").json.first)
        #expect(abs((fit["log_likelihood"]?.doubleValue ?? 0) + 1.2013) < 1e-3)
        #expect(fit["labels"]?.arrayValue?.count == 150 && fit["components"]?.arrayValue?.count == 3)
        #expect(try VectorFile.readAll(kindred.path("shares.npy")).dimension == 3)
        let page = kindred.path("irises.html")
        #expect(try kindred.succeed("match", "distributions", "mixture", Self.irises, "--vector-columns", names, "--report", page).output.contains("petal length"))
        #expect(try String(contentsOfFile: page, encoding: .utf8).contains("component 2"))
    }

    @Test func mixturesAreKeptAndUsedAgain() throws {
        let kindred = try Kindred(), names = "sepal length,sepal width,petal length,petal width", model = kindred.path("iris.safetensors")
        let columns = ["--vector-columns", names], command = ["match", "distributions", "mixture", Self.irises]
        let fit = try #require(try kindred.succeedAll(command + columns + ["--save", model, "--json"]).json.first)
        let again = try #require(try kindred.succeedAll(command + columns + ["--model", model, "--json"]).json.first)
        #expect(again["labels"] == fit["labels"] && again["components"] == fit["components"] && again["fitted_log_likelihood"] == fit["log_likelihood"])
        #expect(abs((again["log_likelihood"]?.doubleValue ?? 0) - (fit["log_likelihood"]?.doubleValue ?? 1)) < 1e-9)
        #expect(again["log_densities"]?.arrayValue?.count == 150)
        let page = kindred.path("again.html"), answer = try kindred.succeedAll(command + columns + ["--model", model, "--report", page]).output
        #expect(answer.contains("petal length") && answer.contains("least expected: row "))
        let far = try kindred.npy("far.npy", [90, 90, 90, 90, 5, 3, 1, 0.2], dimension: 4)
        #expect(try kindred.succeed("match", "distributions", "mixture", far, "--model", model).output.contains("least expected: row 0"))
        let hits = try kindred.succeed(
            "match", "distributions", "nearest", far, "--labels", kindred.file("l.txt", "a\na\n"), "--query", model, "--divergence", "w2", "--regularization", "0.1", "--json"
        ).json.first
        #expect(hits?["hits"]?.arrayValue?.count == 1)
        let order = "sepal width,sepal length,petal length,petal width"
        try kindred.refuses(command + ["--vector-columns", order, "--model", model], status: 65, fragment: "the mixture was fitted to sepal length,")
        try kindred.refuses(command + ["--vector-columns", "petal width", "--model", model], status: 65, fragment: "fitted to 4")
        try kindred.refuses(command + columns + ["--model", far], status: 65, fragment: "no safetensors file")
        try kindred.refuses(command + columns + ["--model", kindred.path("none")], status: 66, fragment: "no such file")
        try kindred.refuses(command + columns + ["--model", model, "--save", model], status: 64, fragment: "--save")
        try kindred.refuses(command + columns + ["--model", model, "--components", "3"], status: 64, fragment: "--components")
        try kindred.refuses(command + columns + ["--save", "/nowhere/m.safetensors"], fragment: "/nowhere/m.safetensors")
        try kindred.refuses(["match", "distributions", "topics", Self.irises, "--model", model], status: 65, fragment: "is of kind mixture, not topics")
    }

    @Test func topicsAreKeptAndUsedAgain() throws {
        let kindred = try Kindred(), model = kindred.path("t.safetensors"), command = ["match", "distributions", "topics"]
        let line = { (number: Int) in number % 2 == 0 ? "The lion hunts zebras, lion!\n" : "A violin and a piano play; piano.\n" }
        let texts = try kindred.file("t.txt", (0..<60).map(line).joined()), shares = kindred.path("shares.npy")
        let learned = try #require(try kindred.succeedAll(command + [texts, "--topics", "2", "--save", model, "--json"]).json.first)
        let new = try kindred.file("new.txt", "a lion\nthe piano plays piano\nnothing known\n")
        let found = try #require(try kindred.succeedAll(command + [new, "--model", model, "--output", shares, "--json"]).json.first)
        #expect(found["topics"] == learned["topics"] && found["texts"]?.intValue == 3 && found["unigram_perplexity"] == .null)
        let rows = try VectorFile.readAll(shares), first = (0..<rows.count).map { rows.vector($0).first ?? 0 }
        #expect(first.count == 3 && (first[0] - 0.5) * (first[1] - 0.5) < 0, "a lion and a piano are not of one topic")
        #expect(abs(first[2] - 0.5) < 1e-6, "what has no known word is of both alike")
        #expect(try kindred.succeedAll(command + [new, "--model", model]).output.contains("perplexity of these texts"))
        try kindred.refuses(command + [new, "--model", model, "--topics", "2"], status: 64, fragment: "--topics")
        try kindred.refuses(command + [new, "--model", model, "--save", model], status: 64, fragment: "--save")
        try kindred.refuses(command + [new, "--model", new], status: 65, fragment: "no safetensors file")
    }

    @Test func classesAreComparedWithEachOther() throws {
        let kindred = try Kindred()
        var values: [Float] = []
        for row in 0..<90 {
            values.append(Float(row % 3) * 4 + Float(row % 7) / 7)
            values.append(Float(row % 5))
        }
        let points = try kindred.npy("p.npy", values, dimension: 2)
        let labels = try kindred.file("l.txt", (0..<90).map { "c\($0 % 3)\n" }.joined())
        for divergence in Divergence.names {
            let answer = try kindred.succeed("match", "distributions", "nearest", points, "--labels", labels, "--item", "c0", "--divergence", divergence, "--json").json.first
            let hits = try #require(answer?["hits"]?.arrayValue)
            #expect(hits.compactMap { $0.objectValue?["item"]?.stringValue } == ["c0", "c1", "c2"], "\(divergence)")
        }
    }

    @Test func topicsAreFoundAndTextsCompared() throws {
        let kindred = try Kindred()
        let line = { (number: Int) in number % 2 == 0 ? "{\"t\":\"The lion hunts zebras, lion!\"}\n" : "{\"t\":\"A violin and a piano play; piano.\"}\n" }
        let texts = try kindred.file("t.jsonl", (0..<60).map(line).joined()), shares = kindred.path("shares.npy")
        let found = try #require(try kindred.succeed("match", "distributions", "topics", texts, "--field", "t", "--topics", "2", "--output", shares, "--json").json.first)
        let words = try #require(found["topics"]?.arrayValue).compactMap { topic in topic.objectValue?["words"]?.arrayValue?.compactMap(\.stringValue) }
        #expect(Set(words.map { Set($0.prefix(3)) }) == [["lion", "hunts", "zebras"], ["piano", "violin", "play"]])
        #expect(found["perplexity"]?.doubleValue ?? 99 < found["unigram_perplexity"]?.doubleValue ?? 0)
        let answer = try kindred.succeed("match", "distributions", "nearest", shares, "--histograms", "--item", "4", "--k", "5", "--divergence", "hellinger", "--json").json.first
        #expect(answer?["hits"]?.arrayValue?.allSatisfy { Int($0.objectValue?["item"]?.stringValue ?? "1").map { $0 % 2 == 0 } ?? false } == true)
    }

    @Test(arguments: [
        (["mixture", "none.npy"], 66, "none.npy: no such file"), (["mixture", "p.npy", "--components", "9"], 65, "2 points do not make 9"),
        (["mixture", "p.npy", "--components", "0"], 65, "components is 0"),
        (["mixture", "p.npy", "--covariance", "round"], 64, "round"), (["topics", "none.txt"], 66, "none.txt: no such file"), (["topics", "t.txt"], 65, "no two words"),
        (["topics", "t.txt", "--field", "x"], 65, "line 1: is no JSON object"), (["topics", "t.txt", "--held-out", "1"], 64, "--held-out 1"),
        (["topics", "t.txt", "--most-share", "2"], 64, "--most-share 2"),
        (["topics", "t.txt", "--least-texts", "1", "--most-share", "1", "--topics", "0"], 65, "topics is 0"), (["nearest", "p.npy"], 64, "Give one of"),
        (["nearest", "p.npy", "--item", "1"], 65, "is one set of points"),
        (["nearest", "p.npy", "--item", "9", "--histograms"], 65, "no item is called '9'"),
        (["nearest", "p.npy", "--item", "0", "--histograms", "--divergence", "w2"], 65, "no distance from each other"),
        (["nearest", "n.npy", "--item", "0", "--histograms"], 65, "n.npy, row 0: weight 1 is -2"), (["nearest", "p.npy", "--item", "0", "--histograms", "--k", "0"], 64, "--k 0"),
        (["mixture", "p.npy", "--nonsense"], 64, "nonsense"),
    ])
    func wrongInputIsOneLine(arguments: [String], status: Int32, fragment: String) throws {
        let kindred = try Kindred()
        _ = try kindred.npy("p.npy", [1, 2, 3, 4], dimension: 2)
        _ = try kindred.npy("n.npy", [1, -2], dimension: 2)
        _ = try kindred.file("t.txt", "one two three\n")
        try kindred.refuses(["match", "distributions"] + arguments, status: status, fragment: fragment)
    }
}
