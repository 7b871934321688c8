import ArgumentParser
import Foundation
import KindredService

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what Kindred does, on data that lies in the repository.",
        discussion: "Works in a temporary directory that is removed afterwards; with --keep it works in --database and leaves it.")

    @Option(help: ArgumentHelp("The folder Demo of the repository.", valueName: "dir"), completion: .directory)
    var data = "Demo"

    @Flag(help: "Leave the collections in --database, to go on with.")
    var keep = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-demo-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        var show = try Demonstration(data: data, database: keep ? shared.database : temporary, isQuiet: shared.json)
        try show.run()
        if shared.json { Output.json(show.figures) }
    }
}
