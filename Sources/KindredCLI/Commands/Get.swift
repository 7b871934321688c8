import ArgumentParser
import KindredService

struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print points by id.")

    @Argument(help: "The collection's name.")
    var name: String

    @Argument(help: "Ids: integers or UUIDs.")
    var ids: [PointID]

    @OptionGroup var shared: SharedOptions

    func run() throws {
        for point in try shared.open(.reading).get(name, ids: ids) {
            if shared.json {
                Output.json(["id": point.id.json, "vector": point.vectors.vectorJSON, "payload": .object(point.payload)])
            } else {
                Output.line("\(point.id)  \(point.payload.jsonText)")
                for (name, values) in point.vectors.sorted(by: { $0.key < $1.key }) {
                    let shown = values.prefix(8).map { "\($0)" }.joined(separator: ", ")
                    Output.line("    \(name.isEmpty ? "" : "\(name): ")[\(shown)\(values.count > 8 ? ", … \(values.count) values" : "")]")
                }
            }
        }
    }
}
