import ArgumentParser
import KindredService

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say what a collection holds.")

    @Argument(help: "The collection's name.")
    var name: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let info = try shared.open(.reading).info(name)
        if shared.json { return Output.json(info.json) }
        Output.line("\(info.name): \(Text.grouped(info.points)) points, \(Text.grouped(info.indexedPoints)) of them in a graph")
        for (name, vector) in info.vectors {
            Output.line("\(name.isEmpty ? "vector" : "vector \(name)"): dimension \(vector.dimension), measure \(vector.measure), index \(vector.index.kind.rawValue)")
        }
        for (path, schema) in info.sortedFields { Output.line("field \(path): \(schema)") }
        Output.line("size: \(Text.bytes(info.diskBytes)) on the disk, \(Text.bytes(info.memoryBytes)) of indexes in memory")
        if let problem = info.optimizerProblem { Output.line("the background optimiser stopped: \(problem)") }
    }
}

extension CollectionInfo {
    /// The vectors by name.
    var vectors: [(name: String, vector: VectorConfiguration)] {
        configuration.vectors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The payload indexes by path.
    var sortedFields: [(path: String, schema: String)] {
        fields.map { ($0.key.description, $0.value.name) }.sorted { $0.0 < $1.0 }
    }

    /// `{"name", "count", "indexed", "bytes", "vectors": [{"name", "dimension", "measure", "index"}], "fields"}`; the only unnamed vector's keys stand at the top, too.
    var json: JSONObject {
        var object: JSONObject = [
            "name": .string(name), "count": .init(points), "indexed": .init(indexedPoints), "bytes": .init(diskBytes), "memory": .init(memoryBytes),
        ]
        if vectors.count == 1, let only = configuration.vectors[""] {
            for (key, value) in Self.json(only) { object[key] = value }
        }
        object["vectors"] = .array(vectors.map { .object(JSONObject([("name", .string($0.name))] + Self.json($0.vector))) })
        object["fields"] = .object(JSONObject(sortedFields.map { ($0.path, JSONValue.string($0.schema)) }))
        return object
    }

    private static func json(_ vector: VectorConfiguration) -> [(String, JSONValue)] {
        [("dimension", .init(vector.dimension)), ("measure", .string(vector.measure.description)), ("index", .string(vector.index.kind.rawValue))]
    }
}
