import ArgumentParser

@main
struct KindredCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kindred", abstract: "A vector search engine that learns what similar means.")
}
