import Foundation
import KindredService

/// The story that `kindred demo` tells: glosses of a dictionary, handwritten digits, recall, a killed import, and a measure learned.
struct Demonstration {
    let data: String
    let database: String
    private let isQuiet: Bool
    /// What was measured, for `--json`.
    var figures: JSONObject = [:]

    init(data: String, database: String, isQuiet: Bool) throws {
        self.data = data
        self.database = database
        self.isQuiet = isQuiet
        guard FileManager.default.fileExists(atPath: "\(data)/glosses/vectors.npy") else {
            throw FileError(.missing, path: "\(data)/glosses/vectors.npy", "no such file; give the repository's folder Demo with --data")
        }
    }

    mutating func run() throws {
        let start = ContinuousClock.now
        let operations = try Operations(path: database)
        try glosses(operations)
        try digits(operations)
        try recall(operations)
        try operations.close()
        try crash()
        try learning()
        figures["seconds"] = .seconds((ContinuousClock.now - start).inSeconds)
        conclude((ContinuousClock.now - start).inSeconds)
    }

    /// A line of the story.
    func say(_ text: String) {
        guard !isQuiet else { return }
        Output.line(text)
        Output.flush()
    }

    func title(_ text: String) {
        say("")
        say(text)
        say(String(repeating: "─", count: text.count))
    }

    /// Makes a collection and fills it from a folder of the data.
    mutating func fill(_ operations: Operations, _ name: String, _ configuration: CollectionConfiguration, fields: [String: PayloadFieldSchema]) throws {
        var request = CreateRequest(name: name, configuration: configuration)
        for (path, schema) in fields { request.fields[try PayloadPath(parsing: path)] = schema }
        try operations.create(request)
        let imported = try operations.importFiles(ImportRequest(collection: name, vectors: "\(data)/\(name)/vectors.npy", payloads: "\(data)/\(name)/payload.jsonl"))
        let start = ContinuousClock.now
        try operations.optimize(name)
        let seconds = (ContinuousClock.now - start).inSeconds
        let info = try operations.info(name)
        say(
            "\(Text.grouped(info.points)) points with payloads are on the disk after \(Text.duration(imported.seconds)), indexed after another \(Text.duration(seconds)): \(Text.bytes(info.diskBytes))."
        )
        figures[name] = ["points": .init(info.points), "import_s": .seconds(imported.seconds), "optimize_s": .seconds(seconds), "bytes": .init(info.diskBytes)]
    }

    private func conclude(_ seconds: Double) {
        title("What to try next")
        say("That took \(Text.duration(seconds)). With kindred demo --data \(data) --keep the collections stay, and you can ask:")
        say("  kindred search glosses --id 0 --limit 5 --payload")
        say("  kindred search glosses --id 0 --filter 'part = \"verb\"' --payload")
        say("  kindred search digits --id 3 --recall 0.95 --json")
        say("  kindred learn glosses --label category --loss normalized-softmax, then kindred explain glosses --id 0")
        say("  kindred tune glosses --recall 0.95")
        say("  kindred import YOURS vectors.npy        after: kindred create YOURS --dimension N")
        say("  kindred --help")
    }
}
