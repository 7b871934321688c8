import ArgumentParser
import KindredService

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure recall against queries per second on your data.",
        discussion: """
            DIR holds base.fvecs, query.fvecs, gt.ivecs (exact neighbours) and meta.json ({"name": …, "metric": "l2", "cosine" or "ip"}). \
            Prints one JSON line per build and search setting.
            """)

    @Option(help: ArgumentHelp("The folder of the data.", valueName: "dir"), completion: .directory)
    var data: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads of the build; searches use one.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("Only configurations whose name contains this: \(BenchConfiguration.all.map(\.name).joined(separator: ", ")).", valueName: "name"))
    var config: String?

    @Flag(help: "Search under the filters whose exact neighbours lie in gt-FIELD-WIDTH.ivecs, with the payloads of payload.jsonl.")
    var filters = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let configurations = try BenchConfiguration.named(config)
        let bench = try Bench(folder: data)
        let report = { (row: JSONObject) in
            Output.json(row)
            Output.flush()
        }
        if filters { return try bench.runFiltered(threads: threads, report: report) }
        try bench.run(configurations, threads: threads, report: report)
    }
}
