import ArgumentParser
import KindredService

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the database of a backup or of a snapshot.",
        discussion: "The backup, or the file of a snapshot of the whole database, is read whole and checked first. The database's directory must not exist yet.")

    @Argument(help: "The backup's directory, or the snapshot's file.", completion: .file())
    var backup: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        try Operations.restore(from: backup, to: shared.database)
        if shared.json { Output.json(["restored": .string(shared.database)]) } else { Console.message("restored \(backup) to \(shared.database)") }
    }
}
