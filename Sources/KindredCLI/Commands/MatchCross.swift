import ArgumentParser
import Foundation
import KindredService

struct MatchCross: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross",
        abstract: "Teach two modalities one space, so that each finds its partner of the other.",
        discussion: """
            kindred match cross images.npy texts.npy --names image,text --output encoders --collection library
            kindred embed encoders/text.safetensors question.npy --output asked.npy
            kindred search library --queries asked.npy --using image

            Row i of one file belongs to row i of the other. Two encoders learn by symmetric InfoNCE; a share of the pairs is held out and \
            judges them, beside canonical correlation analysis (CCA). With one file, --split says how many of its columns are the first modality.
            """)

    @Argument(help: "The first modality: a file of vectors.", completion: .file())
    var first: String

    @Argument(help: "The second modality; none with --split.", completion: .file())
    var second: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Of one file, this many columns are the first modality and the rest the second.", valueName: "n"))
    var split: Int?

    @Option(help: ArgumentHelp("What the two are called.", valueName: "name,name"))
    var names = "a,b"

    @Option(parsing: .unconditional, help: ArgumentHelp("Components of the shared space; 32, or as many as the narrower modality has.", valueName: "n"))
    var dimension: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Hidden units of each layer; 0 for linear encoders.", valueName: "n,n"))
    var hidden = "256"

    @Option(parsing: .unconditional, help: ArgumentHelp("Passes over the pairs.", valueName: "n"))
    var epochs = CrossModalSettings().epochs

    @Option(parsing: .unconditional, help: ArgumentHelp("Pairs of a batch, each compared with all others.", valueName: "n"))
    var batch = CrossModalSettings().batch

    @Option(parsing: .unconditional, help: ArgumentHelp("The learning rate at its height.", valueName: "r"))
    var learningRate = CrossModalSettings().learningRate

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of hidden units dropped out.", valueName: "p"))
    var dropout = CrossModalSettings().dropout

    @Option(parsing: .unconditional, help: ArgumentHelp("Noise added in training, in units of the rows' own deviation.", valueName: "d"))
    var noise = CrossModalSettings().noise

    @Option(parsing: .unconditional, help: ArgumentHelp("What cosines are divided by, at first.", valueName: "t"))
    var temperature = CrossModalSettings().temperature

    @Flag(help: "Leave the temperature as it is; it is learned otherwise.")
    var fixedTemperature = false

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of pairs that judge and never teach.", valueName: "share"))
    var heldOut = CrossModalSettings().heldOut

    @Option(parsing: .unconditional, help: ArgumentHelp("What CCA adds to each variance, as a share of the mean one.", valueName: "r"))
    var regularization = CrossModalSettings().regularization

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Write both encoders into this folder, as NAME.safetensors for kindred embed.", valueName: "dir"), completion: .directory)
    var output: String?

    @Option(help: ArgumentHelp("Make a collection with a vector for each modality, and store all pairs.", valueName: "name"))
    var collection: String?

    @Option(help: ArgumentHelp("Write a page of plots and tables.", valueName: "file.html"), completion: .file())
    var report: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (second == nil) != (split == nil) else { throw ValidationError("Give two files, or one and --split N.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        guard units != nil else { throw ValidationError("--hidden \(hidden) is no list of numbers such as 512,256.") }
    }

    func run() throws {
        if let report { try ReportPage.check(path: report) }
        let operations = try collection.map { try opened(for: $0) }
        let matching = try learned()
        if let report { try matching.page().write(to: report) }
        let written = try output.map { try matching.write(to: $0) } ?? []
        if let collection, let operations {
            try matching.store(collection, in: operations)
            try operations.close()
        }
        if shared.json { return Output.json(matching.json) }
        Table(matching.table).print()
        for path in written { Console.message("written: \(path)") }
        if let collection {
            Console.message("collection \(collection) holds \(Text.grouped(matching.pairs)) pairs; search it with: kindred search \(collection) --using \(matching.names[1]) --queries FILE")
        }
    }

    /// The database, in which there must be no such collection yet: that is better known before training.
    private func opened(for collection: String) throws -> Operations {
        let operations = try shared.open(.creating)
        if try operations.collections().contains(where: { $0.name == collection }) {
            throw StorageError(.alreadyExists, "there is a collection named \(collection) already")
        }
        return operations
    }

    private func learned() throws -> CrossModalMatching {
        let interruption = Interruption(), line = ProgressLine("match cross", unit: "epochs")
        defer { line.finish() }
        return try CrossModalMatching(request, progress: { line.update($0.epoch, of: $0.epochs) }, isCancelled: { interruption.isAsked })
    }

    private var request: CrossModalRequest {
        var request = CrossModalRequest(first, second, split: split)
        request.options = files.value
        request.names = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        (request.settings.dimension, request.settings.hidden, request.settings.epochs) = (dimension, units ?? [], epochs)
        (request.settings.batch, request.settings.learningRate, request.settings.dropout) = (batch, learningRate, dropout)
        (request.settings.noise, request.settings.temperature, request.settings.learnsTemperature) = (noise, temperature, !fixedTemperature)
        (request.settings.heldOut, request.settings.regularization) = (heldOut, regularization)
        (request.settings.seed, request.settings.threads) = (seed, threads)
        return request
    }

    /// The hidden layers; nil when the text is no list of numbers.
    private var units: [Int]? {
        if hidden == "0" { return [] }
        let parts = hidden.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }
}
