import ArgumentParser
import KindredService

/// `kindred`: each command parses its arguments, calls one operation of KindredService and prints the answer.
@main
struct KindredCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kindred",
        abstract: "A vector search engine that learns what similar means.",
        discussion: """
            Results go to standard output, progress and messages to standard error. The database is a directory: --database DIR, else \
            KINDRED_DATABASE, else ./kindred-data. With --json, answers are JSON, one object per line.

            Completion for your shell: kindred --generate-completion-script zsh (or bash, fish).
            """,
        version: "kindred \(KindredVersion.current)",
        groupedSubcommands: servers + sequences + [
            CommandGroup(name: "Collections", subcommands: [Create.self, Drop.self, Collections.self, Info.self, Count.self, Stats.self]),
            CommandGroup(name: "Points", subcommands: [Import.self, Screen.self, Upsert.self, Search.self, Get.self, Delete.self]),
            CommandGroup(name: "Learning", subcommands: [Learn.self, Embed.self, Generate.self, EvaluateCommand.self, Attack.self, FeedbackCommand.self, Measures.self, Explain.self, Centroids.self]),
            CommandGroup(name: "Structure", subcommands: [ClusterCommand.self, MatchCommand.self]),
            CommandGroup(name: "Care", subcommands: [Verify.self, Repair.self, Backup.self, Restore.self, Optimize.self, Reindex.self, Tune.self]),
            CommandGroup(name: "Without a database", subcommands: [EstimateCommand.self, MeasureSimilarity.self, Compare.self, Advise.self, ExperimentCommand.self, BenchCommand.self, Demo.self]),
        ])

    /// Commands that there are only with the trait `Server`.
    private static var servers: [CommandGroup] {
        #if Server
        [CommandGroup(name: "Serving", subcommands: [Serve.self, ConfigCommand.self])]
        #else
        []
        #endif
    }

    /// Commands that there are only with the trait `Keras`.
    private static var sequences: [CommandGroup] {
        #if Keras
        [CommandGroup(name: "Sequences", subcommands: [SequenceCommand.self, Encode.self])]
        #else
        []
        #endif
    }

    static func main() {
        Signals.ignoreBrokenPipes()
        do {
            try requireKnownCommand()
            var command = try parseAsRoot()
            try command.run()
            Output.flush()
        } catch {
            Output.flush()
            leave(after: error)
        }
    }

    /// Names a wrong command itself; the parser would stumble over its options first.
    private static func requireKnownCommand() throws {
        let known = configuration.groupedSubcommands.flatMap(\.subcommands).map { $0._commandName } + ["help"]
        guard let first = CommandLine.arguments.dropFirst().first, !first.hasPrefix("-"), !known.contains(first) else { return }
        let near = known.filter { $0.hasPrefix(first.prefix(2)) }.map { "kindred \($0)" }
        throw Failure(Failure.Status.usage, "unknown command '\(first)'\(near.isEmpty ? "" : "; is \(near.joined(separator: " or ")) meant?") (kindred --help lists them)")
    }

    /// Ends the process: help and version go to standard output, everything else is one line on standard error and a status from sysexits.
    private static func leave(after error: any Error) -> Never {
        let failure = Failure(error)
        guard failure.status != 0 else {
            Output.line(fullMessage(for: error))
            Output.flush()
            exit()
        }
        if !failure.message.isEmpty { Console.message("kindred: \(failure.message)") }
        exit(withError: ExitCode(failure.status))
    }
}
