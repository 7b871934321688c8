import ArgumentParser
import Foundation
import KindredService

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply what was learned to vectors or images of a file.",
        discussion: "kindred embed species.safetensors vectors.npy --output embeddings.npy")

    @Argument(help: "The model file that learn --output wrote.", completion: .file())
    var model: String

    @Argument(help: "A file of vectors, or of images: .npy [n, h, w].", completion: .file())
    var vectors: String

    @Option(help: ArgumentHelp("Where to write the embeddings: .npy.", valueName: "file"), completion: .file())
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var files: FileOptions

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let start = ContinuousClock.now
        let embedded = try EncoderFile.embed(model: model, vectors: vectors, options: files.value, to: output, threads: threads)
        let seconds = (ContinuousClock.now - start).inSeconds
        if shared.json {
            Output.json(["embedded": .init(embedded.rows), "dimension": .init(embedded.dimension), "seconds": .seconds(seconds)])
        } else {
            Console.message("embedded \(Text.grouped(embedded.rows)) rows in \(embedded.dimension) components in \(Text.duration(seconds)): \(output)")
        }
    }
}
