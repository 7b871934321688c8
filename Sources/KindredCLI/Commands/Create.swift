import ArgumentParser
import KindredService

struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an empty collection.",
        discussion: """
            kindred create films --dimension 384 --measure cosine
            kindred create items --dimension 64 --measure dot --index ivfpq --parts 32
            kindred create photos --vectors image:512:euclidean --vectors text:384:cosine
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Components of a vector, 1 to 65,536.", valueName: "n"))
    var dimension: Int?

    @Option(help: ArgumentHelp("What alike means: \(Measure.names.joined(separator: ", ")).", valueName: "measure"), completion: .list(Measure.names))
    var measure = "cosine"

    @Option(help: ArgumentHelp("Named vectors instead of the unnamed one; may be repeated.", valueName: "name:dimension[:measure]"))
    var vectors: [String] = []

    @OptionGroup var index: IndexOptions

    @Option(help: ArgumentHelp("A payload field to index from the start, as in price:float (keyword, integer, float, bool, datetime, geo, text, uuid); may be repeated.", valueName: "path:type"))
    var field: [String] = []

    @OptionGroup var shared: SharedOptions

    func run() throws {
        var request = CreateRequest(name: name, configuration: try collection())
        request.fields = try fields()
        try shared.open(.creating).create(request)
        if shared.json {
            Output.json(["created": .string(name)])
        } else {
            Console.message("created \(name); fill it with: kindred import \(name) FILE")
        }
    }

    private func collection() throws -> CollectionConfiguration {
        guard (dimension != nil) != !vectors.isEmpty else {
            throw Failure(Failure.Status.usage, "give either --dimension N or --vectors name:dimension, as in: kindred create \(name) --dimension 384")
        }
        guard let dimension else { return CollectionConfiguration(vectors: try named()) }
        return CollectionConfiguration(dimension: dimension, measure: try Measure(parsing: measure), index: index.configuration)
    }

    private func named() throws -> [String: VectorConfiguration] {
        var result: [String: VectorConfiguration] = [:]
        for text in vectors {
            let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
            guard parts.count >= 2, let dimension = Int(parts[1]) else { throw Failure(Failure.Status.usage, "--vectors \(text) is not name:dimension or name:dimension:measure") }
            guard result[parts[0]] == nil else { throw Failure(Failure.Status.usage, "two vectors are named \(parts[0])") }
            result[parts[0]] = VectorConfiguration(
                dimension: dimension, measure: try Measure(parsing: parts.count > 2 ? parts[2] : measure), index: index.configuration)
        }
        return result
    }

    private func fields() throws -> [PayloadPath: PayloadFieldSchema] {
        var fields: [PayloadPath: PayloadFieldSchema] = [:]
        for text in field {
            guard let colon = text.lastIndex(of: ":") else { throw Failure(Failure.Status.usage, "--field \(text) is not path:type") }
            let schema = try PayloadFieldSchema(json: .string(String(text[text.index(after: colon)...])))
            fields[try PayloadPath(parsing: String(text[..<colon]))] = schema
        }
        return fields
    }
}
