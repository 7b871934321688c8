import ArgumentParser
import KindredService

struct EvaluateRobust: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "robust",
        abstract: "The same among hard negatives with changed queries: under noise of several sizes, and under FGSM.",
        discussion: """
            kindred evaluate robust photos --label species
            kindred evaluate robust photos --label species --sizes 0.05,0.1,0.2 --box 0,1
            kindred evaluate robust photos --label species --norm l2 --measure 2

            Noise is normal and as long as FGSM's step of that size; FGSM climbs the lead of the best wrong neighbour. Queries alone are changed. \
            kindred attack goes further: it looks for the smallest change.
            """)

    @OptionGroup var judged: JudgedOptions
    @OptionGroup var mined: HardOptions

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Sizes of changes, in the data's own units; shares of its deviation when nothing is said.", valueName: "e,e"))
    var sizes: String?

    @Option(help: "How sizes are told: the largest change of a component, or the length of the change.")
    var norm: AttackNorm = .lInfinity

    @Option(parsing: .unconditional, help: ArgumentHelp("Where components are valid; the data's own range when nothing is said.", valueName: "low,high"))
    var box: String?

    func validate() throws {
        try judged.checkLabels()
        if let box { _ = try Box(parsing: box, option: "--box") }
        if let sizes, Self.sizes(sizes) == nil { throw ValidationError("--sizes \(sizes) is no list of up to 20 numbers above 0 such as 0.05,0.1.") }
    }

    private static func sizes(_ text: String) -> [Double]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }, sizes = parts.compactMap { $0 }
        return sizes.count == parts.count && sizes.count <= 20 && sizes.allSatisfy { $0 > 0 && $0.isFinite } ? sizes : nil
    }

    func run() throws {
        var request = try mined.request(judged)
        (request.norm, request.sizes) = (norm, sizes.flatMap(Self.sizes))
        request.box = try box.map { try Box(parsing: $0, option: "--box").value }
        let found = try ProgressLine.watching("evaluate \(judged.name)", unit: "changes") { progress, isCancelled in
            try judged.label == nil
                ? Operations.evaluateRobustFiles(request, progress: progress, isCancelled: isCancelled)
                : judged.shared.open(.reading).evaluateRobust(request, progress: progress, isCancelled: isCancelled)
        }
        if judged.shared.json { return Output.json(found.json) }
        Output.line(found.ground.line)
        let names = ["precision@1", "map@r", "triplet-accuracy"]
        var table = Table(["change", "size"] + names.flatMap { ["\($0) all", "hard"] })
        for condition in found.conditions {
            let cells = names.flatMap { name in condition.figures.filter { $0.name == name }.flatMap { [$0.all.mean, $0.hard.mean] } }
            table.add([condition.change.rawValue, condition.change == .none ? "" : Text.fixed(condition.epsilon, 4)] + cells.map { Text.fixed($0, 3) })
        }
        table.print()
    }
}
