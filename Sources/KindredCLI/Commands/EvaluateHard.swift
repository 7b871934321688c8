import ArgumentParser
import KindredService

struct EvaluateHard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hard",
        abstract: "The same among hard negatives: each query's nearest points of other classes.",
        discussion: """
            kindred evaluate hard photos --label species
            kindred evaluate hard photos --label species --measure 2 --mined-by 1
            kindred evaluate hard vectors.npy --labels labels.npy --negatives 20

            A query's candidates are all other points of its class and its nearest points of other classes under the measure that serves. \
            triplet-accuracy is how often one of its class lies nearer than one of these. Pairs are a query and one of these against a query and \
            one of its class. With --mined-by another measure, figures tell whether what that one confused is kept apart.
            """)

    @OptionGroup var judged: JudgedOptions
    @OptionGroup var mined: HardOptions

    func validate() throws { try judged.checkLabels() }

    func run() throws {
        let request = try mined.request(judged)
        let found = try ProgressLine.watching("evaluate \(judged.name)", unit: "steps") { progress, isCancelled in
            try judged.label == nil
                ? Operations.evaluateHardFiles(request, progress: progress, isCancelled: isCancelled)
                : judged.shared.open(.reading).evaluateHard(request, progress: progress, isCancelled: isCancelled)
        }
        if judged.shared.json { return Output.json(found.json) }
        Output.line(found.ground.line)
        var table = Table(["figure", "all", "from", "to", "hard", "from", "to"])
        for figure in found.figures { table.add([figure.name] + [figure.all, figure.hard].flatMap { [$0.mean, $0.lower, $0.upper] }.map { Text.fixed($0, 3) }) }
        table.print()
        for (name, pairs) in [("all", found.allPairs), ("hard", found.hardPairs)] {
            Output.line(
                "pairs, \(name): AUC \(Text.fixed(pairs.area, 3)), equal error rate \(Text.fixed(pairs.equalErrorRate, 3)), TAR at FAR 0.01 \(pairs.acceptance.map { Text.fixed($0, 3) } ?? "n/a")")
        }
    }
}

/// Which negatives are hard.
struct HardOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Hardest negatives of each query.", valueName: "n"))
    var negatives = 10

    @Option(help: ArgumentHelp("Which of the collection's measures says what is hard; the one that serves when nothing is said.", valueName: "n"))
    var minedBy: Int?

    func validate() throws {
        guard negatives >= 1 else { throw ValidationError("--negatives \(negatives) is below 1.") }
    }

    /// The options as a request.
    func request(_ judged: JudgedOptions) throws -> HardEvaluationRequest {
        if judged.labels != nil, minedBy != nil { throw ValidationError("--mined-by numbers a collection's measures; rows of a file are hard by --under.") }
        var request = HardEvaluationRequest(try judged.request())
        (request.negatives, request.minedBy) = (negatives, minedBy)
        return request
    }
}

extension HardGround {
    /// What was judged, in a line.
    var line: String {
        let left = unlabelled == 0 ? "" : "; \(Text.grouped(unlabelled)) points without label are left out"
        let by = minedBy.flatMap { $0 == version ? nil : ", hard by measure \($0)" } ?? ""
        return
            "\(measure): \(Text.grouped(queries)) queries, each with its class and its \(Text.grouped(negatives)) hardest negatives\(by), among \(Text.grouped(rows)) rows of \(Text.grouped(classes)) classes\(left)"
    }
}
