#if Keras
import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// An LSTM as the encoder of series and texts at the command line: learn → embed, and learn → encode → search in a collection.
@Suite struct SequenceLearnTests {
    private static let settings = ["--encoder", "lstm", "--dimension", "12", "--epochs", "100", "--held-out", "0.3", "--learning-rate", "0.01", "--threads", "1"]

    /// Sines, ramps and noise, in turn, each begun at a random phase: 20 steps of one number.
    private static func waves(_ count: Int) -> [[Float]] {
        let random = pseudorandom(count * 21, seed: 3)
        return (0..<count).map { row in
            let phase = Double(random[row * 21] + 1) * 3
            return (0..<20).map { step in
                let noise = Double(random[row * 21 + 1 + step])
                let value = [sin(1.3 * Double(step) + phase), (0.7 * Double(step) + phase).truncatingRemainder(dividingBy: 3) - 1.5, 1.5 * noise][row % 3]
                return Float(50 + 20 * (value + 0.05 * noise))
            }
        }
    }

    private static let kinds = ["sine", "ramp", "noise"]

    @Test func seriesOfAFileAreLearned() throws {
        let kindred = try Kindred(), waves = Self.waves(90), model = kindred.path("m.safetensors")
        let series = try kindred.npy("series.npy", waves.flatMap { $0 }, dimension: 20)
        let labels = try kindred.file("labels.txt", (0..<90).map { Self.kinds[$0 % 3] + "\n" }.joined())
        let report = try #require(try kindred.succeedAll(["learn", "--series", series, "--labels", labels, "--output", model, "--json"] + Self.settings).json.first)
        #expect(report["encoder"] == .string("lstm") && report["dimension"] == .int(12))
        #expect((report["after"]?.doubleValue ?? 0) > (report["before"]?.doubleValue ?? 1) + 0.2, "\(report)")
        for arguments in [["embed", "--model", model, series], ["embed", model, series]] {
            try kindred.succeedAll(arguments + ["--output", kindred.path("e.npy")])
            let embedded = try VectorFile.readAll(kindred.path("e.npy"))
            #expect(embedded.count == 90 && embedded.dimension == 12)
        }
        // The model is one of sequences like any other.
        try VectorFileWriter.npy(waves[0] + waves[1], shape: [2, 20, 1], to: kindred.path("x.npy"))
        try kindred.succeed("sequence", "run", "--model", model, "--input", kindred.path("x.npy"), "--output", kindred.path("y.npy"))
        let run = try VectorFile.readAll(kindred.path("y.npy")), embedded = try VectorFile.readAll(kindred.path("e.npy"))
        #expect(Array(run.values) == Array(embedded.values.prefix(24)))
    }

