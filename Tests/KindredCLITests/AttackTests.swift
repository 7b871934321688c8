import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Attacks from the command line, hardening, and made vectors.
@Suite struct AttackTests {
    /// Three clouds on a circle of radius 1 in the first two of 6 components, all within −2 … 2.
    private static func rows(_ count: Int) -> [Float] {
        let noise = pseudorandom(count * 6, seed: 4)
        return (0..<count).flatMap { row -> [Float] in
            let angle = Double(row % 3) * 2.1
            return (0..<6).map { j in (j == 0 ? Float(cos(angle)) : j == 1 ? Float(sin(angle)) : 0) + noise[row * 6 + j] * 0.2 }
        }
    }

    private static func prepared(_ count: Int = 150) throws -> Kindred {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "6")
        let payload = try kindred.file("p.jsonl", (0..<count).map { "{\"kind\": \"k\($0 % 3)\"}\n" }.joined())
        try kindred.succeed("import", "c", try kindred.npy("v.npy", rows(count), dimension: 6), "--payload", payload)
        return kindred
    }

    @Test func anAttackIsReported() throws {
        let kindred = try Self.prepared(), page = kindred.path("attack.html")
        let report = try #require(
            try kindred.succeed("attack", "c", "--label", "kind", "--epsilon", "0.4", "--steps", "10", "--certify", "3", "--seed", "1", "--report", page, "--json").json.last)
        let figures = ["clean", "fgsm", "pgd"].compactMap { report[$0]?.doubleValue }
        #expect(figures.count == 3 && figures[0] > 0.95 && figures[2] <= figures[1] && figures[1] <= figures[0])
        #expect(report["measure"] == "cosine" && report["attacked"] == 150 && report["gradients"] == "exact")
        #expect(report["deepfool_median_l2"]?.doubleValue ?? 0 > 0.1)
        let curve = try #require(report["curve"]?.arrayValue).compactMap { $0.objectValue?["pgd"]?.doubleValue }
        #expect(curve.count == 6 && curve == curve.sorted(by: >))
        #expect(report["per_class"]?.arrayValue?.count == 3)
        #expect(report["certified"]?.objectValue?["points"] == 3)
        #expect(report["hubs"]?.arrayValue?.isEmpty == false)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<svg") && html.contains("Weak spots"))
        // Same seed, same answer.
        let again = try #require(
            try kindred.succeed("attack", "c", "--label", "kind", "--epsilon", "0.4", "--steps", "10", "--certify", "3", "--seed", "1", "--threads", "1", "--json").json.last)
        for key in ["clean", "fgsm", "pgd", "deepfool_median_l2", "curve", "certified"] { #expect(again[key] == report[key], "\(key)") }
        #expect(try kindred.succeed("attack", "c", "--label", "kind", "--certify", "0", "--steps", "5").output.contains("DeepFool"))
    }

    @Test func aimsAndOtherMeasuresAreNamed() throws {
        let kindred = try Self.prepared()
        let report = try #require(
            try kindred.succeed(
                "attack", "c", "--label", "kind", "--norm", "l2", "--epsilon", "3", "--target", "k1", "--before", "1", "--certify", "0", "--steps", "10", "--points", "40", "--json"
            ).json.last)
        #expect(report["target"] == "k1" && report["norm"] == "l2")
        #expect(report["reached"]?.doubleValue ?? 0 > 0.5)
        #expect(report["before"]?.objectValue?["clean"] == report["clean"])
    }

    @Test func hardeningIsJudgedUnderAttack() throws {
        let kindred = try Self.prepared(240)
        let report = try #require(
            try kindred.succeed("learn", "c", "--label", "kind", "--loss", "normalized-softmax", "--robust", "0.2", "--epochs", "10", "--hidden", "32", "--seed", "1", "--json").json.last)
        #expect(report["figure"]?.stringValue?.contains("attack") == true || report["figure"] == "map@r")
    }

    @Test func vectorsAreMade() throws {
        let kindred = try Self.prepared(), file = kindred.path("g.safetensors")
        let report = try #require(
            try kindred.succeed("learn", "c", "--generator", "--label", "kind", "--output", file, "--steps", "200", "--hidden", "32,32", "--seed", "1", "--json").json.last)
        #expect(report["classes"] == 3 && report["points"] == 135)
        try kindred.succeed("generate", "--vectors", "20", "--model", file, "--class", "k2", "--seed", "3", "--output", kindred.path("a.npy"), "--payload", kindred.path("a.jsonl"))
        try kindred.succeed("generate", "--vectors", "20", "--model", file, "--class", "k2", "--seed", "3", "--output", kindred.path("b.npy"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: kindred.path("a.npy"))) == Data(contentsOf: URL(fileURLWithPath: kindred.path("b.npy"))))
        let lines = try String(contentsOfFile: kindred.path("a.jsonl"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 20 && lines.allSatisfy { $0.contains("k2") })
        try kindred.succeed("create", "made", "--dimension", "6")
        try kindred.succeed("import", "made", kindred.path("a.npy"), "--payload", kindred.path("a.jsonl"))
    }

    /// Bars of three directions, 8 × 8, with their classes.
    private static func images(_ kindred: Kindred, _ count: Int = 60) throws -> (images: String, labels: String) {
        let noise = pseudorandom(count * 64, seed: 7)
        let pixels = (0..<count * 64).map { place -> Float in
            let (row, y, x) = (place / 64, place / 8 % 8, place % 8)
            let isInk = [x == 3 + row % 2, y == 3 + row % 2, x == y][row % 3]
            return (isInk ? 0.8 : 0.1) + 0.1 * noise[place]
        }
        let path = kindred.path("images.npy")
        try VectorFileWriter.npy(pixels, shape: [count, 8, 8], to: path)
        return (path, try kindred.file("labels.txt", (0..<count).map { "\($0 % 3)\n" }.joined()))
    }

    @Test func encodersOfImagesAreAttacked() throws {
        let kindred = try Kindred(), (images, labels) = try Self.images(kindred)
        let plain = kindred.path("plain.safetensors"), other = kindred.path("other.safetensors"), page = kindred.path("attack.html")
        let learning = ["learn", "--images", images, "--labels", labels, "--epochs", "4", "--seed", "1"]
        try kindred.succeedAll(learning + ["--output", plain])
        try kindred.succeedAll(learning + ["--output", other, "--dimension", "8"])
        try kindred.refuses(learning + ["--output", other, "--robust", "0.1"], status: 65, fragment: "conv learns without it")
        let attack = ["attack", "--images", images, "--labels", labels, "--model", other, "--before-model", plain, "--epsilon", "0.1"]
        let quick = ["--steps", "3", "--points", "12", "--certify", "1", "--report", page]
        let report = try #require(try kindred.succeedAll(attack + quick + ["--json"]).json.last), before = try #require(report["before"]?.objectValue)
        #expect(report["measure"] == .string(other) && before["measure"] == .string(plain) && report["version"] == .null && report["points"] == 60)
        for study in [report, before] {
            let figures = ["clean", "fgsm", "pgd"].compactMap { study[$0]?.doubleValue }
            #expect(figures.count == 3 && figures[0] > 0.5 && figures[2] <= figures[1] && figures[1] <= figures[0], "\(figures)")
        }
        #expect(try String(contentsOfFile: page, encoding: .utf8).contains(plain))
        try kindred.refuses(attack + ["--box", "0,0.2"], status: 65, fragment: "outside the box")
        try kindred.refuses(["attack", "--images", images, "--labels", labels], status: 64, fragment: "--model")
        try kindred.refuses(["attack", "c"] + attack.dropFirst(), status: 64, fragment: "--images attacks no collection")
        try kindred.refuses(["attack", "--images", images, "--labels", labels, "--model", images], status: 65, fragment: "images.npy")
        try kindred.refuses(["attack", "c", "--label", "kind", "--model", other], status: 64, fragment: "belong to --images")
        let small = kindred.path("small.npy")
        try VectorFileWriter.npy([Float](repeating: 0.5, count: 60 * 4), shape: [60, 2, 2], to: small)
        try kindred.refuses(["attack", "--images", small, "--labels", labels, "--model", other], status: 65, fragment: "8 × 8")
    }

    @Test(arguments: [
        ["attack", "c", "--label", "kind", "--epsilon", "-1"], ["attack", "c", "--label", "kind", "--box", "1,0"], ["attack", "c", "--label", "kind", "--box", "0,1"],
        ["attack", "c", "--label", "nothing"], ["attack", "c"], ["attack", "c", "--label", "kind", "--target", "k9"], ["attack", "c", "--label", "kind", "--measure", "7"],
        ["attack", "none", "--label", "kind"], ["attack", "c", "--label", "kind", "--norm", "l1"], ["attack", "c", "--label", "kind", "--report", "/nowhere/at/all.html"],
        ["learn", "c", "--label", "kind", "--robust", "0"], ["learn", "c", "--label", "kind", "--box", "0,1"], ["learn", "c", "--generator"],
        ["learn", "c", "--label", "kind", "--steps", "5"], ["generate", "--vectors", "0", "--model", "m", "--output", "o"], ["generate", "--vectors", "3", "--model", "missing", "--output", "o"],
        ["generate", "--model", "m"],
    ]) func wrongInputIsNamed(_ arguments: [String]) throws {
        try Self.prepared(30).refuses(arguments)
    }
}
