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
            kindred embed faces.safetensors faces --output embeddings.npy --names names.jsonl

            The model is what learn --output wrote, or a model of sequences: then the vector of a series or a text is its last hidden state. \
            A folder holds folders of pictures, one for each identity; their middles are reduced to the size that the model takes. Rows are in \
            the order of the names, and --names says which is which.
            """)

    @Option(help: ArgumentHelp("The model's file; the first argument when nothing is said.", valueName: "file"), completion: .file())
    var model: String?

    @Argument(help: "A file of vectors; of images, .npy [n, h, w]; of series, .npy [n, steps] or [n, steps, features]; or of texts, a line each. Or a folder of pictures.", completion: .file())
    var files: [String]

    @Option(help: ArgumentHelp("Where to write the embeddings: .npy.", valueName: "file"), completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp("Where to write which row is whose picture: JSON Lines when it ends in .jsonl, else the identity, a line a row.", valueName: "file"),
        completion: .file())
    var names: String?

    @OptionGroup var pictures: PictureOptions

    @Flag(help: "The vectors are questions: a model of two towers encodes them by its query tower.")
    var queries = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var options: FileOptions

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard files.count == (model == nil ? 2 : 1) else { throw ValidationError("Give one model and one file, as in: kindred embed --model MODEL FILE.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        guard isFolder || (names == nil && pictures.isEmpty) else { throw ValidationError("--names, --list and --skip-unreadable belong to a folder of pictures.") }
        guard !isFolder || !queries else { throw ValidationError("--queries belongs to vectors, not to a folder of pictures.") }
    }

    private var isFolder: Bool { files.last.map(IdentityFolder.isFolder) ?? false }

    func run() throws {
        let start = ContinuousClock.now
        if isFolder { return try embedPictures(start) }
        let embedded = try EncoderFile.embed(model: model ?? files[0], vectors: files[files.count - 1], options: options.value, as: queries ? .query : .row, to: output, threads: threads)
        let seconds = (ContinuousClock.now - start).inSeconds
        if shared.json {
            Output.json(["embedded": .init(embedded.rows), "dimension": .init(embedded.dimension), "seconds": .seconds(seconds)])
        } else {
            Console.message("embedded \(Text.grouped(embedded.rows)) rows in \(embedded.dimension) components in \(Text.duration(seconds)): \(output)")
        }
    }

    private func embedPictures(_ start: ContinuousClock.Instant) throws {
        let folder = files[files.count - 1], request = pictures.request(.folder(folder, model: model ?? files[0]), threads: threads)
        let embedded = try ProgressLine.watching("embed \(folder)", unit: "pictures") { try request.vectors(progress: $0, isCancelled: $1) }
        try embedded.write(to: output, names: names)
        let rows = embedded.places.count, dimension = embedded.vectors.columns, seconds = (ContinuousClock.now - start).inSeconds
        if shared.json {
            return Output.json([
                "embedded": .init(rows), "dimension": .init(dimension), "identities": .init(Set(embedded.kept.map(\.identity)).count),
                "skipped": .array(embedded.skipped.map(\.json)), "seconds": .seconds(seconds),
            ])
        }
        PictureOptions.tell(embedded.skipped)
        Console.message("embedded \(Text.grouped(rows)) pictures in \(dimension) components in \(Text.duration(seconds)): \(output)")
    }
}
