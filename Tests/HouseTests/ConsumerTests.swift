import Foundation
import Testing

/// Kindred as others meet it: a package that depends on it, without its command line, and imports nothing else.
///
/// The package is Examples/. It is built in a folder of its own, which `make test` fills beforehand.
@Suite(.serialized, .disabled(if: ProcessInfo.processInfo.environment["KINDRED_SANITIZER"] != nil, "the sanitizers are for our code, not for the compiler"))
struct ConsumerTests {
    static let scratch = Repository.root.appending(path: ".build/examples").path

    @Test func examplesBuildAndDoWhatTheySay() throws {
        let build = try Command(["swift", "build", "-c", "release", "--package-path", "Examples", "--scratch-path", Self.scratch])
        try #require(build.status == 0, "\(build.output.suffix(2_000))")
        for (name, expected) in [
            ("QuickStart", ["1 0.99", "2 0.93"]),
            ("FilteredSearch", ["same filter: true", "matches: 51", "exact: 404 1252 1352", "pages: 3"]),
            ("Learning", ["epoch 300 of 300", "held-out map@r: better", "near a banana: banana banana banana banana banana"]),
            ("Recommendation", ["dot: the song kept back is among the first ten for 4", "cosine: the song kept back is among the first ten for 4"]),
            ("NamedVectors", ["points: 3", "by caption: 1 2", "without a caption: 1"]),
        ] {
            let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-\(name)-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let run = try Command(["\(Self.scratch)/release/\(name)"], in: folder)
            #expect(run.status == 0, "\(name): \(run.output)")
            for line in expected { #expect(run.output.contains(line), "\(name): \(run.output)") }
        }
    }

    /// With `traits: []` a consumer resolves GRDB and nothing else.
    @Test func consumersResolveOnlyWhatTheyNeed() throws {
        let resolve = try Command(["swift", "package", "--package-path", "Examples", "--scratch-path", Self.scratch, "resolve"])
        try #require(resolve.status == 0, "\(resolve.output.suffix(2_000))")
        let state = try String(contentsOf: URL(filePath: Self.scratch).appending(path: "workspace-state.json"), encoding: .utf8).lowercased()
        #expect(state.contains("grdb.swift"))
        for other in ["argument-parser", "swift-nio", "hummingbird", "grpc"] { #expect(!state.contains(other), "\(other) was resolved") }
    }

    /// The manifest agrees with the table of rooms, and has nothing that would keep it from being a dependency.
    @Test func theManifestAgreesWithTheTable() throws {
        let text = try Repository.text("Package.swift")
        #expect(!text.contains("unsafeFlags"))
        let dump = try Command(["swift", "package", "dump-package"])
        try #require(dump.status == 0, "\(dump.output.suffix(2_000))")
        let json = dump.output.drop { $0 != "{" }
        let package = try JSONDecoder().decode(Manifest.self, from: Data(json.utf8))
        for room in Room.all {
            let target = try #require(package.targets.first { $0.name == room.name })
            let named = Set(target.dependencies.map(\.name))
            #expect(named.isSubset(of: room.ours.union(room.foreign).union(Room.vocabulary)), "\(room.name) depends on \(named)")
        }
    }

    /// The part of a dumped manifest that the table speaks of.
    struct Manifest: Decodable {
        struct Target: Decodable {
            let name: String
            let dependencies: [Dependency]
        }

        /// `{"byName": ["KindredMath", null]}` or `{"product": ["GRDB", "GRDB.swift", null, null]}`.
        struct Dependency: Decodable {
            let name: String

            private struct Name: Decodable {
                let value: String?
                init(from decoder: any Decoder) throws { value = try? decoder.singleValueContainer().decode(String.self) }
            }

            init(from decoder: any Decoder) throws {
                let kinds = try decoder.singleValueContainer().decode([String: [Name]].self)
                name = kinds.values.first?.first?.value ?? ""
            }
        }

        let targets: [Target]
    }
}
