public import ArgumentParser
import Foundation
public import KindredService

struct Learn: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn from labels what is alike, and search by it.",
        discussion: """
            kindred learn photos --label species --loss contrastive
            kindred learn photos --label species --loss normalized-softmax --encoder linear --output species.safetensors
            kindred learn photos --label species --robust 0.05
            kindred learn photos --label species --pseudo-negatives doubts.jsonl
            kindred learn photos --generator --label species --output generator.safetensors
            kindred learn photos --feedback --source clicks
            kindred learn photos --pairs pairs.jsonl
            kindred learn papers --pairs cites.jsonl --loss triplet --towers asymmetric
            kindred learn photos --resume
            kindred learn --images images.npy --labels labels.npy --encoder conv --output model.safetensors
            kindred learn --images faces --encoder conv --size 32 --output faces.safetensors
            kindred learn --series series.npy --labels labels.npy --encoder lstm --output model.safetensors
            kindred learn glosses --field gloss --label category --encoder lstm

            A share of the points is held out and judges: what was learned is served only when it finds what belongs together better \
            than before, and that is no accident of the points drawn. kindred measures lists what was learned and goes back. An encoder of \
            sequences, lstm, makes a vector of its own out of a payload field; kindred search --text and --sequences ask by it.

            --towers asymmetric learns one encoder for what asks and another for what is stored, for likeness with a direction: what a paper \
            cites, what follows a word. It is not symmetric and no metric.
            """)

    @Argument(help: "The collection's name; none with --images, --series and --texts.")
    var name: String?

    @Option(help: ArgumentHelp("The payload field that holds the class.", valueName: "field"))
    var label: String?

    @Flag(help: "Learn from recorded choices: see kindred feedback.")
    var feedback = false

    @Option(help: ArgumentHelp("Only choices of this source.", valueName: "name"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "Learn from grey images, .npy [n, height, width], without a collection; or from a folder that has a folder of pictures for each class.", valueName: "file"),
        completion: .file())
    var images: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The side in pixels that the middles of a folder's pictures are reduced to; 28 when nothing is said.", valueName: "n"))
    var size: Int?

    @OptionGroup var pictures: PictureOptions

    @Option(help: ArgumentHelp("Learn from series, .npy [n, steps] or [n, steps, features], without a collection.", valueName: "file"), completion: .file())
    var series: String?

    @Option(help: ArgumentHelp("Learn from texts, a line each, without a collection.", valueName: "file"), completion: .file())
    var texts: String?

    @Option(help: ArgumentHelp("The payload field that holds the series or texts, for --encoder lstm.", valueName: "field"))
    var field: String?

    @Option(help: ArgumentHelp("The classes of the images, series or texts.", valueName: "file"), completion: .file())
    var labels: String?

    @Option(help: ArgumentHelp("Learn from pairs or triplets of points: JSON Lines with the keys anchor, positive, negative.", valueName: "file"), completion: .file())
    var pairs: String?

    @Option(
        help: ArgumentHelp(
            "Points without label that are not of a class they lie near, to push apart at half weight: JSON Lines with the keys id, label, weight.", valueName: "file"),
        completion: .file())
    var pseudoNegatives: String?

    @Flag(help: "Learn to make vectors like the collection's, for kindred generate --vectors; with --label, of each class.")
    var generator = false

    @OptionGroup var game: GameOptions

    @OptionGroup var plan: PlanOptions

    @Option(help: ArgumentHelp("Which of the collection's vectors; with --encoder lstm the one to make, named like the field when nothing is said.", valueName: "vector"))
    var using = ""

    @Option(help: ArgumentHelp("Only points that match teach and judge.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Where to write what was learned, as safetensors.", valueName: "file"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Where to write a page about it: curves, angles, neighbours and a map, as HTML.", valueName: "file"), completion: .file())
    var report: String?

    @Flag(help: "Keep what passes the gate as a candidate, to be promoted by kindred measures.")
    var candidate = false

    @Flag(help: "Go on with the learning that was interrupted.")
    var resume = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads) is below 1.") }
        guard pseudoNegatives == nil || (label != nil && !generator && plan.encoder != .lstm) else {
            throw ValidationError("--pseudo-negatives teaches beside --label FIELD, and an encoder of vectors.")
        }
        if plan.towers == .asymmetric {
            guard label != nil || pairs != nil, !generator else { throw ValidationError("--towers asymmetric learns from --label FIELD or --pairs FILE of a collection.") }
            do { try plan.value.validateTowers() } catch { throw ValidationError("\(error.message).") }
        }
        let files = [images, series, texts].count { $0 != nil }
        let isFolder = images.map(IdentityFolder.isFolder) ?? false
        guard files <= 1, (files == 1 && !isFolder) == (labels != nil), (files == 1) != (name != nil) else {
            throw ValidationError(
                isFolder && name == nil && files == 1
                    ? "The folders in \(images ?? "") are the classes of its pictures: --labels belongs to files."
                    : "Give a collection, or one of --images, --series and --texts with --labels FILE.")
        }
        guard isFolder || (size == nil && pictures.isEmpty) else { throw ValidationError("--size, --list and --skip-unreadable belong to --images FOLDER.") }
        if let size, !(8...512).contains(size) { throw ValidationError("--size \(size) is not in 8…512.") }
        if files == 1 {
            guard output != nil else { throw ValidationError("Give --output FILE: without a collection nothing else keeps what is learned.") }
            guard label == nil, !feedback, pairs == nil, !resume, field == nil else { throw ValidationError("Files are learned from --labels alone.") }
            guard images == nil || plan.encoder != .lstm else { throw ValidationError("--images learns --encoder conv.") }
            return
        }
        if generator {
            guard output != nil else { throw ValidationError("Give --output FILE for the generator: the collection is searched as before.") }
            guard !feedback, pairs == nil, !resume, field == nil, plan.robust == nil, report == nil else {
                throw ValidationError("--generator learns from the collection's vectors, with --label FIELD or without.")
            }
            return
        }
        guard game.isEmpty else { throw ValidationError("--steps, --latent and --game belong to --generator.") }
        guard plan.encoder != .conv else { throw ValidationError("--encoder conv learns from --images; a collection learns linear, mlp or lstm.") }
        guard [label != nil, feedback, pairs != nil, resume].count(where: { $0 }) == 1 else { throw ValidationError("Give one of --label FIELD, --feedback, --pairs FILE and --resume.") }
        guard source == nil || feedback else { throw ValidationError("--source belongs to --feedback.") }
        guard resume || (plan.encoder == .lstm) == (field != nil) else { throw ValidationError("--encoder lstm and --field FIELD belong together.") }
        guard plan.encoder != .lstm || report == nil else { throw ValidationError("--report shows what a measure moved; --encoder lstm makes a vector of its own.") }
        guard plan.encoder != .lstm || label != nil || resume else { throw ValidationError("--encoder lstm learns from --label FIELD.") }
    }

    func run() throws {
        if let images { return try learnImages(images) }
        if let file = series ?? texts { return try learnSequences(file) }
        let name = name ?? ""
        if generator { return try learnGenerator(name) }
        var request = LearnRequest(collection: name, supervision: label.map { .label($0) } ?? pairs.map { .pairs(file: $0) } ?? .feedback(source: source), plan: plan.value)
        (request.using, request.filter, request.output, request.promotes, request.resumes, request.threads) = (using, filter, output, !candidate, resume, threads)
        (request.report, request.field, request.pseudoNegatives) = (self.report, field, pseudoNegatives)
        let operations = try shared.open(.writing)
        let interruption = Interruption(), line = ProgressLine("learn \(name)", unit: "epochs")
        let report = try operations.learn(request, progress: { line.update($0) }, isCancelled: { [flag = interruption.flag] in flag.isSet })
        line.finish()
        try operations.close()
        if shared.json { return Output.json(report.json) }
        show(report)
    }

    private func learnGenerator(_ name: String) throws {
        var request = GeneratorRequest(collection: name, output: output ?? "")
        (request.using, request.filter, request.settings) = (using, filter, game.value(plan))
        request.label = try label.map { try PayloadPath(parsing: $0) }
        let report = try ProgressLine.watching("learn \(name)", unit: "steps") { try shared.open(.reading).learnGenerator(request, progress: $0, isCancelled: $1) }
        if shared.json { return Output.json(report.json) }
        let quality = report.quality
        Output.line("learned to make vectors from \(Text.grouped(report.points)) points in \(Text.duration(report.seconds)); written to \(output ?? "")")
        Output.line(
            "of what it makes, \(Text.fixed(quality.precision * 100, 1)) % look real; of what is real, \(Text.fixed(quality.recall * 100, 1)) % it covers; its judge tells \(Text.fixed(quality.discriminator * 100, 1)) % right"
        )
    }

    private func learnImages(_ images: String) throws {
        let output = output ?? ""
        var plan = plan
        plan.encoder = .conv
        var learning = ImageLearning(images: images, labels: labels ?? "", plan: plan.value, output: output)
        (learning.threads, learning.list, learning.skipsUnreadable) = (threads, pictures.list, pictures.skipUnreadable)
        learning.side = size ?? learning.side
        let interruption = Interruption(), line = ProgressLine("learn \(images)", unit: "epochs"), reading = ProgressLine("read \(images)", unit: "pictures")
        let report = try learning.run(
            reading: { done, all in done < all ? reading.update(done, of: all) : reading.finish() }, progress: { line.update(.epoch($0)) },
            isCancelled: { interruption.isAsked })
        line.finish()
        if shared.json { return Output.json(report.json) }
        show(report)
    }

    private func learnSequences(_ file: String) throws {
        #if Keras
        var learning = SequenceLearning(series == nil ? .texts(file: file) : .series(file: file), labels: labels ?? "", plan: plan.value, output: output ?? "")
        learning.threads = threads
        let interruption = Interruption(), line = ProgressLine("learn \(file)", unit: "epochs")
        let report = try learning.run(progress: { line.update(.epoch($0)) }, isCancelled: { interruption.isAsked })
        line.finish()
        if shared.json { return Output.json(report.json) }
        show(report)
        #else
        throw Failure(Failure.Status.usage, "this build learns from no sequences: it was built without the trait Keras")
        #endif
    }

    private func show(_ report: LearnReport) {
        let training = report.training, judgement = report.judgement
        let taught = training.classes > 0 ? "points of \(Text.grouped(training.classes)) classes" : pairs == nil ? "choices" : "pairs"
        let left = training.leftOut == 0 ? "" : " (\(Text.grouped(training.leftOut)) left out)"
        Output.line(
            "learned from \(Text.grouped(training.points)) \(taught)\(left) in \(Text.duration(training.seconds)): \(training.encoder) \(training.towers == .asymmetric ? "query and item towers" : "encoder") to \(training.dimension) components, loss \(training.loss)"
        )
        if training.pseudoNegatives > 0 { Output.line("\(Text.grouped(training.pseudoNegatives)) pseudo-negatives taught beside them") }
        if judgement.after.isFinite {
            let gain = [judgement.gain.mean, judgement.gain.lower, judgement.gain.upper].map { Text.fixed($0, 3) }
            Output.line("\(judgement.figure), of what did not teach: \(Text.fixed(judgement.before, 3)) before, \(Text.fixed(judgement.after, 3)) after; gain \(gain[0]) (\(gain[1]) to \(gain[2]))")
        }
        for warning in judgement.warnings { Output.line("note: \(warning)") }
        if let measure = report.measure {
            Output.line(
                report.isPromoted
                    ? "\(name ?? "") is searched by measure \(measure) now; kindred measures rollback \(name ?? "") goes back"
                    : "kept as measure \(measure); kindred measures promote \(name ?? "") \(measure) serves it")
        } else if let name {
            Output.line(
                report.isPromoted
                    ? "\(name) has a vector of its sequences now: kindred search \(name) --text or --sequences asks by it, kindred encode \(name) makes it of points to come"
                    : "refused: \(judgement.refusal ?? "it is kept in the file alone"); \(name) is searched as before")
        } else {
            Output.line("written to \(output ?? "")\(judgement.refusal.map { "; beware: \($0)" } ?? "")")
        }
    }
}

