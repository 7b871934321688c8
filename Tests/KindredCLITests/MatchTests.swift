import Foundation
import KindredService
import Testing

@testable import KindredCLI

/// Matching of pictures and of modalities at the command line, on the data that is shipped.
@Suite struct MatchTests {
    private static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Demo").standardizedFileURL

    private func picture(_ name: String) -> String { Self.demo.appending(path: "pictures/\(name)").path }

    @Test func aViewIsMatchedWithItsPicture() throws {
        let kindred = try Kindred(), report = kindred.path("m.html")
        let json = try #require(
            try kindred.succeed("match", "features", picture("camera.pgm"), picture("views/camera.pgm"), "--json", "--points", "--report", report).json.first)
        let matches = try #require(json["matches"]?.intValue), inliers = try #require(json["inliers"]?.intValue)
        #expect(matches > 40 && inliers > 40 && inliers <= matches && json["verified"] == .bool(true))
        #expect(json["points"]?.arrayValue?.count == Int(matches))
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("</svg>"))
        let other = try #require(try kindred.succeed("match", "features", picture("camera.pgm"), picture("brick.pgm"), "--json").json.first)
        #expect(other["verified"] == .bool(false))
    }

    @Test(arguments: ["camera", "coffee", "astronaut"]) func aViewFindsItsPicture(name: String) throws {
        let kindred = try Kindred()
        let json = try #require(try kindred.succeed("match", "features", picture("views/\(name).pgm"), Self.demo.appending(path: "pictures").path, "--k", "3", "--json").json.first)
        let hits = json["hits"]?.arrayValue?.compactMap(\.objectValue) ?? []
        #expect(hits.count == 3 && json["images"]?.intValue == 8)
        #expect(hits.first?["file"]?.stringValue?.hasSuffix("/\(name).pgm") == true && hits.first?["verified"] == .bool(true))
    }

    @Test func halvesOfDigitsAreSearchedAcross() throws {
        let kindred = try Kindred(), digits = Self.demo.appending(path: "digits/vectors.npy").path
        let json = try #require(
            try kindred.succeed(
                "match", "cross", digits, "--split", "32", "--names", "upper,lower", "--epochs", "20", "--output", kindred.path("encoders"), "--collection", "halves", "--json"
            ).json.first)
        func recall(_ way: String, _ direction: String) -> Double { json[way]?.objectValue?[direction]?.objectValue?["recall_at_1"]?.doubleValue ?? 0 }
        #expect(recall("learned", "forward") > 10 * (json["chance_at_1"]?.doubleValue ?? 1))
        #expect(try kindred.succeed("count", "halves", "--json").json.first?["count"]?.intValue == 1797)
        let upper = try VectorFile.readAll(digits, options: .init()).values
        try VectorFileWriter.npy((0..<5).flatMap { Array(upper[$0 * 64..<$0 * 64 + 32]) }, dimension: 32, to: kindred.path("q.npy"))
        try kindred.succeed("embed", kindred.path("encoders/upper.safetensors"), kindred.path("q.npy"), "--output", kindred.path("e.npy"))
        let found = try kindred.succeed("search", "halves", "--queries", kindred.path("e.npy"), "--using", "lower", "--limit", "3", "--json")
        #expect(found.json.count >= 5)
    }

    @Test(arguments: [
        (["match", "features", "none.pgm", "camera.pgm"], 66, "none.pgm: no such file"),
        (["match", "features", "camera.pgm", "none.pgm"], 66, "none.pgm: no such file"),
        (["match", "features", "../make.py", "camera.pgm"], 65, "no picture that is read"),
        (["match", "features", "camera.pgm", ".."], 65, "holds no picture"),
        (["match", "features", "camera.pgm", "coffee.pgm", "--ratio", "2"], 64, "--ratio 2"),
        (["match", "features", "camera.pgm", "coffee.pgm", "--detector", "orb"], 64, "orb"),
        (["match", "features", "camera.pgm", "coffee.pgm", "--tolerance", "0"], 64, "--tolerance 0"),
        (["match", "features", "camera.pgm", ".", "--k", "0"], 64, "--k 0"),
        (["match", "features", "camera.pgm", ".", "--report", "r.html"], 64, "--report"),
        (["match", "features", "camera.pgm", "coffee.pgm", "--report", "none/r.html"], 73, "folder does not exist"),
        (["match", "cross", "../digits/vectors.npy"], 64, "--split"),
        (["match", "cross", "../digits/vectors.npy", "--split", "64"], 65, "64 columns"),
        (["match", "cross", "../digits/vectors.npy", "../glosses/queries.npy"], 65, "rows must be pairs"),
        (["match", "cross", "../digits/vectors.npy", "--split", "32", "--hidden", "x"], 64, "--hidden x"),
        (["match", "cross", "../digits/vectors.npy", "--split", "32", "--names", "a"], 65, "two different names"),
        (["match", "cross", "../digits/vectors.npy", "--split", "32", "--batch", "1"], 65, "batch is 1"),
    ])
    func wrongInputIsOneLine(arguments: [String], status: Int32, fragment: String) throws {
        try Kindred().refuses(arguments, in: Self.demo.appending(path: "pictures"), status: status, fragment: fragment)
    }
}
