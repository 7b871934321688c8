import ArgumentParser
import KindredService

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure recall against queries per second on your data.",
        discussion: """
            DIR holds base.fvecs, query.fvecs, gt.ivecs (exact neighbours) and meta.json ({"name": …, "metric": "l2", "cosine" or "ip"}). \
            Prints one JSON line per build and search setting.

            kindred bench --data folder --report bench.html --compare peers.jsonl
            kindred bench --training --threads 2
            kindred bench --sequences
            """)

    @Option(help: ArgumentHelp("The folder of the data.", valueName: "dir"), completion: .directory)
    var data: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads of the build; searches use one.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("Only configurations whose name contains this: \(BenchConfiguration.all.map(\.name).joined(separator: ", ")).", valueName: "name"))
    var config: String?

    @Flag(help: "Search under the filters whose exact neighbours lie in gt-FIELD-WIDTH.ivecs, with the payloads of payload.jsonl.")
    var filters = false

    @Option(help: ArgumentHelp("Write a page of plots and tables.", valueName: "file.html"), completion: .file())
    var report: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Lines of other libraries or other runs to show in the report, with ratios.", valueName: "file.jsonl"), completion: .file())
    var compare: [String] = []

    @Flag(help: "Measure nothing: make the report of the lines given by --compare.")
    var onlyReport = false

    @Flag(help: "Measure training and embedding of a perceptron and of convolutions instead, in processor time.")
    var training = false

    @Flag(help: "Measure steps, sequences and training of LSTMs instead, on one thread.")
    var sequences = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if sequences {
            guard data == nil, report == nil, compare.isEmpty, !filters, !onlyReport, !training, threads == 1 else {
                throw ValidationError("--sequences goes with no other option.")
            }
            return
        }
        if training {
            guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
            guard data == nil, report == nil, compare.isEmpty, !filters, !onlyReport else { throw ValidationError("--training goes with --threads alone.") }
            return
        }
        guard compare.isEmpty || report != nil else { throw ValidationError("--compare needs --report.") }
        guard onlyReport ? !compare.isEmpty : data != nil else { throw ValidationError(onlyReport ? "--only-report needs --compare." : "Give --data.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        if sequences { return SequenceBench.run(line: Self.print) }
        if training {
            return TrainingBench.run(threads: threads, line: Self.print)
        }
        if let report { try ReportPage.check(path: report) }
        var page = try BenchReport(peers: compare)
        if !onlyReport {
            try measure { row in
                Output.json(row)
                Output.flush()
                page.add(row)
            }
        }
        if let report { try page.page.write(to: report) }
    }

    private static func print(_ row: JSONObject) -> Bool {
        Output.json(row)
        Output.flush()
        return !Output.isClosed
    }

    private func measure(_ each: (JSONObject) -> Void) throws {
        let configurations = try BenchConfiguration.named(config)
        let bench = try Bench(folder: data ?? "")
        if filters { return try bench.runFiltered(threads: threads, report: each) }
        try bench.run(configurations, threads: threads, report: each)
    }
}
