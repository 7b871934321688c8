import ArgumentParser
import KindredService

struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove points by id.")

    @Argument(help: "The collection's name.")
    var name: String

    @Argument(help: "Ids: integers or UUIDs; those that are not there are ignored.")
    var ids: [PointID]

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let operations = try shared.open(.writing)
        let removed = try operations.delete(name, ids: ids)
        try operations.close()
        if shared.json { Output.json(["deleted": .init(removed)]) } else { Console.message("deleted \(removed) points of \(name)") }
    }
}
