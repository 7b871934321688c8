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

    @Test(arguments: [
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
        let kindred = try Kindred(), process = try kindred.process(arguments), errors = Pipe()
        process.currentDirectoryURL = Self.fixtures
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == status, "\(text)")
        #expect(text.hasPrefix("kindred: ") && text.filter { $0 == "\n" }.count == 1, "\(text)")
        #expect(text.contains(fragment), "\(text)")
    }
}
#endif
