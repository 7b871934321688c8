import ArgumentParser
import KindredService

struct FeedbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback",
        abstract: "Record, list and forget what people chose.",
        discussion: """
            kindred feedback add films --anchor 7 --positive 12 --negative 31 --source clicks
            kindred feedback add films --file clicks.jsonl
            kindred feedback list films --json > clicks.jsonl
            kindred feedback forget films --source clicks

            learn films --feedback makes a measure of it.
            """,
        subcommands: [Add.self, List.self, Forget.self])

    /// Which recorded choices are meant.
    struct Selection: ParsableArguments {
        @Option(help: ArgumentHelp("Only those of this source.", valueName: "name"))
        var source: String?

        @Option(help: ArgumentHelp("Only those that name this point.", valueName: "id"))
        var point: PointID?

        @Option(help: ArgumentHelp("Only those from before this moment.", valueName: "date"))
        var before: String?

        func value() throws -> FeedbackSelection {
            var selection = FeedbackSelection(source: source, point: point)
            if let before {
                guard let moment = Timestamp(before) else { throw ValidationError("--before \(before) is no date such as 2026-11-29T12:00:00Z.") }
                selection.before = moment
            }
            return selection
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Record a choice, or a file of them.")

        @Argument(help: "The collection's name.")
        var name: String

        @Option(help: ArgumentHelp("What was asked for: a point's id, or a vector as JSON.", valueName: "id|json"))
        var anchor: String?

        @Option(help: ArgumentHelp("What was chosen.", valueName: "id"))
        var positive: PointID?

        @Option(help: ArgumentHelp("What was shown and left.", valueName: "id"))
        var negative: PointID?

        @Option(parsing: .unconditional, help: ArgumentHelp("How much it counts.", valueName: "w"))
        var weight = 1.0

        @Option(help: ArgumentHelp("Where it comes from.", valueName: "name"))
        var source = ""

        @Option(help: ArgumentHelp("JSON Lines with the keys anchor, positive, negative, weight, source, time.", valueName: "file"), completion: .file())
        var file: String?

        @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
        var using = ""

        @OptionGroup var shared: SharedOptions

        func validate() throws {
            guard (anchor == nil) != (file == nil) else { throw ValidationError("Give either --anchor or --file.") }
        }

        func run() throws {
            let operations = try shared.open(.writing)
            var count = 1
            if let file {
                count = try operations.recordFeedback(file: file, in: name, using: using, source: source)
            } else if let anchor {
                let from: Feedback.Anchor = anchor.hasPrefix("[") ? .vector(try VectorText.parse(anchor)) : .point(try PointID(parsing: anchor))
                try operations.record([Feedback(anchor: from, positive: positive, negative: negative, weight: weight, source: source, using: using)], in: name)
            }
            try operations.close()
            if shared.json { Output.json(["recorded": .init(count)]) } else { Console.message("recorded \(count) of \(name)") }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The recorded choices, the oldest first; --json prints what add --file reads.")

        @Argument(help: "The collection's name.")
        var name: String

        @OptionGroup var selection: Selection
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let feedback = try shared.open(.reading).feedback(name, selection.value())
            if shared.json {
                for choice in feedback {
                    var object = choice.feedback.json
                    object["number"] = .init(Int(choice.number))
                    Output.json(object)
                }
                return
            }
            var table = Table(["number", "anchor", "positive", "negative", "weight", "source", "time"])
            for choice in feedback {
                let object = choice.feedback.json
                func text(_ key: String) -> String { object[key].map { $0.stringValue ?? Text.cut($0.jsonText, 40) } ?? "" }
                table.add(["\(choice.number)", text("anchor"), text("positive"), text("negative"), "\(choice.feedback.weight)", text("source"), text("time")])
            }
            table.print()
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget recorded choices for good.")

        @Argument(help: "The collection's name.")
        var name: String

        @OptionGroup var selection: Selection

        @Flag(help: "All of them.")
        var all = false

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let selected = try selection.value()
            guard all != (selected != FeedbackSelection()) else { throw ValidationError("Give --all, or what to forget by: --source, --point, --before.") }
            let operations = try shared.open(.writing)
            let count = try operations.forgetFeedback(name, selected)
            try operations.close()
            if shared.json { Output.json(["forgotten": .init(count)]) } else { Console.message("forgot \(count) of \(name)") }
        }
    }
}
