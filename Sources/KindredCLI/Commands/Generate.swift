import ArgumentParser
import KindredService

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue a text with a model of words, or make vectors with a learned generator.",
        discussion: """
            kindred generate --model words.h5 --tokenizer tokenizer.json --seed "Hello" --count 10
            kindred generate --model glosses.safetensors --seed "a kind of" --temperature 0.7
            kindred generate --model words.h5 --tokenizer tokenizer.json --seed "Hello" --temperature 0.8 --top-k 20 --seed-number 7
            kindred generate --vectors 100 --model generator.safetensors --class cat --output cats.npy
            """)

    @Option(help: ArgumentHelp("The model's file.", valueName: "file"), completion: .file())
    var model: String

    @Option(help: ArgumentHelp("What model.to_json() wrote, for .weights.h5.", valueName: "file"), completion: .file())
    var config: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Make so many vectors, with what kindred learn --generator wrote.", valueName: "n"))
    var vectors: Int?

    @Option(name: .customLong("class"), help: ArgumentHelp("Make vectors of this class alone.", valueName: "class"))
    var className: String?

    @Option(help: ArgumentHelp("Where to write vectors: .npy.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Where to write the vectors' classes, as JSON Lines for kindred import --payload.", valueName: "file"), completion: .file())
    var payload: String?

    @Option(help: ArgumentHelp("What tokenizer.to_json() wrote, for models that come without.", valueName: "file"), completion: .file())
    var tokenizer: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The text to go on from; for vectors, a number: same number, same vectors.", valueName: "text"))
    var seed: String?

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
        if let vectors {
            guard vectors >= 1 else { throw ValidationError("--vectors \(vectors) is below 1.") }
            guard output != nil else { throw ValidationError("Give --output FILE.npy for the vectors.") }
            guard seed == nil || UInt64(seed ?? "") != nil else { throw ValidationError("--seed \(seed ?? "") is no number, as vectors want it.") }
            guard tokenizer == nil, temperature == nil, topK == nil, length == nil, config == nil else { throw ValidationError("--vectors takes --class, --output, --payload and --seed alone.") }
            return
        }
        guard className == nil, output == nil, payload == nil else { throw ValidationError("--class, --output and --payload belong to --vectors.") }
        guard seed != nil else { throw ValidationError("Give --seed TEXT to go on from, or --vectors N.") }
        guard count >= 0 else { throw ValidationError("--count \(count) is below 0.") }
        guard topK ?? 1 >= 1 else { throw ValidationError("--top-k \(topK ?? 0) is below 1.") }
        if let temperature, !(temperature > 0 && temperature.isFinite) { throw ValidationError("--temperature \(temperature) is not above 0.") }
        guard length ?? 1 >= 1 else { throw ValidationError("--length \(length ?? 0) is below 1.") }
    }

    func run() throws {
        if let vectors { return try makeVectors(vectors) }
        #if Keras
        try continueText()
        #else
        throw ValidationError("Texts are continued in builds with the trait Keras.")
        #endif
    }

    private func makeVectors(_ count: Int) throws {
        let file = try GeneratorFile(model)
        try file.generate(count, of: className, seed: seed.flatMap { UInt64($0) } ?? seedNumber, to: output ?? "", payload: payload)
        if shared.json { return Output.json(["vectors": .init(count), "dimension": .init(file.generator.dimension), "output": .string(output ?? "")]) }
        Console.message("made \(Text.grouped(count)) vectors of \(file.generator.dimension) components: \(output ?? "")")
    }

    #if Keras
    private func continueText() throws {
        var request = TextGeneration(model: SequenceModelFile(model, configuration: config), tokenizer: tokenizer, seed: seed ?? "")
        (request.count, request.length, request.skipsPadding, request.allowsEmpty) = (count, length, skipPadding, allowEmpty)
        if temperature != nil || topK != nil { request.choice = .sampled(temperature: temperature ?? 1, top: topK, seed: seedNumber) }
        let continuation = try request.run()
        if shared.json {
            return Output.json(["text": .string(continuation.text), "added": .init(continuation.tokens.count), "stopped": .string(continuation.stop.rawValue)])
        }
        Output.line(continuation.text)
        if continuation.stop != .count { Console.message("stopped after \(continuation.tokens.count) of \(count) words: \(continuation.stop.rawValue)") }
    }
    #endif
}
