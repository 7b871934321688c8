import ArgumentParser
import KindredService

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database, as it is now, to a new directory.",
        discussion: "The copy is itself a database: look into it with --database, or bring it back with kindred restore.")

    @Argument(help: "A directory that does not exist yet.", completion: .directory)
    var destination: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        try shared.open(.writing).backup(to: destination)
        if shared.json { Output.json(["backup": .string(destination)]) } else { Console.message("backed up \(shared.database) to \(destination)") }
    }
}
