import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// The uses of hard negatives from the command line: judged by them, with changed queries, and learned from.
@Suite struct HardTests {
    /// Three clouds on a circle in the first two of 6 components; every ninth point from the end on has no label, and lies near k0 but for its last component.
    private static func prepared(_ count: Int = 150) throws -> Kindred {
        let kindred = try Kindred(), noise = pseudorandom(count * 6, seed: 4)
        let values = (0..<count).flatMap { row -> [Float] in
            let angle = Double(isDoubted(row) ? 0 : row % 3) * 2.1
            return (0..<6).map { j in
                let middle = j == 0 ? cos(angle) : j == 1 ? sin(angle) : j == 5 && isDoubted(row) ? 1 : 0
                return Float(middle) + noise[row * 6 + j] * 0.6
            }
        }
        try kindred.succeed("create", "c", "--dimension", "6")
        let payload = try kindred.file("p.jsonl", (0..<count).map { isDoubted($0) ? "{}\n" : "{\"kind\": \"k\($0 % 3)\"}\n" }.joined())
        try kindred.succeed("import", "c", try kindred.npy("v.npy", values, dimension: 6), "--payload", payload)
        return kindred
    }

    private static func isDoubted(_ row: Int) -> Bool { row % 9 == 8 }

    private static func mean(_ figures: JSONValue?, _ name: String, _ side: String) throws -> Double {
        try #require(figures?.objectValue?[name]?.objectValue?[side]?.objectValue?["mean"]?.doubleValue, "\(name) \(side)")
    }

