import ArgumentParser
import KindredService

struct EstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Say what a collection will take, before anything is imported.",
        discussion: """
            kindred estimate --count 1000000 --dimension 384
            kindred estimate --file vectors.npy --payload-bytes 200
            """)

    @Option(parsing: .unconditional, help: ArgumentHelp("Points.", valueName: "n"))
    var count: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Components of a vector.", valueName: "n"))
    var dimension: Int?

    @Option(help: ArgumentHelp("A vector file that gives count and dimension.", valueName: "file"), completion: .file())
    var file: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Bytes of a payload as JSON, on average.", valueName: "bytes"))
    var payloadBytes = 0

    @OptionGroup var index: IndexOptions

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard file != nil || (count != nil && dimension != nil) else { throw ValidationError("Give --count and --dimension, or --file.") }
    }

    func run() throws {
        let reader = try file.map { try VectorFile.open($0) }
        guard let count = count ?? reader?.rowCount else { throw Failure(Failure.Status.usage, "\(file ?? "") does not say how many rows it has; give --count") }
        let shape = CollectionConfiguration(dimension: dimension ?? reader?.dimension ?? 0, index: index.configuration)
        show(try Estimate(count: count, configuration: shape, payloadBytes: payloadBytes))
    }

    private func show(_ estimate: Estimate) {
        let parts: [(String, Int)] = [
            ("vectors", estimate.vectors), ("indexes", estimate.indexes), ("row_table", estimate.rowTable), ("rows", estimate.rows),
            ("memory", estimate.memory), ("disk", estimate.disk),
        ]
        if shared.json { return Output.json(JSONObject(parts.map { ($0.0, .init($0.1)) })) }
        for (name, bytes) in parts { Output.line("\(name.replacing("_", with: " "))\(String(repeating: " ", count: 12 - name.count))\(Text.bytes(bytes))") }
    }
}
