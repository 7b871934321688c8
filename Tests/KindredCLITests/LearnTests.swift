import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Learning from the command line: judged, served, undone, interrupted and gone on with.
@Suite struct LearnTests {
    /// Vectors of 8 components of which two tell three classes apart; the others are louder.
    private static func rows(_ count: Int) -> [Float] {
        let noise = pseudorandom(count * 8, seed: 3)
        return (0..<count).flatMap { row -> [Float] in
            let angle = Double(row % 3) * 2.1
            return [Float(cos(angle)), Float(sin(angle))] + (0..<6).map { noise[row * 8 + $0] * 4 }
        }
    }

    private static func prepared(_ count: Int = 240, classes: Int = 3) throws -> Kindred {
        let kindred = try Kindred()
        try kindred.succeed("create", "c", "--dimension", "8")
        let coins = pseudorandom(count, seed: 9)
        let payload = try kindred.file(
            "p.jsonl", (0..<count).map { "{\"kind\": \"k\($0 % classes)\", \"row\": \($0), \"coin\": \(coins[$0] > 0)}\n" }.joined())
        try kindred.succeed("import", "c", try kindred.npy("v.npy", rows(count), dimension: 8), "--payload", payload)
        return kindred
    }

    private static func learn(_ kindred: Kindred, _ options: String...) -> [String] {
        ["learn", "c", "--label", "kind", "--loss", "contrastive", "--encoder", "linear", "--epochs", "40", "--seed", "1"] + options
    }

    private func precision(_ kindred: Kindred, _ options: [String] = []) throws -> Double {
        let process = try kindred.process(["evaluate", "c", "--label", "kind", "--json"] + options)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let object = try JSONObject(parsing: String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
        process.waitUntilExit()
        return try #require(object["figures"]?.objectValue?["precision@1"]?.objectValue?["mean"]?.doubleValue)
    }

    @Test func aLabelTeachesAndOneCommandGoesBack() throws {
        let kindred = try Self.prepared()
        let before = try precision(kindred)
        let model = kindred.path("m.safetensors")
        let report = try #require(
            try kindred.succeed(
                "learn", "c", "--label", "kind", "--loss", "contrastive", "--encoder", "linear", "--epochs", "300", "--seed", "1", "--output", model, "--json"
            ).json.last)
        #expect(report["promoted"] == true)
        #expect(report["measure"] == 2)
        let after = try precision(kindred)
        #expect(after > before + 0.2, "\(before) to \(after)")
        #expect(try precision(kindred, ["--measure", "1"]) == before)
        // The model file and the collection encode alike.
        try kindred.succeed("embed", model, kindred.path("v.npy"), "--output", kindred.path("e.npy"))
        let found = try kindred.succeed("evaluate", kindred.path("e.npy"), "--labels", kindred.file("l.txt", (0..<240).map { "\($0 % 3)\n" }.joined()), "--json").json.last
        #expect(found?["figures"]?.objectValue?["precision@1"]?.objectValue?["mean"]?.doubleValue == after)
        let moved = try #require(try kindred.succeed("explain", "c", "--id", "5", "--limit", "5", "--json").json.last)
        #expect(moved["before"] == 1 && moved["after"] == 2)
        #expect(moved["rows"]?.arrayValue?.isEmpty == false)
        #expect(try kindred.succeed("measures", "list", "c", "--json").json.map { $0["serving"] } == [false, true])
        #expect(try kindred.succeed("measures", "rollback", "c", "--json").json.last?["serving"] == 1)
        #expect(try precision(kindred) == before)
        try kindred.succeed("verify")
    }

    /// Labels thrown like a coin teach nothing that held-out points could gain by.
    @Test func whatIsAnAccidentIsRefused() throws {
        let kindred = try Self.prepared()
        let report = try #require(try kindred.succeed("learn", "c", "--label", "coin", "--encoder", "linear", "--epochs", "40", "--json").json.last)
        #expect(report["promoted"] == false)
        #expect(report["refusal"]?.stringValue?.contains("interval") == true)
        #expect(try kindred.succeed("measures", "list", "c", "--json").json.count == 1)
        #expect(try kindred.succeed("info", "c", "--json").json.last?["measure"] == "cosine")
    }

