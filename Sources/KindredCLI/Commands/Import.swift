import ArgumentParser
import KindredService

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill a collection from a file of vectors, of any size.",
        discussion: """
            Reads .npy, .fvecs, .bvecs, .ivecs, .csv, .jsonl and .safetensors. Rows go in by durable batches: what is reported as acknowledged \
            survives whatever happens next, and --resume continues after it. Rows without ids get 0, 1, 2, … in file order.

            kindred import films vectors.npy --payload films.jsonl
            kindred import films films.csv --vector-columns 'v*'
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Argument(help: "The file of vectors.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Payloads as JSON Lines: line i belongs to row i.", valueName: "file"), completion: .file())
    var payload: String?

    @Option(help: ArgumentHelp("Ids: text with one integer or UUID per line, or .npy of integers.", valueName: "file"), completion: .file())
    var ids: String?

    @Option(help: ArgumentHelp("Id of the first row, for files without ids.", valueName: "n"))
    var firstId: UInt64 = 0

    @Option(help: ArgumentHelp("Which of the collection's named vectors to fill.", valueName: "name"))
    var using = ""

    @Option(parsing: .unconditional, help: ArgumentHelp("Rows per durable batch; about 8 MiB of vectors unless given.", valueName: "rows"))
    var batch: Int?

    @Flag(help: "Continue after the rows that an interrupted import of this file made durable.")
    var resume = false

    @Flag(inversion: .prefixedNo, help: "Seal and index the collection when all rows are in.")
    var optimize = true

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        var request = ImportRequest(collection: name, vectors: file, payloads: payload, ids: ids)
        request.options = files.value
        request.using = using
        request.firstID = firstId
        request.batchRows = batch
        request.resumes = resume
        let operations = try shared.open(.importing)
        let interruption = Interruption()
        var bar = ProgressBar("import \(name)", unit: "rows")
        let response = try operations.importFiles(request) { update in
            if shared.json { report(["acknowledged": .init(update.acknowledged)]) }
            bar.update(update.acknowledged, before: update.before, fraction: update.fraction)
            return !interruption.isAsked
        }
        bar.finish()
        let indexed = response.wasStopped || !optimize ? nil : try index(operations, interruption)
        try operations.close()
        finish(response, indexed)
        if response.wasStopped {
            throw Failure(Failure.Status.temporary, "import stopped after \(response.acknowledged) rows, which are safe: continue with the same command and --resume")
        }
    }

    /// Seals and indexes what was imported, and returns how many seconds that took; nil when it was stopped, which loses nothing.
    private func index(_ operations: Operations, _ interruption: Interruption) throws -> Double? {
        let start = ContinuousClock.now
        do {
            try ProgressLine.during("index \(name)", interruption) { try operations.optimize(name, progress: $0) }
            return (ContinuousClock.now - start).inSeconds
        } catch let error as StorageError where error.code == .cancelled {
            Console.message("indexing stopped; searches scan until: kindred optimize \(name)")
            return nil
        }
    }

    private func finish(_ response: ImportResponse, _ indexed: Double?) {
        if shared.json {
            var summary: JSONObject = [
                "imported": .init(response.imported), "seconds": .seconds(response.seconds), "acknowledged": .init(response.acknowledged),
            ]
            if let indexed { summary["indexed_seconds"] = .seconds(indexed) }
            return report(summary)
        }
        guard !response.wasStopped else { return }
        let rate = Text.grouped(Int(Double(response.imported) / max(response.seconds, 1e-6)))
        Console.message(
            "imported \(Text.grouped(response.imported)) rows into \(name) in \(Text.duration(response.seconds)) (\(rate) rows/s)" + (indexed.map { ", indexed them in \(Text.duration($0))" } ?? ""))
    }

    /// A line that somebody may wait for.
    private func report(_ object: JSONObject) {
        Output.json(object)
        Output.flush()
    }
}

extension ImportUpdate {
    /// The part of the file that is behind, 0…1; `nil` for a pipe.
    var fraction: Double? {
        if let rowCount, rowCount > 0 { return Double(acknowledged) / Double(rowCount) }
        return bytes.total.map { $0 == 0 ? 1 : Double(bytes.done) / Double($0) }
    }
}
