import ArgumentParser
import KindredService

struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a collection and all its points, for good.")

    @Argument(help: "The collection's name.")
    var name: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        try shared.open(.writing).drop(name)
        if shared.json { Output.json(["dropped": .string(name)]) } else { Console.message("dropped \(name)") }
    }
}
