public import ArgumentParser
import Foundation
public import KindredService

struct Attack: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Attack what a collection answers: how small a change makes it find another class.",
        discussion: """
            kindred attack photos --label species
            kindred attack photos --label species --epsilon 0.05 --box 0,1 --report attack.html
            kindred attack photos --label species --norm l2 --epsilon 0.5 --before 1
            kindred attack photos --label species --target cat
            kindred attack --images images.npy --labels labels.npy --model model.safetensors

            Points are drawn as queries to all others. FGSM takes one step along the gradient, PGD many; DeepFool looks for the smallest \
            change; certificates prove a radius for the vote of noisy copies. kindred learn --robust hardens. Nothing is changed.
            """)

    @Argument(help: "The collection's name; none with --images.")
    var name: String?

    @Option(help: ArgumentHelp("The payload field that holds the class.", valueName: "field"))
    var label: String?

    @Option(
        help: ArgumentHelp("Images instead of a collection: .npy of [n, height, width], or a folder that has a folder of pictures for each class.", valueName: "file"),
        completion: .file())
    var images: String?

    @Option(help: ArgumentHelp("The classes of --images: .npy of integers, or a line an image.", valueName: "file"), completion: .file())
    var labels: String?

    @OptionGroup var pictures: PictureOptions

    @Option(help: ArgumentHelp("The encoder of --images, as learn --images wrote it.", valueName: "file"), completion: .file())
    var model: String?

    @Option(help: ArgumentHelp("Another encoder of --images to set beside it.", valueName: "file"), completion: .file())
    var beforeModel: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The size of changes, in the data's own units.", valueName: "e"))
    var epsilon = 0.1

    @Option(help: "How the size is told: the largest change of a component, or the length of the change.")
    var norm: AttackNorm = .lInfinity

    @Option(parsing: .unconditional, help: ArgumentHelp("Where components are valid; the data's own range when nothing is said.", valueName: "low,high"))
    var box: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Steps of PGD.", valueName: "n"))
    var steps = 40

    @Option(parsing: .unconditional, help: ArgumentHelp("Walks of PGD from random starts, beside the one from FGSM's point.", valueName: "n"))
    var restarts = 1

    @Option(help: ArgumentHelp("The class that changed queries shall find.", valueName: "class"))
    var target: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many points are attacked.", valueName: "n"))
    var points = 500

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many points answer, drawn of all; all, or 5,000 under measures that compare pairs one by one, when nothing is said.", valueName: "n"))
    var among: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many of those attacked get a certificate; 0 for none.", valueName: "n"))
    var certify = 25

    @Option(parsing: .unconditional, help: ArgumentHelp("The deviation of the noise that certificates are of; 2.5 times the size when nothing is said.", valueName: "d"))
    var noise: Double?

    @Option(help: ArgumentHelp("Which of the collection's measures; the one that serves when nothing is said.", valueName: "n"))
    var measure: Int?

    @Option(help: ArgumentHelp("Another of its measures to set beside it, such as the one before hardening.", valueName: "n"))
    var before: Int?

    @Option(help: ArgumentHelp("Which of the collection's vectors.", valueName: "vector"))
    var using = ""

    @Option(help: ArgumentHelp("Only points that match.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Where to write a page about it, as HTML.", valueName: "file"), completion: .file())
    var report: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "s"))
    var seed: UInt64 = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if images == nil {
            guard name != nil, label != nil else { throw ValidationError("Give a collection and --label FIELD, or --images, --labels and --model.") }
            guard labels == nil, model == nil, beforeModel == nil else { throw ValidationError("--labels, --model and --before-model belong to --images.") }
        } else {
            guard isFolder != (labels != nil), model != nil else {
                throw ValidationError(isFolder ? "--images FOLDER needs --model FILE; its folders are the classes." : "--images needs --labels FILE and --model FILE.")
            }
            guard name == nil, label == nil, measure == nil, before == nil, among == nil, using.isEmpty, filter == nil else {
                throw ValidationError("--images attacks no collection: --label, --measure, --before, --among, --using and --filter belong to one.")
            }
        }
        guard isFolder || pictures.isEmpty else { throw ValidationError("--list and --skip-unreadable belong to --images FOLDER.") }
        guard epsilon >= 0, epsilon.isFinite else { throw ValidationError("--epsilon \(epsilon) is below 0 or no number.") }
        guard steps >= 1 else { throw ValidationError("--steps \(steps) is below 1.") }
        guard restarts >= 0 else { throw ValidationError("--restarts \(restarts) is below 0.") }
        guard points >= 1 else { throw ValidationError("--points \(points) is below 1.") }
        guard among ?? 2 >= 2 else { throw ValidationError("--among \(among ?? 0) is below 2.") }
        guard certify >= 0 else { throw ValidationError("--certify \(certify) is below 0.") }
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        if let noise, !(noise > 0 && noise.isFinite) { throw ValidationError("--noise \(noise) is not above 0.") }
        if let box { _ = try Box(parsing: box, option: "--box") }
    }

    private var isFolder: Bool { images.map(IdentityFolder.isFolder) ?? false }

    func run() throws {
        var settings = StudySettings(epsilon: epsilon, norm: norm)
        (settings.steps, settings.restarts, settings.certified, settings.noise) = (steps, restarts, certify, noise)
        (settings.seed, settings.threads) = (seed, threads)
        let range = try box.map { try Box(parsing: $0, option: "--box").value }
        let report = try images.map { try attack($0, settings, range) } ?? attackCollection(settings, range)
        if shared.json { return Output.json(report.json) }
        show(report)
    }

    private func attackCollection(_ settings: StudySettings, _ range: InputBox?) throws -> AttackReport {
        let name = name ?? ""
        var request = AttackRequest(collection: name, label: try PayloadPath(parsing: label ?? ""), settings: settings)
        (request.using, request.filter, request.version, request.before, request.target, request.points) = (using, filter, measure, before, target, points)
        (request.among, request.box, request.report) = (among, range, report)
        return try ProgressLine.watching("attack \(name)", unit: "points") { try shared.open(.reading).attack(request, progress: $0, isCancelled: $1) }
    }

    private func attack(_ images: String, _ settings: StudySettings, _ range: InputBox?) throws -> AttackReport {
        var attack = ImageAttack(images: images, labels: labels ?? "", model: model ?? "", settings: settings)
        (attack.list, attack.skipsUnreadable) = (pictures.list, pictures.skipUnreadable)
        (attack.before, attack.target, attack.points, attack.box, attack.report) = (beforeModel, target, points, range, report)
        let report = try ProgressLine.watching("attack \(images)", unit: "images") { try attack.run(progress: $0, isCancelled: $1) }
        if report.unlabelled > 0 { Console.message("\(Text.grouped(report.unlabelled)) pictures left out") }
        return report
    }

    private func show(_ report: AttackReport) {
        let figures = report.study.figures
        let size = norm == .l2 ? "of length \(epsilon)" : "of \(epsilon) in each component"
        Output.line(
            "\(Text.grouped(figures.rows.count)) of \(Text.grouped(report.points)) points\(report.answering < report.points ? ", among \(Text.grouped(report.answering)) that answer," : "") attacked under \(report.study.name) in \(Text.duration(report.seconds)): changes \(size) at most"
        )
        Table(report.accuracyTable).print()
        if let reached = figures.reached, let target { Output.line("class \(target) is found with \(Text.fixed(reached * 100, 1)) % of the points") }
        Output.line("")
        var curve = Table(["size", "FGSM", "PGD"])
        for point in figures.curve { curve.add([point.epsilon, point.fgsm, point.pgd].map { Text.fixed($0, 3) }) }
        curve.print()
        let smallest = [figures.medianLength, figures.medianMaximum].map { $0.map { Text.fixed($0, 4) } ?? "n/a" }
        Output.line("the smallest changes by DeepFool: median length \(smallest[0]), median largest component \(smallest[1])")
        if let radius = figures.medianRadius {
            Output.line("certified: \(figures.certificates.count { $0.isRight }) of \(figures.certificates.count) points, median radius \(Text.fixed(radius, 4))")
        }
        Output.line("")
        Table(report.weakTable(10)).print()
        Output.line("hubs, skewness \(Text.fixed(report.study.hubs.skewness, 2)):")
        Table(report.hubTable).print()
    }
}

/// A range given as `low,high`.
struct Box {
    let value: InputBox

    init(parsing text: String, option: String) throws {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let low = parts[0], let high = parts[1], let box = try? InputBox(low, high) else {
            throw ValidationError("\(option) \(text) is no range such as 0,1.")
        }
        value = box
    }
}

extension AttackNorm: ExpressibleByArgument {}
