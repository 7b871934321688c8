import ArgumentParser
import KindredService

struct Count: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Count the points of a collection, or those that match a filter.")

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("Only points that match.", valueName: "filter"))
    var filter: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let count = try shared.open(.reading).count(name, filter: filter)
        if shared.json { Output.json(["count": .init(count)]) } else { Output.line("\(count)") }
    }
}
