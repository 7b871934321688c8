import ArgumentParser
import KindredService

struct Measures: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, promote and roll back what a collection compares by.",
        discussion: """
            kindred measures list films
            kindred measures promote films 2
            kindred measures rollback films

            A measure that was learned serves once it is promoted; the one before is kept with its index, and rollback goes back to it. \
            search --measure N asks under any of them.
            """,
        subcommands: [List.self, Promote.self, Rollback.self, Remove.self])

    /// The collection and its vector.
    struct Target: ParsableArguments {
        @Argument(help: "The collection's name.")
        var name: String

        @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
        var using = ""
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The measures of a collection, the oldest first.")
        @OptionGroup var target: Target
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let operations = try shared.open(.reading)
            let measures = try operations.measures(target.name, using: target.using), drift = try operations.drift(target.name, using: target.using)
            if shared.json { return measures.forEach { Output.json($0.json(drift)) } }
            var table = Table(["number", "measure", "dimension", "", "learned from", "gain"])
            for measure in measures {
                table.add([
                    "\(measure.number)", measure.measure.description, measure.measure.encoder.map { "\($0.inputDimension) to \($0.outputDimension)" } ?? "",
                    measure.state, measure.note["source"]?.stringValue ?? "", measure.gain,
                ])
            }
            table.print()
            if measures.contains(where: { !$0.measure.isSymmetric }) {
                Output.line("towers: what asks and what is stored are encoded apart; such a measure has a direction: it is not symmetric and no metric")
            }
            guard let drift else { return }
            Output.line(
                "since the serving one was learned: \(Text.grouped(drift.pointsThen)) points then, \(Text.grouped(drift.pointsNow)) now; they moved by \(Text.fixed(drift.shift, 3)) of their spread\(drift.shift > 0.5 ? ": learn again" : "")"
            )
        }
    }

    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a measure the one that searches compare by.")
        @OptionGroup var target: Target
        @Argument(help: "The measure's number.")
        var measure: Int
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let operations = try shared.open(.writing)
            try ProgressLine.during("index \(target.name)") { try operations.promote(target.name, measure: measure, progress: $0) }
            try operations.close()
            Measures.report(measure, target.name, shared)
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make the measure serve that served before.")
        @OptionGroup var target: Target
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let operations = try shared.open(.writing)
            let measure = try ProgressLine.during("index \(target.name)") { try operations.rollback(target.name, using: target.using, progress: $0) }
            try operations.close()
            Measures.report(measure, target.name, shared)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a measure that is not needed.")
        @OptionGroup var target: Target
        @Argument(help: "The measure's number.")
        var measure: Int
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let operations = try shared.open(.writing)
            try operations.removeMeasure(target.name, measure)
            try operations.close()
            if shared.json { Output.json(["removed": .init(measure)]) } else { Console.message("measure \(measure) of \(target.name) is forgotten") }
        }
    }

    private static func report(_ measure: Int, _ name: String, _ shared: SharedOptions) {
        if shared.json { Output.json(["collection": .string(name), "serving": .init(measure)]) } else { Console.message("\(name) is searched by measure \(measure) now") }
    }
}

extension MeasureVersion {
    fileprivate var state: String {
        [isServing ? "serving" : nil, isPrevious ? "served before" : nil, isOriginal ? "original" : nil].compactMap { $0 }.joined(separator: ", ")
    }

    /// The held-out gain that was found when it was learned.
    fileprivate var gain: String {
        guard let gain = note["gain"]?.objectValue, let mean = gain["mean"]?.doubleValue, let lower = gain["lower"]?.doubleValue, let upper = gain["upper"]?.doubleValue else { return "" }
        return "\(Text.fixed(mean, 3)) (\(Text.fixed(lower, 3)) to \(Text.fixed(upper, 3)))"
    }

    /// `{"measure": 2, "text", "serving", "previous", "original", "symmetric", "metric", "created", "note"}`.
    fileprivate func json(_ drift: MeasureDrift?) -> JSONObject {
        var object: JSONObject = [
            "measure": .init(number), "text": .string(measure.description), "serving": .bool(isServing), "previous": .bool(isPrevious),
            "original": .bool(isOriginal), "symmetric": .bool(measure.isSymmetric), "metric": .bool(measure.isMetric), "created": .string("\(created)"), "note": .object(note),
        ]
        if isServing, let drift {
            object["drift"] = ["shift": .double(drift.shift), "spread": .double(drift.spreadRatio), "points_then": .init(drift.pointsThen), "points_now": .init(drift.pointsNow)]
        }
        return object
    }
}
