import ArgumentParser
import KindredService

struct Repair: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a damaged database usable again.",
        discussion: "Builds anew what can be derived from sound points. Damaged points are listed, and dropped only with --drop-damaged: a backup may still have them.")

    @Flag(help: "Drop the points that are damaged.")
    var dropDamaged = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let report = try Operations.repair(path: shared.database, dropsDamaged: dropDamaged)
        for (collection, id, problem) in report.damaged {
            if shared.json {
                Output.json(["collection": .string(collection), "id": id.json, "problem": .string(problem), "dropped": .bool(dropDamaged)])
            } else {
                Output.line("\(collection), point \(id): \(problem)")
            }
        }
        if shared.json {
            Output.json(["rebuilt": .array(report.rebuilt.map(JSONValue.string)), "damaged": .init(report.damaged.count)])
        } else {
            Console.message("\(report.rebuilt.count) files built anew, \(report.damaged.count) points damaged\(dropDamaged ? " and dropped" : "")")
        }
        guard report.damaged.isEmpty || dropDamaged else {
            throw Failure(Failure.Status.data, "\(report.damaged.count) points are damaged: restore a backup, or drop them with kindred repair --drop-damaged")
        }
    }
}
