import ArgumentParser
import Foundation
import KindredService

struct Screen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look over a file of vectors before it is imported: rows unlike all that is there.",
        discussion: """
            kindred screen photos new.npy
            kindred screen photos new.npy --generator generator.safetensors --quarantine odd.txt

            Told are rows far from every point, and rows that would turn up in far more lists than any point does. Nothing is changed.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Argument(help: "The file of vectors.", completion: .file())
    var vectors: String

    @Option(help: ArgumentHelp("Ask the discriminator of this generator as well; see kindred learn --generator.", valueName: "file"), completion: .file())
    var generator: String?

    @Option(help: ArgumentHelp("Where to write the numbers of the rows that are told, a line each.", valueName: "file"), completion: .file())
    var quarantine: String?

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @Option(parsing: .unconditional, help: ArgumentHelp("How many points the rows are compared with.", valueName: "n"))
    var sample = 5_000

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the points that are drawn.", valueName: "s"))
    var seed: UInt64 = 0

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard sample >= 11 else { throw ValidationError("--sample \(sample) is below 11.") }
    }

    func run() throws {
        var request = ScreenRequest(collection: name, vectors: vectors)
        (request.options, request.using, request.generator, request.sample, request.seed) = (files.value, using, generator, sample, seed)
        request.threads = ProcessInfo.processInfo.activeProcessorCount
        let screening = try shared.open(.reading).screen(request)
        if let quarantine {
            do { try Data(screening.told.map { "\($0.row)\n" }.joined().utf8).write(to: URL(fileURLWithPath: quarantine), options: .atomic) } catch {
                throw FileError(.unwritable, path: quarantine, "cannot be written: \(error.localizedDescription)")
            }
        }
        if shared.json { return Output.json(screening.json) }
        Output.line("\(Text.grouped(screening.told.count)) of \(Text.grouped(screening.rows)) rows are unlike the \(Text.grouped(screening.compared)) points they were compared with")
        var table = Table(["row", "why"])
        for told in screening.told.prefix(50) { table.add(["\(told.row)", told.reasons.joined(separator: "; ")]) }
        if !screening.told.isEmpty { table.print() }
    }
}
