#if Keras
public import ArgumentParser
import Foundation
public import KindredService

struct SequenceTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn to foretell a text, word by word or character by character.",
        discussion: """
            kindred sequence train glosses.txt --model glosses.safetensors
            kindred sequence train glosses.txt --model letters.safetensors --level character --hidden 256,256 --bptt 100 --dropout 0.2
            kindred sequence train glosses.txt --model glosses.safetensors --resume
            kindred generate --model glosses.safetensors --seed "a kind of"

            An embedding, LSTM layers and a softmax over all tokens, moved by RMSprop; derivatives go back --bptt steps. The end of the text \
            is held out and judges: its perplexity is printed after each epoch. What was interrupted goes on with --resume after the last \
            whole epoch.
            """)

    @Argument(help: "The text: UTF-8.", completion: .file())
    var text: String

    @Option(help: ArgumentHelp("Where to write the model: .safetensors.", valueName: "file"), completion: .file())
    var model: String

    @Option(help: "What is foretold: words, or Unicode scalars.")
    var level = SequenceTraining.Level.word

    @Option(parsing: .unconditional, help: ArgumentHelp("At most so many tokens; rarer ones are unknown.", valueName: "n"))
    var vocabulary: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Components of a token's vector.", valueName: "n"))
    var dimension: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Units of each LSTM layer.", valueName: "n,n"))
    var hidden: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Layers, of one number of --hidden units each.", valueName: "n"))
    var layers: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Steps that derivatives go back.", valueName: "n"))
    var bptt: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Rows of text read side by side.", valueName: "n"))
    var batch: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("How often the text is read.", valueName: "n"))
    var epochs: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of each layer's inputs dropped out.", valueName: "p"))
    var dropout: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of hidden states dropped out.", valueName: "p"))
    var recurrentDropout: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The greatest norm of the gradients.", valueName: "g"))
    var clip: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The length of RMSprop's steps.", valueName: "r"))
    var learningRate: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of the text, its end, that judges and never teaches.", valueName: "share"))
    var heldOut = 0.1

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "s"))
    var seed: UInt64 = 0

    @Flag(help: "Go on with the training that was interrupted, by its own settings; only --epochs counts.")
    var resume = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        if let hidden, units.isEmpty { throw ValidationError("--hidden \(hidden) is no list of numbers such as 256,256.") }
        if let layers {
            guard (1...16).contains(layers) else { throw ValidationError("--layers \(layers) is not 1 to 16.") }
            guard units.count <= 1 else { throw ValidationError("--layers \(layers) and --hidden \(hidden ?? "") both say how many layers there are.") }
        }
    }

    /// The units of `--hidden`; none when it is no list of numbers.
    private var units: [Int] {
        let parts = (hidden ?? "").split(separator: ",", omittingEmptySubsequences: false), numbers = parts.compactMap { Int($0) }
        return numbers.count == parts.count ? numbers : []
    }

    func run() throws {
        let interruption = Interruption(), bar = ProgressLine("train \(model)", unit: "tokens")
        let report = try training.run(
            progress: { progress in bar.update(progress.done, of: progress.all) }, isCancelled: { interruption.isAsked })
        bar.finish()
        if shared.json { return Output.json(report.json) }
        show(report)
    }

    private var training: SequenceTraining {
        var training = SequenceTraining(text: text, model: model)
        (training.level, training.vocabulary, training.heldOut) = (level, vocabulary, heldOut)
        (training.threads, training.resumes, training.epochs) = (threads, resume, epochs)
        var settings = training.settings
        if !units.isEmpty { settings.units = units }
        if let layers { settings.units = [Int](repeating: settings.units[0], count: layers) }
        settings.dimension = dimension ?? settings.dimension
        settings.steps = bptt ?? settings.steps
        settings.batch = batch ?? settings.batch
        settings.epochs = epochs ?? settings.epochs
        settings.dropout = dropout ?? settings.dropout
        settings.recurrentDropout = recurrentDropout ?? settings.recurrentDropout
        settings.clip = clip ?? settings.clip
        settings.learningRate = learningRate ?? settings.learningRate
        settings.seed = seed
        training.settings = settings
        return training
    }

    private func show(_ report: SequenceTrainingReport) {
        var table = Table(["epoch", "perplexity in training", "held out"])
        for (place, epoch) in report.epochs.enumerated() {
            table.add(["\(place + 1)", Text.fixed(epoch.training, 3), epoch.heldOut.map { Text.fixed($0, 3) } ?? "–"])
        }
        table.print()
        Output.line(
            "\(Text.grouped(report.parameters)) parameters over \(Text.grouped(report.vocabulary)) tokens, taught by \(Text.grouped(report.tokens)) and judged by "
                + "\(Text.grouped(report.heldOutTokens)) in \(Text.duration(report.seconds)): \(model)")
    }
}

extension SequenceTraining.Level: ExpressibleByArgument {}
#endif
