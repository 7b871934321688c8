import ArgumentParser
import KindredService

struct Upsert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store points given as JSON Lines on standard input.",
        discussion: """
            One point per line: {"id": 7, "vector": [0.1, 0.9], "payload": {"title": "Alien"}}. A point whose id is known is replaced.

            echo '{"id": 7, "vector": [0.1, 0.9]}' | kindred upsert films
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        var request = ImportRequest(collection: name, vectors: "/dev/stdin")
        request.options.format = .jsonl
        let operations = try shared.open(.writing)
        let response = try operations.importFiles(request)
        try operations.close()
        if shared.json {
            Output.json(["upserted": .init(response.imported), "seconds": .seconds(response.seconds)])
        } else {
            Console.message("stored \(Text.grouped(response.imported)) points in \(name)")
        }
    }
}
