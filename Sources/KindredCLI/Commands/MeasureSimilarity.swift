import ArgumentParser
import KindredService

struct MeasureSimilarity: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similarity",
        abstract: "Measure how alike vectors of two files are.",
        discussion: """
            Two single vectors give one value, files of several give a matrix with a row for each vector of the first.

            kindred similarity a.npy b.npy --measure cosine
            """)

    @Argument(help: "A file of vectors.", completion: .file())
    var first: String

    @Argument(help: "A file of vectors of the same dimension.", completion: .file())
    var second: String

    @Option(help: ArgumentHelp("The measure: \(Measure.names.joined(separator: ", ")).", valueName: "measure"), completion: .list(Measure.names))
    var measure = "cosine"

    @Flag(help: "Say what each dimension contributes to the value of two single vectors.")
    var explain = false

    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let measure = try Measure(parsing: measure)
        let a = try VectorFile.readAll(first, options: files.value)
        let b = try VectorFile.readAll(second, options: files.value)
        guard explain else { return show(try Similarity(a, b, measure: measure), measure) }
        show(try Similarity.explain(a, b, measure: measure))
    }

    private func show(_ explanation: Explanation) {
        if shared.json {
            return Output.json([
                "measure": .string(explanation.measure), "value": .double(explanation.value), "similarity": .double(explanation.similarity),
                "rule": .string(explanation.rule), "terms": .array(explanation.terms.map { .double($0) }),
            ])
        }
        Output.line("\(explanation.measure) = \(explanation.value): \(explanation.rule)")
        var table = Table(["dimension", "term"])
        for (dimension, term) in explanation.terms.enumerated() { table.add(["\(dimension)", "\(term)"]) }
        table.print()
    }

    private func show(_ result: Similarity, _ measure: Measure) {
        let single = result.rows == 1 && result.columns == 1
        if shared.json {
            let matrix = (0..<result.rows).map { row in JSONValue.array(result[row].map { .double($0) }) }
            let value = single ? [("value", JSONValue.double(result.values[0]))] : [("matrix", JSONValue.array(matrix))]
            return Output.json(JSONObject([("measure", .string(measure.description)), ("kind", .string(measure.kind.rawValue))] + value))
        }
        if single { return Output.line("\(result.values[0])") }
        for row in 0..<result.rows { Output.line(result[row].map { "\($0)" }.joined(separator: "\t")) }
    }
}
