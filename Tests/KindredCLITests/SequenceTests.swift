#if Keras
import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Sequence models at the command line.
@Suite struct SequenceTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../KindredKerasTests/Fixtures").standardizedFileURL

    private func model(_ name: String) -> String { Self.fixtures.appending(path: name).path }

    @Test func modelsRunFromEveryFile() throws {
        let kindred = try Kindred(), input = kindred.path("x.npy")
        try VectorFileWriter.npy((0..<48).map { Float($0 % 7) / 7 }, shape: [2, 6, 4], to: input)
        try kindred.succeed("sequence", "import", model("last.keras"), "--output", kindred.path("last.safetensors"))
        var outputs = Set<Data>()
        for (name, more) in [
            (model("last.h5"), []), (model("last.keras"), []), (model("keras2.h5"), []), (kindred.path("last.safetensors"), []),
            (model("last.weights.h5"), ["--config", model("last.json")]),
        ] as [(String, [String])] {
            let process = try kindred.process(["sequence", "run", "--model", name, "--input", input, "--output", kindred.path("y.npy")] + more)
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(name)")
            outputs.insert(try Data(contentsOf: URL(fileURLWithPath: kindred.path("y.npy"))))
        }
        #expect(outputs.count == 1)
        let steps = try kindred.succeed("sequence", "explain", "--model", model("stack.h5"), "--input", input, "--row", "1", "--step", "2", "--json").json
        #expect(steps.map { $0["layer"]?.stringValue?.hasPrefix("lstm") } == [true, true])
    }

    @Test func textsGoOn() throws {
        let kindred = try Kindred(), words = ["--model", model("words.h5"), "--tokenizer", model("words.json")]
        let said = try kindred.run("generate", words[0], words[1], words[2], words[3], "--seed", "Hello", "--count", "4")
        #expect(said.output == "Hello the mat is on\n")
        let drawn = ["generate"] + words + ["--seed", "the", "--temperature", "2", "--top-k", "4", "--seed-number", "9", "--json"]
        let texts = try (0..<2).map { _ in
            let process = try kindred.process(drawn), pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            return pipe.fileHandleForReading.readDataToEndOfFile()
        }
        #expect(texts[0] == texts[1] && !texts[0].isEmpty)
    }

    /// Train → perplexity → generate → run and explain, of one file that needs no tokenizer beside it.
    @Test(arguments: ["word", "character"]) func aTrainedModelForetells(level: String) throws {
        let kindred = try Kindred(), model = kindred.path("m.safetensors")
        let sentences = ["the cat sat on the mat.", "the dog saw the cat.", "a log lay on the mat."]
        let text = try kindred.file("text.txt", (0..<120).map { sentences[$0 * $0 % 7 % 3] }.joined(separator: "\n"))
        let sizes = ["--hidden", "12", "--dimension", "6", "--batch", "4", "--bptt", "10", "--epochs", "15", "--learning-rate", "0.02", "--dropout", "0.1"]
        let training = try kindred.succeedAll(["sequence", "train", text, "--model", model, "--level", level, "--json"] + sizes)
        let report = try #require(training.json.first)
        #expect(report["epochs"]?.arrayValue?.count == 15 && report["level"] == .string(level))
        let perplexity = try #require(report["perplexity"]?.doubleValue)
        #expect(perplexity < 5 && !FileManager.default.fileExists(atPath: model + ".training"))
        let judged = try kindred.succeed("sequence", "perplexity", "--model", model, "--text", text, "--json").json
        #expect((judged.first?["perplexity"]?.doubleValue ?? 9) < 5)
        let said = try kindred.succeed("generate", "--model", model, "--seed", "the cat", "--count", "5").output
        #expect(said.hasPrefix("the cat") && said.count > 10)
        try VectorFileWriter.npy([2, 3, 4, 2, 3, 4], shape: [2, 3], to: kindred.path("x.npy"))
        try kindred.succeed("sequence", "run", "--model", model, "--input", kindred.path("x.npy"), "--output", kindred.path("y.npy"))
        #expect(try kindred.succeed("sequence", "explain", "--model", model, "--input", kindred.path("x.npy"), "--step", "1", "--json").json.count == 1)
    }

    /// A training that was killed between two epochs comes to the weights of one that was not.
    @Test func trainingGoesOn() throws {
        let kindred = try Kindred(), text = try kindred.file("text.txt", String(repeating: "one two three two one four ", count: 2000))
        let sizes = ["--hidden", "16", "--dimension", "8", "--batch", "8", "--epochs", "8"]
        try kindred.succeedAll(["sequence", "train", text, "--model", kindred.path("whole.safetensors")] + sizes)
        let process = try kindred.process(["sequence", "train", text, "--model", kindred.path("m.safetensors")] + sizes)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        while process.isRunning, !FileManager.default.fileExists(atPath: kindred.path("m.safetensors.training")) { usleep(1000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal {
            #expect(!FileManager.default.fileExists(atPath: kindred.path("m.safetensors")))
            try kindred.succeed("sequence", "train", text, "--model", kindred.path("m.safetensors"), "--resume")
        }
        let (whole, resumed) = try (Data(contentsOf: URL(filePath: kindred.path("whole.safetensors"))), Data(contentsOf: URL(filePath: kindred.path("m.safetensors"))))
        #expect(whole == resumed)
        let other = try kindred.run("sequence", "train", text, "--model", kindred.path("m.safetensors"), "--resume")
        #expect(other.status == 66 && other.errors.contains("m.safetensors.training"))
    }

    @Test(arguments: [
        (["generate", "--model", "words.h5", "--seed", "the"], 64, "tokenizer"),
        (["sequence", "train", "none.txt", "--model", "/nonexistent/m"], 66, "none.txt"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--hidden", "4,x"], 64, "--hidden 4,x"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--hidden", "4", "--layers", "0"], 64, "--layers 0"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--hidden", "4", "--dropout", "1"], 64, "dropout is 1.0"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--vocabulary", "2"], 64, "vocabulary is 2"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--held-out", "0.95"], 64, "0.95"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--batch", "60000"], 65, "60000 rows"),
        (["sequence", "train", "words.h5", "--model", "/nonexistent/m"], 65, "no UTF-8"),
        (["sequence", "train", "README.md", "--model", "/nonexistent/m", "--batch", "2", "--epochs", "1", "--hidden", "2", "--dimension", "2"], 73, "/nonexistent/m"),
        (["sequence", "perplexity", "--model", "last.h5", "--tokenizer", "words.json", "--text", "README.md"], 65, "Embedding"),
        (["generate", "--model", "words.h5", "--tokenizer", "words.json", "--seed", "xyzzy"], 64, "xyzzy"),
        (["generate", "--model", "words.h5", "--tokenizer", "words.json", "--seed", "a", "--temperature", "0"], 64, "--temperature 0"),
        (["generate", "--model", "words.h5", "--tokenizer", "words.json", "--seed", "a", "--top-k", "0"], 64, "--top-k 0"),
        (["generate", "--model", "words.h5", "--tokenizer", "none.json", "--seed", "a"], 66, "none.json: no such file"),
        (["generate", "--model", "last.h5", "--tokenizer", "words.json", "--seed", "the"], 65, "Embedding"),
        (["sequence", "run", "--model", "none.h5", "--input", "x.npy", "--output", "y.npy"], 66, "none.h5: no such file"),
        (["sequence", "run", "--model", "last.h5", "--input", "none.npy", "--output", "y.npy"], 66, "none.npy: no such file"),
        (["sequence", "run", "--model", "last.weights.h5", "--input", "x.npy", "--output", "y.npy"], 65, "to_json"),
        (["sequence", "run", "--model", "refused-gru.h5", "--input", "x.npy", "--output", "y.npy"], 65, "GRU"),
        (["sequence", "import", "lie-infinite.h5", "--output", "z.safetensors"], 65, "not finite"),
        (["sequence", "run", "--model", "make.py", "--input", "x.npy", "--output", "y.npy"], 65, "neither"),
    ])
    func wrongInputIsOneLine(arguments: [String], status: Int32, fragment: String) throws {
        try Kindred().refuses(arguments, in: Self.fixtures, status: status, fragment: fragment)
    }
}
#endif