    /// Killed at any moment, resumed as often, the result is that of a run that nobody disturbed.
    @Test func aKilledLearningGoesOnToTheSameResult() throws {
        let quiet = try Self.prepared(), disturbed = try Self.prepared()
        let undisturbed = try run(quiet, Self.learn(quiet, "--output", quiet.path("m")))
        #expect(undisturbed == 0)
        var kills = 0, status: Int32 = 1
        for round in 0..<40 where status != 0 {
            let isStarted = FileManager.default.fileExists(atPath: try Self.checkpoint(disturbed))
            let arguments = isStarted ? ["learn", "c", "--resume"] : Self.learn(disturbed)
            let process = try disturbed.process(arguments + ["--output", disturbed.path("m")])
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let isKilled = round < 20
            if isKilled {
                usleep(UInt32(15_000 + 11_000 * round))
                kill(process.processIdentifier, SIGKILL)
            }
            process.waitUntilExit()
            status = process.terminationReason == .exit ? process.terminationStatus : 1
            kills += status == 0 ? 0 : 1
            if status != 0 {
                // The measure that serves is the one from before, whole.
                #expect(try disturbed.succeed("measures", "list", "c", "--json").json.filter { $0["serving"] == true }.count == 1)
                try disturbed.succeed("verify")
                // Killed after all was done: there is nothing to go on with.
                if isStarted || FileManager.default.fileExists(atPath: disturbed.path("m")), !FileManager.default.fileExists(atPath: try Self.checkpoint(disturbed)) { status = 0 }
            }
        }
        #expect(status == 0)
        #expect(kills > 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: quiet.path("m"))) == Data(contentsOf: URL(fileURLWithPath: disturbed.path("m"))))
        #expect(!FileManager.default.fileExists(atPath: try Self.checkpoint(disturbed)))
    }

