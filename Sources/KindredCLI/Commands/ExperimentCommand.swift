import ArgumentParser
import Foundation
import KindredService

struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Try a common claim on data: a table and a verdict.",
        discussion: """
            kindred experiment list
            kindred experiment concentration
            kindred experiment E3 --report mining.html

            Experiments run on the repository's folder Demo, or on another with digits/ and glosses/ in it; unseen-alphabets on one with
            omniglot-small1/ and omniglot-small2/, each of images.npy, labels.npy and classes.json.
            """)

    @Argument(help: "The experiment's name or number; list names them all.")
    var name: String

    @Option(help: ArgumentHelp("The folder with digits/ and glosses/.", valueName: "dir"), completion: .directory)
    var data = "Demo"

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "s"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Where to write a page about it, as HTML.", valueName: "file"), completion: .file())
    var report: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        if name == "list" { return list() }
        let experiment = try Experiment.named(name)
        if let report { try ReportPage.check(path: report) }
        let outcome = try experiment.run(ExperimentData(folder: data, threads: ProcessInfo.processInfo.activeProcessorCount, seed: seed))
        if let report { try outcome.page(experiment).write(to: report) }
        if shared.json { return Output.json(outcome.json) }
        Output.line("\(experiment.number) \(experiment.name)")
        Output.line(experiment.question)
        Output.line("")
        Table(outcome.table).print()
        Output.line("")
        for claim in outcome.claims {
            Output.line("\(claim.verdict.rawValue): \(claim.claim) (\(String(format: "%.4g", claim.figure)) \(claim.meaning))")
        }
    }

    private func list() {
        var table = Table(["number", "name", "question"])
        for experiment in Experiment.all { table.add([experiment.number, experiment.name, Text.cut(experiment.question, 100)]) }
        table.print()
    }
}
