#if Keras
import ArgumentParser
import Foundation
import KindredService

struct SequencePerplexity: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplexity",
        abstract: "Tell how sure a model is of a text.",
        discussion: """
            kindred sequence perplexity --model glosses.safetensors --text other.txt
            kindred sequence perplexity --model words.h5 --tokenizer tokenizer.json --text other.txt

            Perplexity is e to the mean of −log p of each token but the first: of a model that guesses, the number of tokens; of one that \
            knows, 1.
            """)

    @OptionGroup var model: SequenceCommand.ModelOptions

    @Option(help: ArgumentHelp("The text: UTF-8.", valueName: "file"), completion: .file())
    var text: String

    @Option(help: ArgumentHelp("What tokenizer.to_json() wrote, for models that come without.", valueName: "file"), completion: .file())
    var tokenizer: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many ids the model sees, when it does not fix them and does not answer at every step.", valueName: "n"))
    var length: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        guard length ?? 1 >= 1 else { throw ValidationError("--length \(length ?? 0) is below 1.") }
    }

    func run() throws {
        let start = ContinuousClock.now
        let found = try model.file.perplexity(of: text, tokenizer: tokenizer, length: length, threads: threads)
        let seconds = (ContinuousClock.now - start).inSeconds
        if shared.json {
            return Output.json(["perplexity": .double(found.perplexity), "tokens": .init(found.tokens), "seconds": .seconds(seconds)])
        }
        Output.line("perplexity \(Text.fixed(found.perplexity, 3)) over \(Text.grouped(found.tokens)) tokens")
    }
}
#endif
