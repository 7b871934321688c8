import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// A folder of pictures, from learning to the protocols of faces.
@Suite struct PictureTests {
    /// Pictures of stripes: an identity is a direction and a width, a picture its shift, its noise and its size.
    private static func picture(_ identity: Int, _ number: Int) -> Data {
        let width = 24 + number % 3, height = 22, angle = Double(identity) * .pi / 6, step = 2.2 + Double(identity % 2)
        let noise = pseudorandom(width * height, seed: UInt64(100 * identity + number))
        let pixels = (0..<width * height).map { place -> UInt8 in
            let along = cos(angle) * Double(place % width) + sin(angle) * Double(place / width)
            return UInt8(128 + 90 * sin(along / step + Double(number)) + 30 * Double(noise[place]))
        }
        return Data("P5 \(width) \(height) 255\n".utf8) + Data(pixels)
    }

    private static func faces(_ kindred: Kindred, identities: Int = 6, each: Int = 8) throws -> String {
        let folder = kindred.folder.appendingPathComponent("faces")
        for identity in 0..<identities {
            let own = folder.appendingPathComponent("Face_\(identity)")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            for number in 1...each {
                try picture(identity, number).write(to: own.appendingPathComponent("Face_\(identity)_000\(number).pgm"))
            }
        }
        return folder.path
    }

    private static func learned(_ kindred: Kindred, _ faces: String, _ options: String...) throws -> JSONObject {
        let model = ["--encoder", "conv", "--size", "16", "--epochs", "6", "--output", kindred.path("m.safetensors"), "--json"]
        return try #require(try kindred.succeedAll(["learn", "--images", faces] + model + options).json.last)
    }

