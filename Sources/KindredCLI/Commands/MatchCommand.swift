import ArgumentParser

struct MatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Compare what is no single vector.",
        subcommands: [MatchFeatures.self, MatchGraphs.self, MatchDistributions.self, MatchCross.self])
}
