import Foundation
import KindredService
import Testing

@testable import KindredCLI

@Suite struct ConsoleTests {
    @Test func helpVersionAndCompletionGoToStandardOutput() throws {
        let kindred = try Kindred()
        for (arguments, fragment) in [(["--version"], KindredVersion.current), (["--help"], "COLLECTIONS SUBCOMMANDS"), (["search", "--help"], "--filter")] {
            let process = try kindred.process(arguments)
            let (output, errors) = (Pipe(), Pipe())
            process.arguments = arguments
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).contains(fragment))
            #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        for shell in ["bash", "zsh", "fish"] {
            let process = try kindred.process([])
            let output = Pipe()
            process.arguments = ["--generate-completion-script", shell]
            process.standardOutput = output
            try process.run()
            #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).contains("kindred"))
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func namesOfOthersDoNotSteerATerminal() throws {
        #expect(Text.harmless("plain, grün,\ttab\nline") == "plain, grün,\ttab\nline")
        #expect(Text.harmless("a\u{1B}[2Jb\rc\u{7F}d\u{9B}31m\u{0}é") == "a?[2Jb?c?d?31m?é")
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "2")
        let file = try kindred.file("v.jsonl", #"{"id": 1, "vector": [1, 2], "payload": {"name": "red \u001b[31m"}}"# + "\n")
        try kindred.succeed("import", "c", file)
        let found = try kindred.succeed("search", "c", "--vector", "[1, 2]", "--limit", "1", "--payload").output
        #expect(found.contains("red") && !found.contains("\u{1B}"))
    }

    @Test func quietWhenNobodyLooks() throws {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "2")
        let file = try kindred.npy("v.npy", (0..<2_000).map { Float($0 + 1) }, dimension: 2)
        let result = try kindred.succeed("import", "c", file, "--batch", "10", "--json")
        #expect(result.errors.isEmpty, "no progress bar on a pipe")
        #expect(result.json.count == 101)
        #expect(result.json.dropLast().map { $0["acknowledged"]?.intValue } == (1...100).map { Int64($0 * 10) })
        #expect(result.json.last?["imported"] == 1_000)
    }

    @Test func similarityPrintsValueMatrixAndTerms() throws {
        let kindred = try Kindred()
        let a = try kindred.npy("a.npy", [1, 2, 3], dimension: 3)
        let b = try kindred.npy("b.npy", [2, 0, 1], dimension: 3)
        let c = try kindred.npy("c.npy", [1, 2, 3, 2, 0, 1], dimension: 3)
        #expect(try kindred.succeed("similarity", a, b, "--measure", "euclidean").output == "3.0\n")
        #expect(try kindred.succeed("similarity", c, b, "--measure", "manhattan").output == "5.0\n0.0\n")
        #expect(try kindred.succeed("similarity", a, c, "--measure", "manhattan").output == "0.0\t5.0\n")
        let explained = try #require(try kindred.succeed("similarity", a, b, "--measure", "euclidean", "--explain", "--json").json.first)
        #expect(explained["terms"] == [1.0, 4.0, 4.0] && explained["value"] == 3.0)
        #expect(try kindred.run("similarity", a, c, "--explain").status == 65)
        #expect(try kindred.run("similarity", a, try kindred.npy("d.npy", [1], dimension: 1)).status == 65)
    }

    @Test func estimateNearsTheTruth() throws {
        let kindred = try Kindred()
        let count = 30_000
        let file = try kindred.npy("v.npy", pseudorandom(count * 64, seed: 3), dimension: 64)
        try kindred.succeed("create", "c", "--dimension", "64", "--measure", "euclidean", "--m", "8", "--ef-construction", "40")
        try kindred.succeed("import", "c", file)
        try kindred.succeed("optimize", "c")
        let estimate = try #require(try kindred.succeed("estimate", "--file", file, "--m", "8", "--json").json.first)
        let real = try #require(try kindred.succeed("info", "c", "--json").json.first?["bytes"]?.doubleValue)
        let disk = try #require(estimate["disk"]?.doubleValue)
        #expect(abs(disk / real - 1) < 0.35, "estimated \(disk), found \(real)")
    }

    @Test func tablesAlign() {
        var table = Table(["name", "points"])
        table.add(["a", "12"])
        table.add(["longer", "1,234"])
        #expect(table.lines == ["name    points", "a           12", "longer   1,234"])
    }

    @Test func numbersForPeople() {
        #expect(Text.grouped(0) == "0" && Text.grouped(1_234_567) == "1,234,567" && Text.grouped(-1_000) == "-1,000")
        #expect(Text.bytes(999) == "999 bytes" && Text.bytes(1_500_000) == "1.5 MB")
        #expect(Text.duration(0.42) == "0.4 s" && Text.duration(75) == "1 min 15 s" && Text.duration(7_500) == "2 h 5 min")
        #expect(Text.cut("abcdef", 4) == "abc…" && Text.cut("abc", 4) == "abc")
    }

    @Test func progressSaysRateAndTimeLeft() {
        let bar = ProgressBar("import c", unit: "rows", isShown: false)
        #expect(bar.text(5_000, fraction: 0.5, seconds: 10) == "import c:  [==========>         ]  50 %  5,000 rows  500 rows/s  10 s left")
        #expect(bar.text(5_000, before: 4_000, fraction: 0.5, seconds: 10).hasSuffix("100 rows/s  50 s left"), "what an earlier run did does not count")
        #expect(bar.text(5_000, fraction: nil, seconds: 10) == "import c:  5,000 rows  500 rows/s")
        #expect(bar.text(10, fraction: 1, seconds: 0).contains("[====================]  100 %"))
    }

    @Test func everyErrorHasAStatus() {
        for (code, status) in [
            (StorageError.Code.notFound, 66), (.alreadyExists, 73), (.invalidArgument, 65), (.corrupt, 65), (.locked, 75), (.newerVersion, 78), (.diskFull, 74),
            (.readOnly, 77), (.memoryLimit, 69), (.cancelled, 75), (.closed, 70), (.io, 74),
        ] as [(StorageError.Code, Int32)] {
            #expect(Failure(StorageError(code, "x")).status == status, "\(code)")
        }
        #expect(Failure(FileError(.truncated, path: "f", at: .byte(3), "x")).message == "f, byte 3: x")
        #expect(Failure(FileError(.unwritable, path: "f", "x")).status == 73)
    }
}
