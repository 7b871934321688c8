import ArgumentParser
import Foundation
import KindredService

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well near things belong together, by labels.",
        discussion: """
            kindred evaluate photos --label species
            kindred evaluate photos --label species --measure 1
            kindred evaluate vectors.npy --labels labels.npy --under euclidean
            kindred evaluate vectors.npy --labels names.txt --pairs pairs.txt

            Figures come with their 95 % interval over the queries. Every query is left out of its own list.
            """)

    @Argument(help: "A collection's name, or with --labels a file of vectors.", completion: .file())
    var name: String

    @Option(help: ArgumentHelp("The payload field that holds the class.", valueName: "field"))
    var label: String?

    @Option(help: ArgumentHelp("The file of labels: .npy of integers, or a line a row.", valueName: "file"), completion: .file())
    var labels: String?

    @Option(help: ArgumentHelp("Judge the pairs of a list in the format of Labeled Faces in the Wild; labels are names.", valueName: "file"), completion: .file())
    var pairs: String?

    @Option(help: ArgumentHelp("Which of the collection's measures; the one that serves when nothing is said.", valueName: "n"))
    var measure: Int?

    @Option(help: ArgumentHelp("The measure for vectors of a file.", valueName: "measure"))
    var under = "cosine"

    @Option(help: ArgumentHelp("Only points that match.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @Option(parsing: .unconditional, help: ArgumentHelp("How many rows ask.", valueName: "n"))
    var queries = 2_000

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of what is drawn.", valueName: "s"))
    var seed: UInt64 = 0

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (label == nil) != (labels == nil) else { throw ValidationError("Give --label FIELD for a collection, or --labels FILE for a file.") }
        guard queries >= 1 else { throw ValidationError("--queries \(queries) is below 1.") }
        if pairs != nil, labels == nil { throw ValidationError("--pairs judges vectors of a file, whose names --labels gives.") }
        if labels != nil, measure != nil { throw ValidationError("--measure numbers a collection's measures; --under names one for a file.") }
    }

    func run() throws {
        if let pairs {
            let judged = try PairEvaluation(vectors: name, labels: labels ?? "", pairs: pairs, measure: try Measure(parsing: under), options: files.value)
            if shared.json { return Output.json(judged.json) }
            return Output.line(
                "accuracy \(Text.fixed(judged.accuracy.mean, 4)) ± \(Text.fixed(judged.accuracy.standardError, 4)) over \(judged.accuracy.folds.count) folds, \(Text.grouped(judged.pairs)) pairs")
        }
        let evaluation: Evaluation
        if let label {
            var request = EvaluationRequest(.collection(name, label: try PayloadPath(parsing: label), using: using, filter: filter))
            request.version = measure
            evaluation = try shared.open(.reading).evaluate(finished(request))
        } else {
            var request = EvaluationRequest(.files(vectors: name, labels: labels ?? ""))
            request.measure = try Measure(parsing: under)
            request.options = files.value
            evaluation = try Operations.evaluateFiles(finished(request))
        }
        if shared.json { return Output.json(evaluation.json) }
        show(evaluation)
    }

    private func finished(_ request: EvaluationRequest) -> EvaluationRequest {
        var request = request
        (request.queries, request.seed, request.threads) = (queries, seed, ProcessInfo.processInfo.activeProcessorCount)
        return request
    }

    private func show(_ evaluation: Evaluation) {
        let left = evaluation.unlabelled == 0 ? "" : "; \(Text.grouped(evaluation.unlabelled)) points without label are left out"
        Output.line(
            "\(evaluation.measure): \(Text.grouped(evaluation.queries)) queries among \(Text.grouped(evaluation.rows)) rows of \(Text.grouped(evaluation.classes)) classes\(left)")
        var table = Table(["figure", "mean", "from", "to"])
        for figure in evaluation.figures {
            table.add([figure.name] + [figure.interval.mean, figure.interval.lower, figure.interval.upper].map { Text.fixed($0, 3) })
        }
        table.print()
        Output.line(
            "pairs: AUC \(Text.fixed(evaluation.area, 3)), equal error rate \(Text.fixed(evaluation.equalErrorRate, 3)), TAR at FAR 0.01 \(evaluation.acceptance.map { Text.fixed($0, 3) } ?? "n/a")")
    }
}
