import ArgumentParser
import Foundation
import KindredService

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make vectors of what a file holds, by what was learned.",
        discussion: """
            kindred embed species.safetensors vectors.npy --output embeddings.npy
            kindred embed --model digits.safetensors series.npy --output embeddings.npy
            kindred embed --model lstm.h5 texts.txt --output embeddings.npy

            The model is what learn --output wrote, or a model of sequences: then the vector of a series or a text is its last hidden state.
            """)

    @Option(help: ArgumentHelp("The model's file; the first argument when nothing is said.", valueName: "file"), completion: .file())
    var model: String?

    @Argument(help: "A file of vectors; of images, .npy [n, h, w]; of series, .npy [n, steps] or [n, steps, features]; or of texts, a line each.", completion: .file())
    var files: [String]

    @Option(help: ArgumentHelp("Where to write the embeddings: .npy.", valueName: "file"), completion: .file())
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var options: FileOptions

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard files.count == (model == nil ? 2 : 1) else { throw ValidationError("Give one model and one file, as in: kindred embed --model MODEL FILE.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let start = ContinuousClock.now
        let embedded = try EncoderFile.embed(model: model ?? files[0], vectors: files[files.count - 1], options: options.value, to: output, threads: threads)
        let seconds = (ContinuousClock.now - start).inSeconds
        if shared.json {
            Output.json(["embedded": .init(embedded.rows), "dimension": .init(embedded.dimension), "seconds": .seconds(seconds)])
        } else {
            Console.message("embedded \(Text.grouped(embedded.rows)) rows in \(embedded.dimension) components in \(Text.duration(seconds)): \(output)")
        }
    }
}
