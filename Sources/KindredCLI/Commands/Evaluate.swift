import ArgumentParser
import Foundation
import KindredService

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well near things belong together, by labels.",
        discussion: """
            kindred evaluate photos --label species
            kindred evaluate photos --label species --measure 1
            kindred evaluate vectors.npy --labels labels.npy --under euclidean
            kindred evaluate vectors.npy --labels names.txt --pairs pairs.txt
            kindred evaluate faces --model faces.safetensors --pairs pairs.txt
            kindred evaluate faces --model faces.safetensors --list probes.json --distractors distractors.json
            kindred evaluate embeddings.npy --names names.jsonl --pairs pairs.txt
            kindred evaluate hard photos --label species
            kindred evaluate robust photos --label species --sizes 0.05,0.1

            Figures come with their 95 % interval over the queries. Every query is left out of its own list. kindred help evaluate plain shows the \
            options of all but hard and robust. A collection called hard, robust or plain is judged by kindred evaluate plain NAME.
            """,
        subcommands: [Evaluate.self, EvaluateHard.self, EvaluateRobust.self], defaultSubcommand: Evaluate.self)
}

/// What is judged, and by which of its points.
struct JudgedOptions: ParsableArguments {
    @Argument(help: "A collection's name; with --labels or --names a file of vectors; with --model a folder of pictures.", completion: .file())
    var name: String

    @Option(help: ArgumentHelp("The payload field that holds the class.", valueName: "field"))
    var label: String?

    @Option(help: ArgumentHelp("The file of labels: .npy of integers, or a line a row.", valueName: "file"), completion: .file())
    var labels: String?

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
        guard queries >= 1 else { throw ValidationError("--queries \(queries) is below 1.") }
        if labels != nil, measure != nil { throw ValidationError("--measure numbers a collection's measures; --under names one for a file.") }
    }

    /// Judging by labels needs one of the two.
    func checkLabels() throws {
        guard (label == nil) != (labels == nil) else { throw ValidationError("Give --label FIELD for a collection, or --labels FILE for a file.") }
    }

    /// The options as a request.
    func request() throws -> EvaluationRequest {
        var request: EvaluationRequest
        if let label {
            request = EvaluationRequest(.collection(name, label: try PayloadPath(parsing: label), using: using, filter: filter))
            request.version = measure
        } else {
            request = EvaluationRequest(.files(vectors: name, labels: labels ?? ""))
            request.measure = try Measure(parsing: under)
            request.options = files.value
        }
        (request.queries, request.seed, request.threads) = (queries, seed, ProcessInfo.processInfo.activeProcessorCount)
        return request
    }
}

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "plain", abstract: "Retrieval among all points, and pairs; what kindred evaluate does when nothing is said.")

    @OptionGroup var judged: JudgedOptions

    @Option(help: ArgumentHelp("Judge the pairs of a list in the format of Labeled Faces in the Wild; labels are names.", valueName: "file"), completion: .file())
    var pairs: String?

    @OptionGroup var pictured: JudgedPictures

    func validate() throws {
        if pictured.isAsked { return try pictured.check(judged, pairs: pairs) }
        if judged.label == nil, judged.labels == nil, IdentityFolder.isFolder(judged.name) {
            throw ValidationError("\(judged.name) is a folder: give --model FILE to judge its pictures.")
        }
        try judged.checkLabels()
        guard pictured.isEmpty else { throw ValidationError("--list, --skip-unreadable and --distractors belong to --model FILE or --names FILE.") }
        if pairs != nil, judged.labels == nil { throw ValidationError("--pairs judges vectors of a file, whose names --labels gives, or pictures.") }
    }

    func run() throws {
        if pictured.isAsked { return try judgePictures() }
        if let pairs {
            let found = try PairEvaluation(
                vectors: judged.name, labels: judged.labels ?? "", pairs: pairs, measure: try Measure(parsing: judged.under), options: judged.files.value)
            return found.show(judged.shared.json)
        }
        let request = try judged.request()
        let evaluation = try judged.label == nil ? Operations.evaluateFiles(request) : judged.shared.open(.reading).evaluate(request)
        if judged.shared.json { return Output.json(evaluation.json) }
        show(evaluation)
    }

    private func judgePictures() throws {
        let measure = try Measure(parsing: judged.under), request = pictured.request(judged)
        if let distractors = pictured.distractors {
            let found = try ProgressLine.watching("evaluate \(judged.name)", unit: "pictures") { progress, isCancelled in
                try DistractorEvaluation(request, distractors: distractors, measure: measure, seed: judged.seed, progress: progress, isCancelled: isCancelled)
            }
            return found.show(judged.shared.json)
        }
        let pictures = try ProgressLine.watching("evaluate \(judged.name)", unit: "pictures") { try request.vectors(progress: $0, isCancelled: $1) }
        if let pairs { return try PairEvaluation(pictures, pairs: pairs, measure: measure).show(judged.shared.json) }
        var evaluated = EvaluationRequest(.files(vectors: judged.name, labels: ""))
        (evaluated.measure, evaluated.queries, evaluated.seed, evaluated.threads) = (measure, judged.queries, judged.seed, request.threads)
        let evaluation = try Operations.evaluatePictures(pictures, evaluated, path: judged.name)
        if judged.shared.json {
            var object = evaluation.json
            object["skipped"] = .array(pictures.skipped.map(\.json))
            return Output.json(object)
        }
        PictureOptions.tell(pictures.skipped)
        show(evaluation)
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
