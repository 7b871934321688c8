import ArgumentParser
import KindredService

struct Centroids: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a collection of the classes' centroids under the measure that serves.",
        discussion: """
            kindred centroids photos --label species --into species

            Under a learned measure the centroids are means of encodings; encode a query first, with kindred embed.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("The payload field that holds the class.", valueName: "field"))
    var label: String

    @Option(help: ArgumentHelp("The collection to make.", valueName: "name"))
    var into: String

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let operations = try shared.open(.writing)
        let count = try operations.centroids(of: name, label: try PayloadPath(parsing: label), using: using, into: into)
        try operations.close()
        if shared.json { Output.json(["collection": .string(into), "classes": .init(count)]) } else { Console.message("\(into) holds the centroids of \(count) classes") }
    }
}
