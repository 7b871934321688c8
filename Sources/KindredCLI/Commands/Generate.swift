#if Keras
import ArgumentParser
import KindredService

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue a text with a model of words.",
        discussion: """
            kindred generate --model words.h5 --tokenizer tokenizer.json --seed "Hello" --count 10
            kindred generate --model glosses.safetensors --seed "a kind of" --temperature 0.7
            kindred generate --model words.h5 --tokenizer tokenizer.json --seed "Hello" --temperature 0.8 --top-k 20 --seed-number 7
            """)

    @OptionGroup var model: SequenceCommand.ModelOptions

    @Option(help: ArgumentHelp("What tokenizer.to_json() wrote, for models that come without.", valueName: "file"), completion: .file())
    var tokenizer: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The text to go on from.", valueName: "text"))
    var seed: String

    @Option(parsing: .unconditional, help: ArgumentHelp("How many words to add.", valueName: "n"))
    var count = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Draw words by p^(1/t) instead of taking the most likely.", valueName: "t"))
    var temperature: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Draw from the k most likely words only.", valueName: "k"))
    var topK: Int?

    @Option(help: ArgumentHelp("Where the drawing begins: same number, same text.", valueName: "n"))
    var seedNumber: UInt64 = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("How many ids the model sees, when it does not fix them and does not answer at every step.", valueName: "n"))
    var length: Int?

    @Flag(help: "Pass over padding instead of ending the text there.")
    var skipPadding = false

    @Flag(help: "Take a seed without a known word.")
    var allowEmpty = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard count >= 0 else { throw ValidationError("--count \(count) is below 0.") }
        guard topK ?? 1 >= 1 else { throw ValidationError("--top-k \(topK ?? 0) is below 1.") }
        if let temperature, !(temperature > 0 && temperature.isFinite) { throw ValidationError("--temperature \(temperature) is not above 0.") }
        guard length ?? 1 >= 1 else { throw ValidationError("--length \(length ?? 0) is below 1.") }
    }

    func run() throws {
        var request = TextGeneration(model: model.file, tokenizer: tokenizer, seed: seed)
        (request.count, request.length, request.skipsPadding, request.allowsEmpty) = (count, length, skipPadding, allowEmpty)
        if temperature != nil || topK != nil { request.choice = .sampled(temperature: temperature ?? 1, top: topK, seed: seedNumber) }
        let continuation = try request.run()
        if shared.json {
            return Output.json(["text": .string(continuation.text), "added": .init(continuation.tokens.count), "stopped": .string(continuation.stop.rawValue)])
        }
        Output.line(continuation.text)
        if continuation.stop != .count { Console.message("stopped after \(continuation.tokens.count) of \(count) words: \(continuation.stop.rawValue)") }
    }
}
#endif