/// How to learn.
struct PlanOptions: ParsableArguments {
    @Option(help: "What pulls alike things together and others apart; contrastive, and cosface for images, when nothing is said.")
    var loss: LossKind?

    @Option(help: "What is learned: a linear map, one with hidden units, convolutions for --images, or layers of LSTM for series and texts.")
    var encoder: EncoderKind = .mlp

    @Option(help: "One encoder for both sides, or one for what asks and another for what is stored: then likeness has a direction.")
    var towers: TowerKind = .shared

    @Option(help: "What is compared within a batch.")
    var miner: MinerKind = .all

    @Option(help: ArgumentHelp("Miners of successive epochs: easy:2,semi-hard:8,hard.", valueName: "schedule"))
    var mineSchedule: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Epochs.", valueName: "n"))
    var epochs: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("The learning rate at its height.", valueName: "r"))
    var learningRate: Double?

    @Option(help: "What moves the weights.")
    var optimizer: OptimizerKind?

    @Option(parsing: .unconditional, help: ArgumentHelp("Components of what is made of a vector.", valueName: "n"))
    var dimension: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Hidden units of each layer; of lstm, of the layers before the one that makes the vector.", valueName: "n,n"))
    var hidden: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The margin of losses that have one.", valueName: "m"))
    var margin: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("What cosines are multiplied by.", valueName: "s"))
    var scale: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("What similarities are divided by.", valueName: "t"))
    var temperature: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of hidden units dropped out.", valueName: "p"))
    var dropout: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Mix harder negatives of a batch's own, as a share of it, for losses that compare points.", valueName: "share"))
    var mixNegatives: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Hold up against changes of this size, in the data's own units: train on attacked points, and be judged under attack.", valueName: "e"))
    var robust: Double?

    @Option(help: "How the size of --robust is told: the largest change of a component, or the length of the change.")
    var robustNorm: AttackNorm = .lInfinity

    @Option(parsing: .unconditional, help: ArgumentHelp("Steps of the attack that --robust trains on; 1 for FGSM.", valueName: "n"))
    var robustSteps = 7

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of each batch that is attacked: 0.5 mixes evenly.", valueName: "share"))
    var robustShare = 1.0

    @Option(parsing: .unconditional, help: ArgumentHelp("Where components of attacked points are valid; the data's own range when nothing is said.", valueName: "low,high"))
    var box: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The share of points that judge and never teach.", valueName: "share"))
    var heldOut: Double?

    @Flag(help: "Hold out whole classes: judge by kinds never seen.")
    var openSet = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything that is drawn.", valueName: "s"))
    var seed: UInt64 = 0

    func validate() throws {
        if let hidden, hidden.split(separator: ",").contains(where: { Int($0) == nil }) { throw ValidationError("--hidden \(hidden) is no list of numbers such as 512,256.") }
        if let box { _ = try Box(parsing: box, option: "--box") }
        if let robust, !(robust > 0 && robust.isFinite) { throw ValidationError("--robust \(robust) is not above 0.") }
        guard robust != nil || (box == nil && robustSteps == 7 && robustShare == 1 && robustNorm == .lInfinity) else {
            throw ValidationError("--robust-norm, --robust-steps, --robust-share and --box belong to --robust EPSILON.")
        }
    }

    /// The options as a plan.
    var value: TrainingPlan {
        var plan = TrainingPlan(loss: loss, encoder: encoder)
        (plan.miner, plan.mineSchedule, plan.epochs, plan.learningRate, plan.optimizer) = (miner, mineSchedule, epochs, learningRate, optimizer)
        (plan.dimension, plan.margin, plan.scale, plan.temperature, plan.dropout) = (dimension, margin, scale, temperature, dropout)
        plan.hidden = hidden.map { $0.split(separator: ",").compactMap { Int($0) } }
        (plan.heldOut, plan.isOpenSet, plan.seed) = (heldOut, openSet, seed)
        plan.mixedNegatives = mixNegatives
        plan.towers = towers
        if let robust {
            var training = RobustTraining(epsilon: robust, norm: robustNorm, steps: robustSteps, share: robustShare)
            if let box = box.flatMap({ try? Box(parsing: $0, option: "--box") }) { (training.low, training.high) = (box.value.low, box.value.high) }
            plan.robust = training
        }
        return plan
    }
}

