import ArgumentParser
import KindredService

struct Reindex: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change how a collection's near vectors are found.",
        discussion: """
            kindred reindex films --index ivfpq --nprobe 32
            kindred reindex photos --using image --index hnsw --m 32

            Searches and writes go on meanwhile: each segment serves with the old index until its new one is there. A process killed \
            meanwhile goes on with it when the collection is next optimised.
            """)

    @Argument(help: "The collection's name.")
    var name: String

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @OptionGroup var index: IndexOptions

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let operations = try shared.open(.writing)
        try operations.reindex(name, using: using, index.configuration)
        let seconds = try Optimize.finish(name, operations, label: "index \(name)")
        if shared.json {
            Output.json(["reindexed": .string(name), "index": .string(index.index.rawValue), "seconds": .seconds(seconds)])
        } else {
            Console.message("\(name) is searched by \(index.index.rawValue) now, after \(Text.duration(seconds))")
        }
    }
}