    /// Points whose payload holds a series get a vector made of it; points that come later get one by `encode`; a series finds its like.
    @Test func aCollectionFindsSeriesLikeThis() throws {
        let kindred = try Kindred(), waves = Self.waves(93)
        let vectors = try kindred.npy("v.npy", pseudorandom(90 * 4, seed: 1), dimension: 4)
        let payloads = try kindred.file("p.jsonl", (0..<90).map { "{\"wave\": [\(waves[$0].map { "\($0)" }.joined(separator: ","))], \"kind\": \"\(Self.kinds[$0 % 3])\"}\n" }.joined())
        try kindred.succeed("create", "waves", "--dimension", "4")
        try kindred.succeed("import", "waves", vectors, "--payload", payloads)
        let missing = try kindred.run("search", "waves", "--text", "a")
        #expect(missing.status == 66 && missing.errors.contains("kindred learn --encoder lstm"))
        let report = try kindred.succeedAll(["learn", "waves", "--field", "wave", "--label", "kind", "--using", "shape", "--json"] + Self.settings).json.first
        #expect(report?["promoted"] == .bool(true), "\(report ?? [:])")
        let again = try kindred.process(["learn", "waves", "--field", "wave", "--label", "kind", "--using", "shape"] + Self.settings)
        again.standardError = FileHandle.nullDevice
        try again.run()
        again.waitUntilExit()
        #expect(again.terminationStatus == 73)

        let late = "{\"id\": 1000, \"vector\": [1, 2, 3, 4], \"wave\": [\(waves[90].map { "\($0)" }.joined(separator: ","))], \"kind\": \"sine\"}\n{\"id\": 1001, \"vector\": [1, 2, 3, 4]}\n"
        #expect(try kindred.run("upsert", "waves", input: late).status == 0)
        let encoded = try kindred.succeed("encode", "waves", "--json").json.first
        #expect(encoded?["encoded"] == .int(1) && encoded?["left_out"] == .int(1) && encoded?["vector"] == .string("shape"))

        let queries = try kindred.npy("q.npy", (90..<93).flatMap { waves[$0] }, dimension: 20)
        let found = try kindred.succeed("search", "waves", "--sequences", queries, "--limit", "10", "--payload", "--json").json
        #expect(found.count == 3)
        var right = 0
        for (row, answer) in found.enumerated() {
            let hits = answer["results"]?.arrayValue ?? []
            right += hits.count { $0.objectValue?["payload"]?.objectValue?["kind"] == .string(Self.kinds[row % 3]) }
            if row == 0 { #expect(hits.first?.objectValue?["id"] == .int(1000)) }
        }
        #expect(right >= 18, "\(right) of 30")
        try kindred.succeed("backup", kindred.path("copy"))
        let copied = try kindred.succeed("search", "waves", "--sequences", queries, "--limit", "10", "--payload", "--json", "--database", kindred.path("copy")).json
        #expect(copied == found)
    }

    @Test func textsAreLearned() throws {
        let kindred = try Kindred(), animals = ["cat", "dog", "owl", "fox"], tools = ["saw", "axe", "file", "drill"]
        let texts = (0..<60).map { row in "the \(row % 5 == 0 ? "old " : "")\((row % 2 == 0 ? animals : tools)[row / 2 % 4]) is \(["here", "there", "gone"][row % 3])" }
        let file = try kindred.file("texts.txt", texts.joined(separator: "\n")), labels = try kindred.file("labels.txt", (0..<60).map { "\($0 % 2)\n" }.joined())
        let model = kindred.path("m.safetensors")
        let report = try kindred.succeedAll(["learn", "--texts", file, "--labels", labels, "--output", model, "--json"] + Self.settings).json.first
        #expect((report?["after"]?.doubleValue ?? 0) > 0.8, "\(report ?? [:])")
        try kindred.succeed("embed", "--model", model, try kindred.file("q.txt", "the fox is gone\nan unknown axe\n"), "--output", kindred.path("e.npy"))
        #expect(try VectorFile.readAll(kindred.path("e.npy")).count == 2)
    }

    /// A Keras model of words becomes the encoder of a collection.
    @Test func modelsOfKerasEncodeCollections() throws {
        let kindred = try Kindred(), fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../KindredKerasTests/Fixtures").standardizedFileURL
        let points = ["the cat sat", "the dog sat on the log", "hello there", "xyzzy"].enumerated().map { "{\"id\": \($0 + 1), \"vector\": [\($0), 1], \"said\": \"\($1)\"}\n" }.joined()
        try kindred.succeed("create", "talk", "--dimension", "2")
        #expect(try kindred.run("upsert", "talk", input: points).status == 0)
        let (model, tokenizer) = (fixtures.appending(path: "words.h5").path, fixtures.appending(path: "words.json").path)
        let without = try kindred.run("encode", "talk", "--model", model, "--field", "said")
        #expect(without.status == 64 && without.errors.contains("tokenizer"))
        let report = try kindred.succeed("encode", "talk", "--model", model, "--tokenizer", tokenizer, "--field", "said", "--json").json.first
        #expect(report?["encoded"] == .int(3) && report?["left_out"] == .int(1))
        let found = try kindred.succeed("search", "talk", "--text", "The dog sat on the log!", "--limit", "1", "--json").json.first
        #expect(found?["results"]?.arrayValue?.first?.objectValue?["id"] == .int(2))
        #expect(try kindred.run("encode", "talk", "--model", model, "--tokenizer", tokenizer, "--field", "said").status == 73)
        #expect(try kindred.run("encode", "talk", "--field", "said").status == 64)
    }

    @Test func wrongInputIsOneLine() throws {
        let kindred = try Kindred(), model = kindred.path("m.safetensors")
        let series = try kindred.npy("x.npy", pseudorandom(40, seed: 1), dimension: 4), labels = try kindred.file("l.txt", "a\nb\n")
        for (arguments, status, fragment) in [
            (["learn", "--series", series, "--encoder", "lstm", "--output", model], 64, "--labels"),
            (["learn", "--series", series, "--texts", series, "--labels", labels, "--output", model], 64, "one of --images"),
            (["learn", "--series", series, "--labels", labels, "--encoder", "lstm"], 64, "--output"),
            (["learn", "--series", series, "--labels", labels, "--encoder", "lstm", "--output", model], 65, "2 labels for 10"),
            (["learn", "--series", kindred.path("none.npy"), "--labels", labels, "--encoder", "lstm", "--output", model], 66, "none.npy"),
            (["learn", "waves", "--label", "kind", "--encoder", "lstm"], 64, "--field"),
            (["learn", "waves", "--label", "kind", "--field", "wave"], 64, "--field"),
            (["learn", "waves", "--feedback", "--field", "wave", "--encoder", "lstm"], 64, "--label"),
            (["embed", model, "--output", model], 64, "one model and one file"),
            (["search", "waves", "--text", "a", "--id", "1"], 64, "--text"),
        ] as [([String], Int32, String)] {
            try kindred.refuses(arguments, status: status, fragment: fragment)
        }
    }
}
#endif