/// How a generator learns.
struct GameOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Steps of learning a generator.", valueName: "n"))
    var steps: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Random numbers that a generator makes a vector of.", valueName: "n"))
    var latent: Int?

    @Option(help: "What a generator and its judge play for.")
    var game: GeneratorSettings.Game?

    var isEmpty: Bool { steps == nil && latent == nil && game == nil }

    /// The settings, with what the options of every learning say.
    func value(_ plan: PlanOptions) -> GeneratorSettings {
        var settings = GeneratorSettings()
        settings.steps = steps ?? settings.steps
        settings.latent = latent ?? settings.latent
        settings.game = game ?? settings.game
        settings.learningRate = plan.learningRate ?? settings.learningRate
        settings.hidden = plan.hidden.map { $0.split(separator: ",").compactMap { Int($0) } } ?? settings.hidden
        settings.seed = plan.seed
        return settings
    }
}

extension GeneratorSettings.Game: ExpressibleByArgument {}
extension LossKind: ExpressibleByArgument {}
extension EncoderKind: ExpressibleByArgument {}
extension MinerKind: ExpressibleByArgument {}
extension TowerKind: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}

extension ProgressLine {
    /// Shows how far learning is.
    fileprivate func update(_ progress: LearnProgress) {
        switch progress {
        case .reading: break
        case .epoch(let epoch): update(epoch.epoch, of: epoch.epochs)
        case .fold(let done, let all), .indexing(let done, let all): update(done, of: all)
        }
    }
}
