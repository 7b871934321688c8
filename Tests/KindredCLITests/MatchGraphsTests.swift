import Foundation
import Testing

@testable import KindredCLI
@testable import KindredService

/// Graphs at the command line.
@Suite struct MatchGraphsTests {
    private static let molecules = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples/Graphs").standardizedFileURL.path

    @Test func distances() throws {
        let kindred = try Kindred(), path = try kindred.file("path.edges", "a b\nb c\nc d\n"), cycle = try kindred.file("cycle.edges", "1 2\n2 3\n3 4\n4 1\n")
        let answer = try #require(try kindred.succeed("match", "graphs", path, cycle, "--json").json.first)
        #expect(answer["distance"]?.doubleValue == 1 && answer["exact"] == true)
        #expect(try kindred.succeed("match", "graphs", path, cycle).output.hasPrefix("distance 1\n  insert edge "))
        let costly = try kindred.succeed("match", "graphs", path, cycle, "--edge-costs", "1,1,2.5", "--json").json.first
        #expect(costly?["distance"]?.doubleValue == 2.5)
        let rough = try #require(try kindred.succeed("match", "graphs", path, cycle, "--approximate", "--json").json.first)
        #expect(rough["lower"]?.doubleValue ?? 9 <= 1 && rough["upper"]?.doubleValue ?? 0 >= 1)
    }

    @Test func aPageShowsWhatChanges() throws {
        let kindred = try Kindred(), page = kindred.path("edits.html")
        try kindred.succeed("match", "graphs", "\(Self.molecules)/salicylic-acid.graphml", "\(Self.molecules)/aspirin.graphml", "--node-label", "element", "--report", page)
        let text = try String(contentsOfFile: page, encoding: .utf8)
        #expect(text.contains("distance 6") && text.contains("is inserted") && !text.contains("is deleted"))
    }

    @Test func moleculesAreFound() throws {
        let kindred = try Kindred(), query = "\(Self.molecules)/aspirin.graphml"
        let found = try kindred.succeed("match", "graphs", query, Self.molecules, "--k", "2", "--node-label", "element", "--edge-label", "bond", "--json").json.first
        let hits = try #require(found?["hits"]?.arrayValue)
        #expect(hits.compactMap { $0.objectValue?["graph"]?.stringValue } == ["aspirin.graphml", "salicylic-acid.graphml"])
        #expect(hits.compactMap { $0.objectValue?["distance"]?.doubleValue } == [0, 6])
    }

    @Test func patternsAreFound() throws {
        let kindred = try Kindred(), ring = "\(Self.molecules)/benzene.graphml"
        let one = try kindred.succeed("match", "graphs", ring, "\(Self.molecules)/aspirin.graphml", "--subgraph", "induced", "--mappings", "1", "--json").json.first
        #expect(one?["matches"] == 12 && one?["complete"] == true && one?["mappings"]?.arrayValue?.count == 1)
        let all = try kindred.succeed("match", "graphs", ring, Self.molecules, "--subgraph", "induced", "--node-label", "element", "--edge-label", "bond").output
        #expect(all.contains("paracetamol.graphml") && !all.contains("cyclohexane.graphml") && !all.contains("caffeine.graphml"))
        let few = try kindred.succeed("match", "graphs", ring, "\(Self.molecules)/ibuprofen.graphml", "--subgraph", "monomorphism", "--limit", "5", "--json").json.first
        #expect(few?["matches"] == 5 && few?["complete"] == false)
    }

    @Test(arguments: [
        (["none.graphml", "none.graphml"], 66, "none.graphml: no such file"), (["a.edges", "none"], 66, "none: no such file"), (["a.edges"], 64, "second"),
        (["a.edges", "bad.graphml"], 65, "bad.graphml, line 1"), (["a.edges", "a.edges", "--limit", "0"], 64, "--limit 0"), (["a.edges", "a.edges", "--k", "0"], 64, "--k 0"),
        (["a.edges", "a.edges", "--timeout", "-1"], 64, "--timeout -1"), (["a.edges", "a.edges", "--within", "nan"], 64, "--within nan"),
        (["a.edges", "a.edges", "--subgraph", "some"], 64, "some"), (["a.edges", "a.edges", "--node-costs", "1,2"], 64, "1,2"),
        (["a.edges", "a.edges", "--node-label", "x"], 65, "no labels of nodes"),
        (["a.edges", "arrow.graphml"], 65, "one graph is directed"), (["arrow.graphml", "a.edges", "--subgraph", "induced"], 65, "the pattern is directed"),
        (["a.edges", "empty"], 65, "holds no graphs"), (["empty.edges", "a.edges"], 65, "is empty"), (["a.edges", "a.edges", "--mappings", "-1"], 64, "--mappings -1"),
        (["a.edges", "empty", "--report", "r.html"], 64, "--report shows two graphs"), (["a.edges", "a.edges", "--report", "none/r.html"], 73, "folder does not exist"),
    ])
    func wrongInputIsOneLine(arguments: [String], status: Int32, fragment: String) throws {
        let kindred = try Kindred()
        _ = try kindred.file("a.edges", "a b\n")
        _ = try kindred.file("empty.edges", "")
        _ = try kindred.file("bad.graphml", "<graphml><graph><node/></graph></graphml>")
        _ = try kindred.file("arrow.graphml", "<graphml><graph edgedefault='directed'><node id='1'/></graph></graphml>")
        try FileManager.default.createDirectory(atPath: kindred.path("empty"), withIntermediateDirectories: true)
        try kindred.refuses(["match", "graphs"] + arguments, status: status, fragment: fragment)
    }
}
