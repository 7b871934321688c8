import ArgumentParser
import KindredService

struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove points by id or by filter.",
        discussion: """
            kindred delete films 7 8
            kindred delete films --filter 'year < 1930'
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Argument(help: "Ids: integers or UUIDs; those that are not there are ignored.")
    var ids: [PointID] = []

    @Option(help: ArgumentHelp("Remove what matches.", valueName: "filter"))
    var filter: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard ids.isEmpty == (filter != nil) else { throw ValidationError("Give either ids or --filter.") }
    }

    func run() throws {
        let operations = try shared.open(.writing)
        let removed = try filter.map { try operations.delete(name, matching: $0) } ?? operations.delete(name, ids: ids)
        try operations.close()
        if shared.json { Output.json(["deleted": .init(removed)]) } else { Console.message("deleted \(removed) points of \(name)") }
    }
}
