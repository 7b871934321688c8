import Foundation
import Testing

/// What the documents say is so.
@Suite struct DocumentTests {
    static let documents = Repository.files { $0.hasSuffix(".md") }

    @Test(arguments: ["README.md", "ARCHITECTURE.md", "CONTENTS.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE", "Demo/ATTRIBUTION.md", ".swift-format"])
    func isThere(_ path: String) throws {
        #expect(try Repository.text(path).count > 100)
    }

    @Test func theTwoCommandsAreTheOnesOfTheReadme() throws {
        let readme = try Repository.text("README.md"), makefile = try Repository.text("Makefile")
        for command in ["demo", "test", "bench", "docs"] {
            #expect(readme.contains("make \(command)"))
            #expect(makefile.contains("\n\(command):"))
        }
        #expect(try Repository.text(".ci/run").contains("make test"))
    }

    /// The README's example is compiled: it is one of the examples, line by line.
    @Test func theExampleOfTheReadmeIsQuickStart() throws {
        let blocks = try Self.swiftBlocks(in: Repository.text("README.md"))
        #expect(blocks.count == 1)
        #expect(blocks.first == (try Repository.text("Examples/Sources/QuickStart/main.swift")))
        #expect(blocks.first?.hasPrefix("import Kindred\n") == true)
    }

    @Test(arguments: documents)
    func linksLeadSomewhere(_ path: String) throws {
        let folder = Repository.root.appending(path: path).deletingLastPathComponent()
        for target in Self.links(in: try Repository.text(path)) where !target.contains("://") && !target.hasPrefix("#") {
            let file = target.prefix { $0 != "#" }
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(file)).path), "\(path) links to \(target)")
        }
    }

    /// The table of ARCHITECTURE.md is the one that the import rule goes by.
    @Test func theTableOfRoomsIsTheRule() throws {
        let rows = try Repository.text("ARCHITECTURE.md").split(separator: "\n").map { Self.cells(String($0)) }
            .filter { $0.count == 4 && $0[0] != "target" && !$0[0].hasPrefix("-") }
        #expect(rows.map { $0[0] } == Room.all.map(\.name))
        for (row, room) in zip(rows, Room.all) {
            #expect(Self.names(row[2]) == room.ours, "\(room.name) may import")
            #expect(Self.names(row[3]) == room.foreign, "\(room.name) alone may import")
        }
        let folders = Set(Repository.files(under: "Sources").compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
        #expect(folders == Set(Room.all.map(\.name)))
    }

    @Test(arguments: Repository.files { path in [".md", ".py", ".c", ".h", ".txt"].contains { path.hasSuffix($0) } || ["Makefile", "NOTICE"].contains(path) })
    func knowsNoMachine(_ path: String) throws {
        for (number, line) in try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            #expect(Rule.machinePath(in: String(line)) == nil, "\(path):\(number + 1): \(line)")
        }
    }

    /// CONTENTS.md names files that are there.
    @Test func contentsNamesFilesThatAreThere() throws {
        let names = Set(Repository.files(under: "Sources").flatMap { path in [path, String(path.split(separator: "/").last ?? "")] })
        let cells = try Repository.text("CONTENTS.md").split(separator: "\n").flatMap { Self.cells(String($0)) }
        let files = cells.flatMap { $0.split { ",; ".contains($0) } }.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h") }
        #expect(files.count > 40)
        for file in files { #expect(names.contains { $0 == file || $0.hasSuffix("/" + file) }, "\(file)") }
    }

    @Test func readersOfDocumentsNoticeWhatIsThere() {
        #expect(Self.links(in: "a [b](c.md) and [d](e/f.md#g), `[h](i)`") == ["c.md", "e/f.md#g", "i"])
        #expect(Self.cells("| a | b, c | – |") == ["a", "b, c", "–"])
        #expect(Self.names("A, B") == ["A", "B"] && Self.names("–").isEmpty)
        #expect(Self.swiftBlocks(in: "x\n```swift\nlet a = 1\n```\n```sh\nb\n```\n") == ["let a = 1\n"])
        #expect(Rule.machinePath(in: "see /" + "Users/x") != nil && Rule.machinePath(in: "a/work/b") == nil)
    }

    static func swiftBlocks(in text: String) -> [String] {
        text.components(separatedBy: "```swift\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    static func links(in text: String) -> [String] {
        text.components(separatedBy: "](").dropFirst().map { String($0.prefix { $0 != ")" }) }
    }

    static func cells(_ line: String) -> [String] {
        guard line.hasPrefix("|") else { return [] }
        return line.split(separator: "|").map { String($0).trimmed }
    }

    static func names(_ cell: String) -> Set<String> { cell == "–" ? [] : Set(cell.split(separator: ",").map { String($0).trimmed }) }
}
