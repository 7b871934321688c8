import ArgumentParser
import KindredService

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how learning moved the answer to a question.",
        discussion: """
            kindred explain films --id 7
            kindred explain films --vector '[0.1, 0.9]' --before 2 --after 3

            Every vector is compared under both measures: the one the collection was created with and the one that serves, unless \
            others are named.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("A stored point; it is left out of its own neighbours.", valueName: "id"))
    var id: PointID?

    @Option(parsing: .unconditional, help: ArgumentHelp("A vector as JSON: '[0.1, 0.9]'.", valueName: "json"))
    var vector: String?

    @Option(help: ArgumentHelp("The measure to come from.", valueName: "n"))
    var before: Int?

    @Option(help: ArgumentHelp("The measure to come to.", valueName: "n"))
    var after: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many of the nearest.", valueName: "n"))
    var limit = 10

    @Option(help: ArgumentHelp("Only points that match.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "name"))
    var using = ""

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (id == nil) != (vector == nil) else { throw ValidationError("Give one of --id and --vector.") }
        guard limit >= 1 else { throw ValidationError("--limit \(limit) is below 1.") }
    }

    func run() throws {
        let start: MoveRequest.Start = if let id { .point(id) } else { .vector(try VectorText.parse(vector ?? "")) }
        var request = MoveRequest(collection: name, start: start)
        (request.using, request.before, request.after, request.limit, request.filter) = (using, before, after, limit, filter)
        let moved = try shared.open(.reading).explain(request)
        if shared.json { return Output.json(moved.json) }
        var table = Table(["now", "before", "id", "score", "score before", "payload"])
        for row in moved.rows {
            table.add([
                row.after.map(String.init) ?? "-", row.before.map(String.init) ?? "-", "\(row.id)", row.scoreAfter.map { "\($0)" } ?? "",
                row.scoreBefore.map { "\($0)" } ?? "", Text.cut(row.payload.jsonText, 100),
            ])
        }
        table.print()
        Output.line("\(moved.kept) of the first \(moved.limit) are the same under measure \(moved.before.number) (\(moved.before.measure)) and measure \(moved.after.number) (\(moved.after.measure))")
    }
}
