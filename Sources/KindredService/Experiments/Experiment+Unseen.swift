import Kindred
import KindredLearning
import KindredMath

extension Experiment {
    /// E1: what is learned of some classes, asked of others.
    static let unseenClasses = Experiment(
        number: "E1", name: "unseen-classes",
        question:
            "Do metric losses serve classes never seen better than cross-entropy, and better than no learning? Five digits teach, five others are retrieved; then 36 of the 45 categories of dictionary entries teach, and the others are retrieved. Mean of three seeds."
    ) { data in
        let losses: [LossKind] = [.softmax, .center, .normalizedSoftmax, .cosFace, .contrastive, .triplet, .supCon]
        var table = ReportTable(["loss", "digits, MAP@R", "glosses, MAP@R"]), gains: [LossKind: [Double]] = [:]
        let sets = [(try data.digits, 0.5), (data.sample(try data.glosses, 2_500), 0.2)]
        var base = [0.0, 0.0]
        for loss in losses {
            gains[loss] = try sets.enumerated().map { place, set in
                var sum = 0.0
                for seed in 0..<3 {
                    var plan = TrainingPlan(loss: loss, encoder: .mlp)
                    plan.epochs = 20
                    plan.hidden = [128]
                    plan.dimension = 32
                    plan.isOpenSet = true
                    plan.heldOut = set.1
                    if loss == .cosFace { plan.scale = 16 }
                    var seeded = data
                    seeded.seed = data.seed &+ UInt64(seed)
                    let verdict = try seeded.trained(plan, on: set.0).outcome.verdict
                    sum += verdict.after
                    if loss == .softmax { base[place] += verdict.before / 3 }
                }
                return sum / 3
            }
        }
        table.add(["none: cosine of the vectors"] + base.map { ReportNumber.fixed($0, 4) })
        for loss in losses { table.add([loss.rawValue] + (gains[loss] ?? []).map { ReportNumber.fixed($0, 4) }) }
        func best(_ place: Int, _ among: [LossKind]) -> Double { among.compactMap { gains[$0]?[place] }.max() ?? .nan }
        let metric = losses.filter { $0 != .softmax }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("learning from five digits helps with the five others", best(0, losses) > base[0], best(0, losses) - base[0], "MAP@R of the best loss less that of the vectors"),
                Claim("learning from 36 categories helps with the nine others", best(1, losses) > base[1], best(1, losses) - base[1], "MAP@R of the best loss less that of the vectors"),
                Claim(
                    "metric losses beat cross-entropy on classes never seen", best(0, metric) > best(0, [.softmax]) && best(1, metric) > best(1, [.softmax]), best(1, metric) - best(1, [.softmax]),
                    "MAP@R of the best metric loss less that of cross-entropy, glosses"),
            ])
    }

    /// E12: how much more hard negatives should count.
    static let hardness = Experiment(
        number: "E12", name: "hardness",
        question: "Does it help to let hard negatives count more (Robinson et al., ICLR 2021)? MAP@R of held-out digits for several β, 0 counting all alike."
    ) { data in
        let digits = data.sample(try data.digits, 900)
        var table = ReportTable(["β", "MAP@R"]), figures: [Double] = []
        let hardness = [0, 0.5, 1, 2, 4, 8.0]
        for beta in hardness {
            var plan = TrainingPlan(loss: .hardContrastive, encoder: .mlp)
            plan.epochs = 30
            plan.hidden = [128]
            plan.dimension = 32
            plan.hardness = beta
            figures.append(try data.trained(plan, on: digits).outcome.verdict.after)
            table.add([ReportNumber.short(beta), ReportNumber.fixed(figures[figures.count - 1], 4)])
        }
        let best = figures.dropFirst().max() ?? .nan
        return ExperimentOutcome(
            table: table, claims: [Claim("some β above 0 is better than 0", best > figures[0], best - figures[0], "MAP@R at the best β less that at 0")],
            plots: [Plot("MAP@R of held-out digits.", x: .init("β"), y: .init("MAP@R"), [Plot.Series("hard-contrastive", .line, zip(hardness, figures).map { .init($0, $1) })])])
    }
}