    @Test func hardNegativesStandBesideAll() throws {
        let kindred = try Self.prepared()
        let plain = try #require(try kindred.succeed("evaluate", "c", "--label", "kind", "--json").json.last)
        let named = try #require(try kindred.succeed("evaluate", "plain", "c", "--label", "kind", "--json").json.last)
        #expect(plain == named)
        let hard = try #require(try kindred.succeed("evaluate", "hard", "c", "--label", "kind", "--negatives", "5", "--json").json.last)
        #expect(hard["negatives"] == 5 && hard["mined_by"] == 1 && hard["rows"] == plain["rows"] && hard["unlabelled"] == 16)
        let ordinary = try #require(plain["figures"]?.objectValue?["map@r"]?.objectValue?["mean"]?.doubleValue)
        #expect(try abs(Self.mean(hard["figures"], "map@r", "all") - ordinary) < 1e-9)
        #expect(try Self.mean(hard["figures"], "triplet-accuracy", "hard") < Self.mean(hard["figures"], "triplet-accuracy", "all"))
        let pairs = try ["all", "hard"].map { try #require(hard["pairs"]?.objectValue?[$0]?.objectValue?["auc"]?.doubleValue) }
        #expect(pairs[1] < pairs[0])
        #expect(try kindred.succeed("evaluate", "hard", "c", "--label", "kind").output.contains("triplet-accuracy"))
        let labels = try kindred.file("l.txt", (0..<150).map { "\($0 % 3)\n" }.joined())
        let files = try #require(try kindred.succeed("evaluate", "hard", kindred.path("v.npy"), "--labels", labels, "--under", "euclidean", "--json").json.last)
        #expect(files["measure"] == "euclidean" && files["version"] == .null)
    }

    @Test func changedQueriesAreJudged() throws {
        let kindred = try Self.prepared()
        let found = try #require(try kindred.succeed("evaluate", "robust", "c", "--label", "kind", "--sizes", "0.1,0.5", "--seed", "2", "--json").json.last)
        let conditions = try #require(found["conditions"]?.arrayValue).compactMap(\.objectValue)
        #expect(conditions.map { $0["change"] } == ["none", "noise", "fgsm", "noise", "fgsm"] && conditions.map { $0["epsilon"]?.doubleValue } == [0, 0.1, 0.1, 0.5, 0.5])
        #expect(found["gradients"] == "exact" && found["norm"] == "linf")
        let order = try conditions.map { try Self.mean($0["figures"], "triplet-accuracy", "hard") }
        #expect(order[4] < order[3] && order[4] < order[0], "\(order)")
        let again = try kindred.succeed("evaluate", "robust", "c", "--label", "kind", "--sizes", "0.1,0.5", "--seed", "2", "--json").json.last
        #expect(again == found)
        #expect(try kindred.succeed("evaluate", "robust", "c", "--label", "kind", "--norm", "l2").output.contains("fgsm"))
    }

    @Test func pseudoNegativesTeach() throws {
        let kindred = try Self.prepared()
        let lines = (0..<150).filter(Self.isDoubted).map { "{\"id\": \($0), \"label\": \"k0\"}\n" }.joined()
        let learn = ["learn", "c", "--label", "kind", "--epochs", "20", "--hidden", "16", "--seed", "1", "--candidate", "--json"]
        let file = try kindred.file("d.jsonl", lines)
        let plain = try #require(try kindred.succeedAll(learn).json.last), taught = try #require(try kindred.succeedAll(learn + ["--pseudo-negatives", file]).json.last)
        #expect(plain["pseudo_negatives"] == nil && taught["pseudo_negatives"] == 16)
        #expect(plain["losses"] != taught["losses"] && plain["points"] == taught["points"] && plain["before"] == taught["before"])
    }

    @Test(arguments: [
        ("{\"id\": 8}\n", "\"label\" is missing"), ("\n{\"label\": \"k0\"}\n", "line 2"), ("{\"id\": 8, \"label\": \"k0\", \"weight\": 2}\n", "weight"),
        ("{\"id\": 8, \"label\": \"k0\", \"score\": 2}\n", "score"), ("{\"id\": 8, \"label\": \"k9\"}\n", "no point is of class k9"), ("{\"id\": 999, \"label\": \"k0\"}\n", "point 999 is not in"),
        ("{\"id\": 3, \"label\": \"k1\"}\n", "point 3 has the label k0"), ("{\"id\": 8, \"label\": \"k0\"}\n{\"id\": 8, \"label\": \"k0\"}\n", "before"), ("\n", "lists no points"),
        ("no json\n", "line 1"),
    ]) func wrongLinesAreNamed(_ text: String, _ complaint: String) throws {
        let kindred = try Self.prepared(60), answer = try kindred.run("learn", "c", "--label", "kind", "--pseudo-negatives", kindred.file("d.jsonl", text))
        #expect(answer.status != 0 && answer.errors.contains(complaint), "\(answer)")
    }

    @Test(arguments: [
        ["evaluate", "hard", "c"], ["evaluate", "hard", "c", "--label", "kind", "--negatives", "0"], ["evaluate", "hard", "c", "--label", "kind", "--mined-by", "7"],
        ["evaluate", "hard", "v.npy", "--labels", "l.npy", "--mined-by", "1"], ["evaluate", "hard", "none", "--label", "kind"], ["evaluate", "robust", "c", "--label", "kind", "--sizes", "0"],
        ["evaluate", "robust", "c", "--label", "kind", "--sizes", "0.1,,2"], ["evaluate", "robust", "c", "--label", "kind", "--box", "1,0"],
        ["evaluate", "robust", "c", "--label", "kind", "--box", "0,1"],
        ["evaluate", "robust", "c", "--label", "kind", "--norm", "l1"], ["evaluate", "hard", "c", "--label", "nothing"], ["attack", "c", "--label", "kind", "--among", "1"],
        ["learn", "c", "--label", "kind", "--pseudo-negatives", "nowhere.jsonl"], ["learn", "c", "--feedback", "--pseudo-negatives", "d.jsonl"],
    ]) func wrongInputIsNamed(_ arguments: [String]) throws {
        try Self.prepared(60).refuses(arguments)
    }

    @Test func fewerPointsMayAnswer() throws {
        let kindred = try Self.prepared()
        let report = try #require(
            try kindred.succeed("attack", "c", "--label", "kind", "--points", "20", "--among", "60", "--certify", "0", "--steps", "5", "--json").json.last)
        #expect(report["points"] == 134 && report["answering"] == 60 && report["attacked"] == 20)
    }
}
