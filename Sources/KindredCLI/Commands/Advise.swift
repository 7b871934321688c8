import ArgumentParser
import KindredService

struct Advise: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at vectors and say what follows for measure and index.",
        discussion: """
            Intrinsic dimension, norms, anisotropy, hubness and duplicates; and which measure and index that speaks for, with the experiment \
            that shows it.

            kindred advise vectors.npy
            """)

    @Argument(help: "A file of vectors.", completion: .file())
    var vectors: String

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let interruption = Interruption()
        var bar = ProgressBar("advise", unit: "vectors")
        let advice = try Advice(vectors: vectors, options: files.value) { done, all in
            bar.update(done, fraction: Double(done) / Double(max(1, all)))
            return !interruption.isAsked
        }
        bar.finish()
        if shared.json { return Output.json(advice.json) }
        Table(advice.properties).print()
        Output.line("")
        for row in advice.recommendations {
            Output.line("for \(row.purpose): \(row.measure)")
            Output.line("    here: \(row.here)")
            Output.line("    shown by: \(row.experiment)")
        }
        Output.line("index: \(advice.index.name)")
        Output.line("    here: \(advice.index.reason)")
        Output.line("    shown by: \(advice.index.evidence)")
    }
}