    @Test func aFolderIsLearnedEmbeddedAndJudged() throws {
        let kindred = try Kindred(), faces = try Self.faces(kindred), model = kindred.path("m.safetensors")
        let report = try Self.learned(kindred, faces)
        #expect(report["points"] == 48 && report["classes"] == 6 && report["left_out"] == 0)
        let vectors = kindred.path("e.npy"), names = kindred.path("n.jsonl"), lines = kindred.path("n.txt")
        let embedded = try kindred.succeed("embed", model, faces, "--output", vectors, "--names", names, "--json").json.last
        #expect(embedded?["embedded"] == 48 && embedded?["identities"] == 6)
        try kindred.succeed("embed", model, faces, "--output", kindred.path("one.npy"), "--names", lines, "--threads", "1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: vectors)) == Data(contentsOf: URL(fileURLWithPath: kindred.path("one.npy"))))
        let text = try String(contentsOfFile: names, encoding: .utf8).split(separator: "\n")
        #expect(text.count == 48 && text[9] == #"{"identity":"Face_1","file":"Face_1/Face_1_0002.pgm"}"#)
        let labels = try String(contentsOfFile: lines, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(labels == (0..<48).map { "Face_\($0 / 8)" })
        // The folder, its vectors by names of files, and its vectors by labels are the same to the protocol.
        let list = try VerificationPairs(drawnFrom: labels, folds: 5, each: 12), pairs = try kindred.file("pairs.txt", list.text)
        let judged = try [[faces, "--model", model], [vectors, "--names", names], [vectors, "--labels", lines]].map {
            try #require(try kindred.succeedAll(["evaluate"] + $0 + ["--pairs", pairs, "--json"]).json.last)
        }
        #expect(judged[0] == judged[1] && judged[0] == judged[2])
        #expect(try #require(judged[0]["accuracy"]?.doubleValue) > 0.7 && judged[0]["pairs"] == 120)
        #expect(try kindred.succeed("evaluate", faces, "--model", model, "--pairs", pairs).output.contains("equal error rate"))
        let figures = try [[faces, "--model", model], [vectors, "--labels", lines]].map { try kindred.succeedAll(["evaluate"] + $0 + ["--json"]).json.last?["figures"] }
        #expect(figures[0] == figures[1] && figures[0] != nil)
        let attacked = try kindred.succeed("attack", "--images", faces, "--model", model, "--points", "4", "--steps", "2", "--certify", "0", "--json").json.last
        #expect(attacked?["clean"]?.doubleValue != nil)
    }

    @Test func listsChooseProbesAndStrangers() throws {
        let kindred = try Kindred(), faces = try Self.faces(kindred), model = kindred.path("m.safetensors")
        let half = (0..<3).flatMap { identity in (1...8).map { "Face_\(identity)/Face_\(identity)_000\($0).pgm \(identity)" } }
        let list = try kindred.file("probes.txt", half.joined(separator: "\n"))
        let report = try Self.learned(kindred, faces, "--list", list)
        #expect(report["points"] == 24 && report["classes"] == 3)
        let strangers = (3..<6).flatMap { identity in (1...8).map { "\"Face_\(identity)/Face_\(identity)_000\($0).pgm\"" } }
        let distractors = try kindred.file("strangers.json", "{\"path\": [\(strangers.joined(separator: ", "))]}")
        let found = try #require(
            try kindred.succeed("evaluate", faces, "--model", model, "--list", list, "--distractors", distractors, "--json").json.last)
        #expect(found["probes"] == 24 && found["trials"] == 168 && found["points"]?.arrayValue?.count == 2)
        let table = try kindred.succeed("evaluate", faces, "--model", model, "--distractors", distractors).output
        #expect(table.contains("24 probes of 3 identities, 168 pairs of them") && table.contains("rank 10"))
    }

    @Test func damagedPicturesAreLeftOutWhenAsked() throws {
        let kindred = try Kindred(), faces = try Self.faces(kindred, identities: 3, each: 4), model = kindred.path("m.safetensors")
        try Data("P5 9".utf8).write(to: URL(fileURLWithPath: faces + "/Face_1/Face_1_0002.pgm"))
        let refused = try kindred.run("learn", "--images", faces, "--encoder", "conv", "--output", model)
        #expect(refused.status == 65 && refused.errors.contains("Face_1_0002.pgm") && refused.errors.contains("--skip-unreadable"))
        let report = try Self.learned(kindred, faces, "--skip-unreadable", "--held-out", "0.4")
        #expect(report["points"] == 11 && report["left_out"] == 1)
        let embedded = try kindred.succeed("embed", model, faces, "--output", kindred.path("e.npy"), "--skip-unreadable")
        #expect(embedded.errors.contains("left out: ") && embedded.errors.contains("1 left out in all") && embedded.errors.contains("embedded 11 pictures"))
        let fold0 = "Face_0 1 2\nFace_1 2 3\nFace_0 1 Face_1 1\nFace_0 2 Face_2 3\n", fold1 = "Face_0 3 4\nFace_2 1 2\nFace_0 1 Face_2 1\nFace_1 1 Face_2 4\n"
        let pairs = try kindred.file("pairs.txt", "2 2\n" + fold0 + fold1)
        let judged = try kindred.succeed("evaluate", faces, "--model", model, "--skip-unreadable", "--pairs", pairs, "--json").json.last
        #expect(judged?["pairs"] == 7 && judged?["left_out"] == 1 && judged?["skipped"]?.arrayValue?.count == 1)
    }

    @Test(arguments: [
        (["learn", "--images", "bare", "--output", "m"], 65, "holds no folder of pictures"), (["learn", "--images", "faces", "--labels", "l.txt", "--output", "m"], 64, "are the classes"),
        (["learn", "--images", "v.npy", "--labels", "l.txt", "--size", "9", "--output", "m"], 64, "--images FOLDER"), (["learn", "--images", "faces", "--size", "2", "--output", "m"], 64, "--size 2"),
        (["learn", "c", "--label", "f", "--skip-unreadable"], 64, "--images FOLDER"), (["learn", "--images", "faces", "--list", "none", "--output", "m"], 66, "none"),
        (["learn", "--images", "faces", "--list", "l.txt", "--output", "m"], 65, "l.txt: line 1"), (["embed", "v.npy", "faces", "--output", "e.npy"], 65, "v.npy"),
        (["embed", "m", "v.npy", "--output", "e.npy", "--names", "n.txt"], 64, "folder of pictures"), (["evaluate", "faces"], 64, "give --model"),
        (["learn", "--images", "faces", "--output", "m"], 65, "one identity"),
        (["evaluate", "faces", "--model", "none"], 66, "none"), (["evaluate", "v.npy", "--names", "l.txt"], 65, "l.txt, line 1"), (["evaluate", "none", "--model", "v.npy"], 66, "none"),
        (["evaluate", "v.npy", "--labels", "l.txt", "--distractors", "d"], 64, "--model FILE or --names FILE"), (["evaluate", "faces", "--model", "m", "--names", "n"], 64, "or --names FILE"),
        (["evaluate", "faces", "--model", "m", "--pairs", "p", "--distractors", "d"], 64, "two protocols"), (["evaluate", "faces", "--model", "m", "--labels", "l.txt"], 64, "have their identities"),
        (["attack", "--images", "faces"], 64, "--images FOLDER needs --model"), (["evaluate", "hard", "v.npy"], 64, "--label"),
    ])
    func oneLine(arguments: [String], status: Int32, fragment: String) throws {
        let kindred = try Kindred()
        _ = try kindred.npy("v.npy", pseudorandom(40, seed: 1), dimension: 4)
        _ = try kindred.file("l.txt", (0..<10).map { "\($0 % 2)\n" }.joined())
        for folder in ["faces/a", "bare"] { try FileManager.default.createDirectory(atPath: kindred.path(folder), withIntermediateDirectories: true) }
        _ = try kindred.file("faces/a/1.pgm", "P5 1 1 255\nx")
        try kindred.refuses(arguments, status: status, fragment: fragment)
    }
}
