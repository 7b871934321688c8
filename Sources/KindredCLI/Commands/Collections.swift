import ArgumentParser
import KindredService

struct Collections: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the collections.")

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let collections = try shared.open(.reading).collections()
        if shared.json { return collections.forEach { Output.json($0.json) } }
        var table = Table(["name", "points", "vectors", "size"])
        for info in collections {
            let vectors = info.vectors.map { "\($0.name.isEmpty ? "" : "\($0.name) ")\($0.vector.dimension) \($0.vector.measure)" }
            table.add([info.name, Text.grouped(info.points), vectors.joined(separator: ", "), Text.bytes(info.diskBytes)])
        }
        table.print()
    }
}
