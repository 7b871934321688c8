import ArgumentParser
import KindredService

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read everything that is stored and say whether it is sound.",
        discussion: "Exit status 0 when every point is sound; what can be made anew from them is reported and does not count. 65 otherwise.")

    @Argument(help: "Only this collection.")
    var name: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let operations = try shared.open(.reading)
        let problems = try operations.verify(name)
        for problem in problems {
            if shared.json { Output.json(problem.json) } else { Output.line(problem.description) }
        }
        let damaged = problems.filter { $0.severity == .damaged }.count
        if shared.json { Output.json(["sound": .bool(damaged == 0), "problems": .init(problems.count)]) }
        guard damaged == 0 else { throw Failure(Failure.Status.data, "\(damaged) problems in \(shared.database): restore a backup, or drop what is damaged with kindred repair") }
        if !shared.json { Console.message("\(shared.database) is sound") }
    }
}

extension StorageProblem {
    var json: JSONObject {
        ["severity": .string(severity.rawValue), "collection": .string(collection), "message": .string(message)]
    }
}
