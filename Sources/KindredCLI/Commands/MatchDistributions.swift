import ArgumentParser

struct MatchDistributions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributions",
        abstract: "Fit distributions to points and texts, and compare things that are distributions.",
        discussion: """
            kindred match distributions mixture points.npy --components 3
            kindred match distributions topics texts.txt --topics 10
            kindred match distributions nearest points.npy --labels labels.npy --item 7
            """,
        subcommands: [FitMixture.self, FindTopics.self, NearestDistributions.self])
}
