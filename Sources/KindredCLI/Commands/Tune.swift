import ArgumentParser
import KindredService

struct Tune: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the index that reaches a recall soonest on a collection's own vectors.",
        discussion: """
            kindred tune films --recall 0.95
            kindred tune films --recall 0.99 --memory 2GB --apply

            Every index is built over a sample of the vectors, and searched harder and harder until it reaches the recall. Nothing is changed \
            without --apply.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("Recall@10 to reach, on the mean.", valueName: "share"))
    var recall = 0.95

    @Option(help: ArgumentHelp("What searching the whole collection may keep in memory, as in 500MB or 2GB.", valueName: "bytes"))
    var memory: ByteCount?

    @Option(parsing: .unconditional, help: ArgumentHelp("Vectors tried, at most.", valueName: "n"))
    var sample = 50_000

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads of the builds.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @Flag(help: "Give the collection the index that was found.")
    var apply = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
    }

    func run() throws {
        let operations = try shared.open(apply ? .writing : .reading)
        var request = TuneRequest(collection: name, recall: recall)
        (request.vector, request.memory, request.sample, request.threads) = (using, memory?.bytes, sample, threads)
        let interruption = Interruption()
        var bar = ProgressBar("tune \(name)", unit: "indexes")
        let tuning = try operations.tune(request) { done, all, next in
            bar.update(done, fraction: Double(done) / Double(all))
            return !interruption.isAsked
        }
        bar.finish()
        if !shared.json { show(tuning) }
        guard let choice = tuning.choice else {
            if shared.json { Output.json(tuning.json) }
            throw Failure(Failure.Status.data, "no index reaches recall \(recall)\(memory == nil ? "" : " within \(Text.bytes(memory?.bytes ?? 0))"); ask for less, or give more memory")
        }
        if apply {
            try operations.reindex(name, using: using, choice.configuration)
            _ = try Optimize.finish(name, operations, label: "index \(name)")
        }
        if shared.json { return Output.json(tuning.json) }
        Console.message(apply ? "\(name) is searched by \(choice.name) now" : "nothing was changed; --apply gives \(name) this index")
    }

    private func show(_ tuning: Tuning) {
        var table = Table(["index", "effort", "recall@10", "p50 µs", "p99 µs", "build s", "memory", ""])
        for row in tuning.rows {
            let verdict = !row.reaches ? "does not reach it" : !row.fits ? "too large" : row.isOnFrontier ? "frontier" : ""
            table.add([
                row.name, row.setting.effort.map { "\($0)" } ?? "", Text.fixed(row.setting.recallAt10, 4), Text.fixed(row.setting.p50, 1),
                Text.fixed(row.setting.p99, 1), Text.fixed(row.buildSeconds, 2), Text.bytes(row.memory), verdict,
            ])
        }
        table.print()
        for skipped in tuning.skipped { Output.line("\(skipped.name): \(skipped.reason)") }
        let part = tuning.sampled < tuning.count ? ", measured on \(Text.grouped(tuning.sampled)) of them" : ""
        Output.line("\(Text.grouped(tuning.count)) vectors\(part), recall@10 of \(Text.fixed(tuning.request.recall, 3)) asked for")
        if let choice = tuning.choice { Output.line("choice: \(choice.name)\(choice.setting.effort.map { ", effort \($0)" } ?? "")") }
    }
}
