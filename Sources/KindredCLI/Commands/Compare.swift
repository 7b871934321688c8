import ArgumentParser
import KindredService

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every measure and every kind of index on your vectors, and judge common claims.",
        discussion: """
            Measures are judged by the labels of nearest neighbours, each vector left out of its own search. For the indexes a fifth of the \
            vectors (1,000 at most) is taken out as queries; the flat index says what is exact.

            kindred compare digits.npy --labels labels.npy --report digits.html
            """)

    @Argument(help: "A file of vectors.", completion: .file())
    var vectors: String

    @Option(help: ArgumentHelp("Labels: .npy of integers, or text with one label a line.", valueName: "file"), completion: .file())
    var labels: String?

    @Option(help: ArgumentHelp("The measure under which indexes are compared.", valueName: "measure"), completion: .list(Measure.names))
    var measure = "euclidean"

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads of the builds; searches use one.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("Write a page of plots and tables.", valueName: "file.html"), completion: .file())
    var report: String?

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        var request = ComparisonRequest(vectors: vectors, labels: labels)
        request.options = files.value
        request.measure = try Measure(parsing: measure)
        request.threads = threads
        if let report { try ReportPage.check(path: report) }
        let comparison = try compare(request)
        if let report { try comparison.page().write(to: report) }
        if shared.json { return Output.json(comparison.json) }
        let tables = comparison.tables
        for (number, table) in [tables.measures, tables.indexes, tables.claims].enumerated() {
            if number > 0 { Output.line("") }
            Table(table).print()
        }
        for skipped in comparison.skipped { Console.message("\(skipped.name) was not compared: \(skipped.reason)") }
    }

    private func compare(_ request: ComparisonRequest) throws -> Comparison {
        let interruption = Interruption()
        var bar = ProgressBar("compare", unit: "steps")
        defer { bar.finish() }
        return try Comparison(request) { done, all, _ in
            bar.update(done, fraction: Double(done) / Double(all))
            return !interruption.isAsked
        }
    }
}

extension Table {
    /// A report's table for the terminal.
    init(_ table: ReportTable) {
        self.init(table.header)
        for row in table.rows { add(row) }
    }
}
