public import ArgumentParser
public import KindredService

struct FindTopics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics",
        abstract: "Learn what texts are about: topics, each in its most telling words.",
        discussion: """
            kindred match distributions topics news.txt --topics 10
            kindred match distributions topics glosses.jsonl --field gloss --topics 20 --method online --output shares.npy
            kindred match distributions topics today.txt --model news.safetensors --output shares.npy

            A text is a line, or a field of the JSON object on a line. Some texts are held out, and of each every other word is guessed: the \
            perplexity says between how many words of equal chance the model wavers; beside it stands that of the words' frequencies alone. Topics kept by --save say of new texts, with --model, what they are about; none is learned from then.
            """)

    @Argument(help: "A file of texts.", completion: .file())
    var texts: String

    @Option(help: ArgumentHelp("The field that holds the text, when lines are JSON objects.", valueName: "name"))
    var field: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many topics; 10 by default.", valueName: "n"))
    var topics: Int?

    @Option(help: ArgumentHelp("Keep the topics in a file.", valueName: "file.safetensors"), completion: .file())
    var save: String?

    @Option(help: ArgumentHelp("Learn nothing, but lay the texts beside topics kept by --save.", valueName: "file.safetensors"), completion: .file())
    var model: String?

    @Option(help: "Whether all texts, or some at a time, move the topics.")
    var method = TopicParameters.Method.batch

    @Option(parsing: .unconditional, help: ArgumentHelp("Times to go through the texts at most.", valueName: "n"))
    var passes = 100

    @Option(parsing: .unconditional, help: ArgumentHelp("Leave out words that fewer texts have.", valueName: "n"))
    var leastTexts = 5

    @Option(parsing: .unconditional, help: ArgumentHelp("Leave out words that a larger share of the texts has.", valueName: "share"))
    var mostShare = 0.5

    @Option(parsing: .unconditional, help: ArgumentHelp("Hold out one text in so many; 0 for none.", valueName: "n"))
    var heldOut = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Words to show of a topic.", valueName: "n"))
    var words = 10

    @Option(parsing: .unconditional, help: ArgumentHelp("Prior weight of a topic in a text; one over the number of topics by default.", valueName: "x"))
    var alpha: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Prior weight of a word in a topic; one over the number of topics by default.", valueName: "x"))
    var eta: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the topics to begin with.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Write the topics' shares of each text: .npy, histograms for nearest.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard heldOut == 0 || heldOut >= 2 else { throw ValidationError("--held-out \(heldOut) is neither 0 nor at least 2.") }
        guard leastTexts >= 1 else { throw ValidationError("--least-texts \(leastTexts) is below 1.") }
        guard mostShare > 0, mostShare <= 1 else { throw ValidationError("--most-share \(mostShare) is not above 0 and at most 1.") }
        guard words >= 1 else { throw ValidationError("--words \(words) is below 1.") }
        guard model == nil || save == nil else { throw ValidationError("--model learns nothing that --save could keep.") }
        guard model == nil || topics == nil else { throw ValidationError("--model says how many topics there are, --topics too.") }
    }

    func run() throws {
        if let save { try ReportPage.check(path: save) }
        let report = try topicReport()
        if let output { try report.write(to: output) }
        if let save { try report.saved.write(to: save) }
        if shared.json { return Output.json(report.json(words: words)) }
        Console.message("\(Text.grouped(report.shares.count)) texts, \(Text.grouped(report.words.count)) words, \(report.model.passes) passes")
        var table = Table(["topic", "share", "words"])
        for topic in report.order { table.add(["\(topic)", Text.fixed(report.model.topicShares[topic], 3), report.words(of: topic, count: words).joined(separator: " ")]) }
        table.print()
        guard let perplexity = report.perplexity else { return }
        let alone = report.unigramPerplexity.map { ", by frequencies alone \(Text.fixed($0, 1))" } ?? ""
        Output.line("perplexity of \(model == nil ? "held-out" : "these") texts \(Text.fixed(perplexity, 1))\(alone)")
    }

    private func topicReport() throws -> TopicReport {
        let saved = try model.map { try SavedTopics(contentsOf: $0) }
        let parameters = TopicParameters(topics: topics ?? 10, documentPrior: alpha, wordPrior: eta, method: method, passes: passes, seed: seed)
        var request = TopicRequest(path: texts, field: field, parameters: saved?.model.parameters ?? parameters)
        (request.leastTexts, request.mostShare, request.heldOut) = (leastTexts, mostShare, heldOut)
        if let saved { return try TopicReport(request, model: saved) }
        let interruption = Interruption()
        return try TopicReport(request) { [flag = interruption.flag] in flag.isSet }
    }
}

extension TopicParameters.Method: ExpressibleByArgument {}
