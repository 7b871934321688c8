import ArgumentParser
import KindredService

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the database of a backup.",
        discussion: "The backup is read whole and checked first. The database's directory must not exist yet.")

    @Argument(help: "The backup's directory.", completion: .directory)
    var backup: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        try Operations.restore(from: backup, to: shared.database)
        if shared.json { Output.json(["restored": .string(shared.database)]) } else { Console.message("restored \(backup) to \(shared.database)") }
    }
}
