import ArgumentParser
import Foundation
import KindredService

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the points nearest to a vector, a point, a text, or each vector or sequence of a file.",
        discussion: """
            kindred search films --vector '[0.1, 0.9, 0.2]' --limit 5
            kindred search films --id 7 --filter 'year < 1990 and tags = "horror"' --payload
            kindred search films --queries queries.npy --recall 0.95 --json
            kindred search glosses --text "a small animal with a long tail" --payload
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(parsing: .unconditional, help: ArgumentHelp("A vector as JSON: '[0.1, 0.9]'.", valueName: "json"))
    var vector: String?

    @Option(help: ArgumentHelp("A stored point; it is left out of its own neighbours.", valueName: "id"))
    var id: PointID?

    @Option(help: ArgumentHelp("A file of query vectors, in any format that import reads.", valueName: "file"), completion: .file())
    var queries: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("A text, of which the collection's model makes a vector: see kindred learn --encoder lstm.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("A file of series (.npy) or texts (a line each) for the collection's model.", valueName: "file"), completion: .file())
    var sequences: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("At most how many points per query.", valueName: "n"))
    var limit = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("How many of the best to leave out.", valueName: "n"))
    var offset = 0

    @Option(help: ArgumentHelp("Only points that match: 'price < 20 and tags = \"red\"', or JSON.", valueName: "filter"))
    var filter: String?

    @Flag(help: "Compare every vector.")
    var exact = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Candidates that the search keeps (HNSW).", valueName: "n"))
    var ef: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("The recall to reach, 0 to 1.", valueName: "r"))
    var recall: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only points at most this far, or at least this similar.", valueName: "score"))
    var threshold: Float?

    @Option(help: ArgumentHelp("Which of the named vectors to compare.", valueName: "name"))
    var using = ""

    @Option(parsing: .unconditional, help: ArgumentHelp("The measure to compare by, of those that kindred measures lists; the one that serves when nothing is said.", valueName: "n"))
    var measure: Int?

    @Flag(help: "Print payloads.")
    var payload = false

    @Flag(help: "Print vectors (with --json).")
    var vectors = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Queries answered at once.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        let sources = [vector, queries, text, sequences].filter { $0 != nil }.count + (id == nil ? 0 : 1)
        guard sources == 1 else { throw ValidationError("Give one of --vector, --id, --queries, --text and --sequences.") }
        guard [exact, ef != nil, recall != nil].filter({ $0 }).count <= 1 else { throw ValidationError("Give at most one of --exact, --ef and --recall.") }
        guard limit >= 1 else { throw ValidationError("--limit \(limit) is below 1.") }
        guard offset >= 0 else { throw ValidationError("--offset \(offset) is negative.") }
        if let ef, ef < 1 { throw ValidationError("--ef \(ef) is below 1.") }
        if let recall, !(recall > 0 && recall <= 1) { throw ValidationError("--recall \(recall) is not above 0 and at most 1.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let operations = try shared.open(.reading)
        if let queries {
            return try operations.search(query, queries: queries, options: files.value, threads: threads) { number, hits in
                show(number, hits)
                return !Output.isClosed
            }
        }
        if let id { return show(0, try operations.search(query, like: id)) }
        #if Keras
        if let text { return show(0, try operations.search(query, text: text)) }
        if let sequences {
            return try operations.search(query, sequences: sequences, threads: threads) { number, hits in
                show(number, hits)
                return !Output.isClosed
            }
        }
        #endif
        show(0, try operations.search(query, vector: try VectorText.parse(vector ?? "")))
    }

    private var query: SearchQuery {
        var query = SearchQuery(collection: name, limit: limit)
        query.using = using
        query.offset = offset
        query.filter = filter
        query.effort = exact ? .exact : ef.map { .ef($0) } ?? recall.map { .recall($0) } ?? .default
        query.scoreThreshold = threshold
        query.measure = measure
        query.withPayload = payload
        query.withVectors = vectors && shared.json
        return query
    }

    private func show(_ number: Int, _ hits: [SearchHit]) {
        if shared.json { return Output.line("{\"query\":\(number),\"results\":[\(hits.map(line).joined(separator: ","))]}") }
        if queries != nil || sequences != nil { Output.line("query \(number)") }
        var table = Table(["", "id", "score"] + (payload ? ["payload"] : []))
        for (rank, hit) in hits.enumerated() {
            table.add(["\(rank + 1)", "\(hit.id)", "\(hit.score)"] + (payload ? [Text.cut((hit.payload ?? [:]).jsonText, 160)] : []))
        }
        table.print()
    }

    private func line(_ hit: SearchHit) -> String {
        var text = "{\"id\":\(hit.id.json.jsonText),\"score\":\(JSONValue.number(hit.score).jsonText)"
        if payload { text += ",\"payload\":\((hit.payload ?? [:]).jsonText)" }
        if vectors, let values = hit.vectors { text += ",\"vector\":\(values.vectorJSON.jsonText)" }
        return text + "}"
    }
}
