import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Encoders of their own for what asks and what is stored, from the command line.
@Suite struct TowersLearnTests {
    /// Whoever asks for a point wants the next of its orbit and not the one before: no symmetric measure can say so.
    @Test func towersFollowADirection() throws {
        let kindred = try Kindred(), orbits = 80, noise = pseudorandom(orbits * 8, seed: 5)
        let values = (0..<orbits * 3).flatMap { row in
            (0..<4).flatMap { plane -> [Float] in
                let angle = Double(noise[row / 3 * 8 + plane]) * 7 + Double(row % 3) * 2 * .pi / 3
                return [Float(cos(angle)), Float(sin(angle))]
            }
        }
        func neighbour(_ row: Int, _ step: Int) -> Int { row / 3 * 3 + (row + step) % 3 }
        try kindred.succeed("create", "c", "--dimension", "8")
        try kindred.succeed("import", "c", try kindred.npy("v.npy", values, dimension: 8))
        func line(_ row: Int, _ negative: Int) -> String { "{\"anchor\": \(row), \"positive\": \(neighbour(row, 1)), \"negative\": \(negative)}\n" }
        let before = try kindred.file("before.jsonl", (0..<orbits * 3).map { line($0, neighbour($0, 2)) }.joined()), model = kindred.path("m.safetensors")
        let pairs = try kindred.file("t.jsonl", (0..<orbits * 3).map { row in line(row, neighbour(row, 2)) + (1..<6).map { line(row, (row + 37 * $0) % (orbits * 3)) }.joined() }.joined())
        let options = ["--loss", "triplet", "--held-out", "0.3", "--epochs", "60", "--json"]
        #expect(try #require(try kindred.succeedAll(["learn", "c", "--pairs", before, "--candidate"] + options).json.last)["after"]?.doubleValue ?? 1 < 0.75)
        let report = try #require(try kindred.succeedAll(["learn", "c", "--pairs", pairs, "--towers", "asymmetric", "--output", model] + options).json.last)
        #expect(report["promoted"] == true && report["towers"] == "asymmetric" && report["after"]?.doubleValue ?? 0 > 0.95, "\(report.jsonText)")
        let serving = try #require(try kindred.succeed("measures", "list", "c", "--json").json.last)
        #expect(serving["text"] == "towers" && serving["symmetric"] == false && serving["metric"] == false && serving["drift"] != nil)
        #expect(try kindred.succeed("measures", "list", "c").output.contains("not symmetric and no metric"))
        func first(_ row: Int) throws -> Int? {
            let answer = try #require(try kindred.succeed("search", "c", "--id", "\(row)", "--limit", "1", "--json").json.first)
            return answer["results"]?.arrayValue?.first?.objectValue?["id"]?.intValue.map { Int($0) }
        }
        #expect(try (0..<12).count { try first($0) == neighbour($0, 1) } >= 10)
        // Points that come later are encoded by the item tower.
        try kindred.succeed("delete", "c", "1")
        #expect(try first(0) != 1)
        #expect(try kindred.run("upsert", "c", input: "{\"id\": 1, \"vector\": [\(values[8..<16].map { "\($0)" }.joined(separator: ", "))]}\n").status == 0)
        #expect(try first(0) == 1)
        // A file of questions is encoded by the query tower.
        try kindred.succeed("embed", model, kindred.path("v.npy"), "--output", kindred.path("items.npy"))
        try kindred.succeed("embed", model, kindred.path("v.npy"), "--queries", "--output", kindred.path("queries.npy"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: kindred.path("items.npy"))) != Data(contentsOf: URL(fileURLWithPath: kindred.path("queries.npy"))))
        // Choices teach a map behind both towers.
        try kindred.succeed("feedback", "add", "c", "--file", pairs)
        #expect(try #require(try kindred.succeed("learn", "c", "--feedback", "--json").json.last)["before"]?.doubleValue ?? 0 > 0.95)
        for (options, message) in [
            (["--label", "kind", "--loss", "arcface"], "has a column for each class"), (["--feedback"], "learns from --label FIELD or --pairs FILE"),
            (["--pairs", pairs, "--miner", "index"], "mined within a batch"), (["--label", "kind", "--encoder", "lstm", "--field", "kind"], "one encoder for both sides"),
        ] {
            let refused = try Self.run(kindred, ["learn", "c", "--towers", "asymmetric"] + options)
            #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
        }
        try kindred.succeed("measures", "rollback", "c")
        #expect(try kindred.succeed("measures", "list", "c", "--json").json.first?["serving"] == true)
    }

    private static func run(_ kindred: Kindred, _ arguments: [String]) throws -> (status: Int32, errors: String) {
        let process = try kindred.process(arguments), errors = Pipe()
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, errors)
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
