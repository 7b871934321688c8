public import ArgumentParser
public import KindredService

struct NearestDistributions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nearest",
        abstract: "Find the distributions nearest to one.",
        discussion: """
            kindred match distributions nearest digits.npy --labels labels.npy --item 3 --divergence w2
            kindred match distributions nearest folder/ --query points.npy --components 2
            kindred match distributions nearest shares.npy --histograms --item 12 --divergence hellinger

            Items are the files of a directory, the classes of a file with labels, or with --histograms each row of a file. A mixture kept by \
            match distributions mixture --save may be the --query, and a file of the directory.
            """)

    @Argument(help: "A directory of vector files, or a vector file.", completion: .file())
    var items: String

    @Option(help: ArgumentHelp("The item to compare with, by its name: a file's name, a label, or a row's number.", valueName: "name"))
    var item: String?

    @Option(help: ArgumentHelp("A file whose distribution to compare with.", valueName: "file"), completion: .file())
    var query: String?

    @Option(help: ArgumentHelp("Labels of the rows: .npy of integers, or text with one label a line.", valueName: "file"), completion: .file())
    var labels: String?

    @Flag(help: "Each row is a histogram: counts or shares of outcomes.")
    var histograms = false

    @Option(help: "How far distributions are from each other.")
    var divergence = Divergence.jensenShannon

    @Option(parsing: .unconditional, help: ArgumentHelp("Gaussians that are fitted to each set of points.", valueName: "n"))
    var components = 1

    @Option(parsing: .unconditional, help: ArgumentHelp("How many items to find.", valueName: "n"))
    var k = 10

    @OptionGroup var mixture: MixtureOptions
    @OptionGroup var files: FileOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (item == nil) != (query == nil) else { throw ValidationError("Give one of --item and --query.") }
        guard k >= 1 else { throw ValidationError("--k \(k) is below 1.") }
    }

    func run() throws {
        let interruption = Interruption(), stop: @Sendable () -> Bool = { [flag = interruption.flag] in flag.isSet }
        let form: DistributionItems.Form = histograms ? .histograms : .points(mixture.parameters(components: components))
        let all = try DistributionItems(items, labels: labels, form: form, options: files.value, isCancelled: stop)
        let target = if let item { try all.named(item) } else { try all.item(query ?? "", stop) }
        let hits = try all.collection.nearest(to: target, k: k, by: divergence)
        if shared.json {
            let found = hits.map { JSONValue.object(["item": .string($0.name), "divergence": $0.divergence.isFinite ? .double($0.divergence) : .null]) }
            return Output.json(["divergence": .string(divergence.rawValue), "hits": .array(found)])
        }
        var table = Table(["item", divergence.rawValue])
        for hit in hits { table.add([hit.name, hit.divergence.isFinite ? Text.fixed(hit.divergence, 6) : "infinite"]) }
        table.print()
    }
}

extension Divergence: ExpressibleByArgument {}
