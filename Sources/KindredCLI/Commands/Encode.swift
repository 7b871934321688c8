#if Keras
import ArgumentParser
import Foundation
import KindredService

struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make vectors of the series or texts in a payload field by a model of sequences.",
        discussion: """
            kindred learn glosses --field gloss --label category --encoder lstm
            kindred import glosses more.jsonl
            kindred encode glosses

            kindred encode films --model lstm.h5 --tokenizer tokenizer.json --field plot
            kindred search films --text "a ship lost in space"

            A model that was trained elsewhere is given once, with the field that it reads: its last hidden state becomes a vector of the \
            collection, named like the field or as --using says. \
            What was stopped goes on when called again: points that have the vector are passed over.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("Which vector; the one that a model makes when nothing is said.", valueName: "vector"))
    var using = ""

    @Option(help: ArgumentHelp("A model of sequences to make a new vector with.", valueName: "file"), completion: .file())
    var model: String?

    @Option(help: ArgumentHelp("What tokenizer.to_json() wrote, for models of texts that come without.", valueName: "file"), completion: .file())
    var tokenizer: String?

    @Option(help: ArgumentHelp("The payload field that the model reads.", valueName: "field"))
    var field: String?

    @Flag(help: "Make the vectors of all points again, as after their payload changed.")
    var anew = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (model == nil) == (field == nil) else { throw ValidationError("--model FILE and --field FIELD belong together.") }
        guard tokenizer == nil || model != nil else { throw ValidationError("--tokenizer belongs to --model.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let operations = try shared.open(.writing), interruption = Interruption(), line = ProgressLine("encode \(name)", unit: "points")
        if let model, let field { try operations.setEncoder(of: name, SequenceModelFile(model), tokenizer: tokenizer, field: field, using: using) }
        let report = try operations.encode(name, using: using.isEmpty ? field ?? "" : using, anew: anew, threads: threads, progress: { line.update($0, of: $1) }, isCancelled: { interruption.isAsked })
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
