#if Keras
import ArgumentParser
import Foundation
import KindredService

struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the vectors of points that came after a model of sequences was learned.",
        discussion: """
            kindred learn glosses --field gloss --label category --encoder lstm
            kindred import glosses more.jsonl
            kindred encode glosses

            What was stopped goes on when called again: points that have the vector are passed over.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("Which vector; the one that a model makes when nothing is said.", valueName: "vector"))
    var using = ""

    @Flag(help: "Make the vectors of all points again, as after their payload changed.")
    var anew = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let operations = try shared.open(.writing), interruption = Interruption(), line = ProgressLine("encode \(name)", unit: "points")
        let report = try operations.encode(name, using: using, anew: anew, threads: threads, progress: { line.update($0, of: $1) }, isCancelled: { interruption.isAsked })
        line.finish()
        try operations.close()
        if shared.json {
            return Output.json(["vector": .string(report.vector), "encoded": .init(report.encoded), "left_out": .init(report.leftOut)])
        }
        let left = report.leftOut == 0 ? "" : ", \(Text.grouped(report.leftOut)) have no sequence that the model takes"
        Console.message("made the vector \(report.vector) of \(Text.grouped(report.encoded)) points\(left)")
    }
}
#endif