    private static func checkpoint(_ kindred: Kindred) throws -> String {
        let collections = URL(fileURLWithPath: kindred.database).appending(path: "collections")
        let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: collections.path).first)
        return collections.appending(path: "\(folder)/learning.safetensors").path
    }

    private func run(_ kindred: Kindred, _ arguments: [String]) throws -> Int32 {
        let process = try kindred.process(arguments)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func choicesTeach() throws {
        let kindred = try Self.prepared()
        // Whoever asks for a row takes the next of its class, and leaves the one after.
        let lines = (0..<200).map { "{\"anchor\": \($0), \"positive\": \($0 + 3), \"negative\": \($0 + 4), \"source\": \"clicks\"}\n" }.joined()
        try kindred.succeed("feedback", "add", "c", "--file", try kindred.file("f.jsonl", lines))
        #expect(try kindred.succeed("feedback", "list", "c", "--json").json.count == 200)
        let before = try precision(kindred)
        let report = try #require(try kindred.succeed("learn", "c", "--feedback", "--source", "clicks", "--json").json.last)
        #expect(report["promoted"] == true)
        #expect(try precision(kindred) > before + 0.1)
        #expect(try kindred.succeed("feedback", "forget", "c", "--source", "clicks", "--json").json.last?["forgotten"] == 200)
        let refused = try kindred.run("learn", "c", "--feedback")
        #expect(refused.status == 65 && refused.errors.contains("0 choices: at least 20"))
    }

    @Test func listedPairsTeach() throws {
        let kindred = try Self.prepared()
        let lines = (0..<230).map { "{\"anchor\": \($0), \"positive\": \($0 + 3), \"negative\": \($0 + 4)}\n" }.joined()
        let before = try precision(kindred)
        let report = try #require(
            try kindred.succeed(
                "learn", "c", "--pairs", try kindred.file("t.jsonl", lines), "--loss", "triplet", "--encoder", "linear", "--epochs", "300", "--json"
            ).json.last)
        #expect(report["promoted"] == true, "\(report.jsonText)")
        #expect(report["figure"] == "triplet-accuracy")
        #expect(try precision(kindred) > before + 0.1)
    }

    @Test func driftIsShown() throws {
        let kindred = try Self.prepared()
        try kindred.succeed("learn", "c", "--label", "kind", "--loss", "contrastive", "--encoder", "linear", "--epochs", "300")
        func shift() throws -> Double? {
            try kindred.succeed("measures", "list", "c", "--json").json.last?["drift"]?.objectValue?["shift"]?.doubleValue
        }
        #expect(try #require(try shift()) < 1e-3)
        var values: [Float] = []
        for row in 0..<240 { values += [1, 0.2, 3, 3, 3, 3, 3, Float(row % 7) / 7] as [Float] }
        let more = try kindred.npy("more.npy", values, dimension: 8)
        try kindred.succeed("import", "c", more, "--ids", try kindred.file("ids.txt", (0..<240).map { "\(1000 + $0)\n" }.joined()))
        #expect(try #require(try shift()) > 0.2)
    }

    @Test func centroidsAreACollection() throws {
        let kindred = try Self.prepared()
        #expect(try kindred.succeed("centroids", "c", "--label", "kind", "--into", "kinds", "--json").json.last?["classes"] == 3)
        #expect(try kindred.succeed("info", "kinds", "--json").json.last?["dimension"] == 8)
        let first = try #require(try kindred.succeed("get", "kinds", "0", "--json").json.last)
        #expect(first["payload"]?.objectValue?["label"] == "k0" && first["payload"]?.objectValue?["count"] == 80)
        #expect(try kindred.run("centroids", "c", "--label", "kind", "--into", "kinds").status == 73)
    }

    /// The protocol of Labeled Faces in the Wild, over rows that are told apart by their first two components.
    @Test func pairsAreJudgedByFolds() throws {
        let kindred = try Kindred()
        var values: [Float] = [], names: [String] = []
        for row in 0..<90 {
            let angle = Float(row % 3) * 2.1
            values += [cos(angle), sin(angle) + Float(row) * 1e-4]
            names.append("person_\(row % 3)")
        }
        let vectors = try kindred.npy("v.npy", values, dimension: 2), list = try VerificationPairs(drawnFrom: names, folds: 5, each: 10)
        let labels = try kindred.file("names.txt", names.joined(separator: "\n") + "\n")
        let judged = try #require(try kindred.succeed("evaluate", vectors, "--labels", labels, "--pairs", kindred.file("pairs.txt", list.text), "--json").json.last)
        #expect(try #require(judged["accuracy"]?.doubleValue) >= 0.97)
        #expect(judged["pairs"] == 100)
        let broken = try kindred.run("evaluate", vectors, "--labels", labels, "--pairs", kindred.file("broken.txt", "5\n"))
        #expect(broken.status == 65 && broken.errors.contains("broken.txt"))
    }

    @Test(arguments: [
        (["learn", "c"], 64, "--label"), (["learn", "c", "--label", "colour"], 65, "no point of collection c has a label in colour"),
        (["learn", "c", "--label", "row"], 65, "no two of the 60"), (["learn", "c", "--resume"], 66, "no learning of collection c was interrupted"),
        (["learn", "none", "--label", "kind"], 66, "no collection none"), (["learn", "c", "--label", "kind", "--loss", "nonsense"], 64, "nonsense"),
        (["learn", "c", "--label", "kind", "--epochs", "0"], 65, "epochs is 0"), (["learn", "c", "--label", "kind", "--learning-rate", "-1"], 65, "-1"),
        (["learn", "c", "--label", "kind", "--hidden", "a"], 64, "--hidden a"), (["learn", "c", "--label", "kind", "--using", "x"], 65, "no vector named \"x\""),
        (["learn", "--images", "v.npy", "--labels", "v.npy"], 64, "--output"), (["learn", "c", "--images", "v.npy"], 64, "Give a collection, or one of --images"),
        (["learn", "--images", "v.npy", "--labels", "v.npy", "--output", "m"], 65, "[n, height, width]"),
        (["learn", "c", "--label", "kind", "--encoder", "conv"], 64, "--encoder conv"), (["experiment", "E99"], 65, "no experiment E99"),
        (["experiment", "E9", "--data", "nowhere"], 66, "nowhere"), (["embed", "none", "v.npy", "--output", "e.npy"], 66, "none"), (["embed", "v.npy", "v.npy", "--output", "e.npy"], 65, "v.npy"),
        (["evaluate", "c"], 64, "--label"), (["evaluate", "c", "--label", "kind", "--measure", "7"], 66, "no measure 7"),
        (["measures", "promote", "c", "7"], 66, "no measure 7"), (["measures", "rollback", "c"], 66, "served before"),
        (["measures", "remove", "c", "1"], 66, "measure 1"), (["search", "c", "--id", "1", "--measure", "7"], 66, "no measure 7"),
        (["feedback", "add", "c"], 64, "--anchor"), (["feedback", "add", "c", "--anchor", "1"], 65, "neither a positive nor a negative"),
        (["feedback", "add", "c", "--file", "v.npy"], 65, "v.npy"), (["feedback", "forget", "c"], 64, "--all"), (["explain", "c", "--id", "999"], 66, "no point 999"),
    ])
    func oneLine(arguments: [String], status: Int32, fragment: String) throws {
        let kindred = try Self.prepared(60)
        try kindred.refuses(arguments, status: status, fragment: fragment)
    }
}
