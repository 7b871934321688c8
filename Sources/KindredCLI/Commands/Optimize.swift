import ArgumentParser
import KindredService

struct Optimize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal, merge and index a collection now, so that searches are fastest.",
        discussion: "The background optimiser does the same piece by piece; this does all of it and waits.")

    @Argument(help: "The collection's name.")
    var name: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let operations = try shared.open(.writing)
        let seconds = try Self.finish(name, operations, label: "optimize \(name)")
        if shared.json {
            Output.json(["optimized": .string(name), "seconds": .seconds(seconds)])
        } else {
            Console.message("optimized \(name) in \(Text.duration(seconds))")
        }
    }

    /// Does all of a collection's optimising under a progress bar, closes the database, and returns the seconds it took.
    static func finish(_ name: String, _ operations: Operations, label: String) throws -> Double {
        let start = ContinuousClock.now
        try ProgressLine.during(label) { try operations.optimize(name, progress: $0) }
        try operations.close()
        return (ContinuousClock.now - start).inSeconds
    }
}
