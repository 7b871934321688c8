import Foundation
import Testing

/// The console's files are in the executable as they lie in the repository.
@Suite struct ConsoleFilesTests {
    static let generated = "Sources/KindredServer/Console/Generated"

    @Test func generatedSourcesAreThoseOfTheFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-console-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Command(["Scripts/embed-console", folder.path])
        try #require(run.status == 0, "\(run.output)")
        let fresh = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(fresh == Repository.files(under: Self.generated).map { String($0.split(separator: "/").last ?? "") })
        for name in fresh {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(try Repository.text("\(Self.generated)/\(name)") == text, "\(name) is not what Scripts/embed-console writes now")
        }
    }

    /// Each file is there whole, whatever the script does.
    @Test(arguments: Repository.files(under: "Sources/KindredServer/Console/Files"))
    func isThereWhole(_ path: String) throws {
        let text = try Repository.text(path)
        let sources = try Repository.files(under: Self.generated).map { try Repository.text($0) }
        #expect(sources.contains { $0.contains("##\"\"\"\n\(text)\n\"\"\"##") }, "\(path)")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 300, "\(path) is more than one idea")
    }
}
