import Kindred
import KindredLearning
import KindredMath
import KindredNN

extension Experiment {
    private static func plan(_ loss: LossKind, epochs: Int) -> TrainingPlan {
        var plan = TrainingPlan(loss: loss, encoder: .mlp)
        plan.epochs = epochs
        plan.hidden = [128]
        plan.dimension = 32
        return plan
    }

    /// E2: what the weight of the centre loss does to the spread of classes.
    static let centerWeight = Experiment(
        number: "E2", name: "center-loss",
        question:
            "Does pulling rows to their class's centre, beside cross-entropy, make classes of held-out digits tighter (Wen et al., ECCV 2016)? The spread within classes over the whole spread, for several weights."
    ) { data in
        let digits = try data.digits
        var table = ReportTable(["λ", "spread within / all", "MAP@R"]), spreads: [Double] = []
        for weight in [0, 0.003, 0.03, 0.3, 1.0] {
            var plan = plan(.center, epochs: 30)
            plan.centerWeight = weight
            plan.isUnit = false
            let (outcome, heldOut) = try data.trained(plan, on: digits)
            guard let encoder = outcome.encoder else { continue }
            let (rows, labels) = digits.encoded(encoder, heldOut, isUnit: outcome.settings.isUnit), spread = ClassSpread(rows, labels: labels)
            spreads.append(spread.withinShare)
            table.add([ReportNumber.short(weight), ReportNumber.fixed(spread.withinShare, 4), ReportNumber.fixed(outcome.verdict.after, 4)])
        }
        let fall = (spreads.first ?? 0) / max(1e-9, spreads.last ?? 1)
        return ExperimentOutcome(
            table: table, claims: [Claim("centre loss makes classes tighter", fall > 1.1, fall, "times the spread without it over that with λ = 1")])
    }

    /// E3: which triplets to learn from, with little data and with much.
    static let mining = Experiment(
        number: "E3", name: "mining",
        question:
            "Are hard triplets the better teachers (Schroff et al., CVPR 2015: not from the start)? MAP@R of held-out digits after learning from all, semi-hard, hard or batch-hard triplets, from few rows and from many."
    ) { data in
        let digits = try data.digits, few = data.sample(digits, 300)
        var table = ReportTable(["triplets", "300 rows", "\(digits.labels.count) rows"]), figures: [MinerKind: [Double]] = [:]
        for miner in [MinerKind.all, .semiHard, .hard, .batchHard] {
            var plan = plan(.triplet, epochs: 30)
            plan.miner = miner
            figures[miner] = try [few, digits].map { try data.trained(plan, on: $0).outcome.verdict.after }
            table.add([miner.rawValue] + (figures[miner] ?? []).map { ReportNumber.fixed($0, 4) })
        }
        let gain = zip(figures[.hard] ?? [], figures[.all] ?? []).map { $0 - $1 }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("hard triplets teach better than all, from few rows", gain.first ?? 0 > 0, gain.first ?? .nan, "MAP@R of hard less that of all"),
                Claim("hard triplets teach better than all, from many rows", gain.last ?? 0 > 0, gain.last ?? .nan, "MAP@R of hard less that of all"),
            ])
    }

    /// E4: how soon triplets and margin softmax get somewhere.
    static let convergence = Experiment(
        number: "E4", name: "convergence",
        question: "Do triplets need longer than a softmax with margin to be as good? MAP@R of held-out digits after so many epochs."
    ) { data in
        let digits = try data.digits, epochs = [1, 2, 4, 8, 16, 32], losses: [LossKind] = [.triplet, .cosFace, .normalizedSoftmax]
        var table = ReportTable(["loss"] + epochs.map { "\($0) epochs" }), reached: [LossKind: Int] = [:], plots: [Plot.Series] = []
        for loss in losses {
            let figures = try epochs.map { count -> Double in
                var plan = plan(loss, epochs: count)
                if loss == .cosFace { plan.scale = 16 }
                return try data.trained(plan, on: digits).outcome.verdict.after
            }
            reached[loss] = zip(epochs, figures).first { $0.1 >= 0.9 }?.0
            table.add([loss.rawValue] + figures.map { ReportNumber.fixed($0, 4) })
            plots.append(Plot.Series(loss.rawValue, .line, zip(epochs, figures).map { .init(Double($0), $1) }))
        }
        let triplet = Double(reached[.triplet] ?? 64), softmax = Double(reached[.cosFace] ?? 64)
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("triplets take longer than a softmax with margin to MAP@R 0.9", triplet > softmax, triplet / softmax, "epochs of triplets over those of cosface (64 where it was not reached)")
            ],
            plots: [Plot("MAP@R of held-out digits.", x: .init("epochs", .logarithmic), y: .init("MAP@R"), plots)])
    }

    /// E6: what a margin does to the angles between classes.
    static let margin = Experiment(
        number: "E6", name: "margin",
        question:
            "Does a larger margin move classes apart (Wang et al., CVPR 2018)? Angles between the means of held-out digits' classes, and between a digit and its class's mean, for several margins of cosface."
    ) { data in
        let digits = try data.digits
        var table = ReportTable(["margin", "between classes °", "within classes °", "gap °", "MAP@R"]), gaps: [Double] = []
        for margin in [0, 0.1, 0.2, 0.35, 0.5] {
            var plan = plan(.cosFace, epochs: 30)
            plan.margin = margin
            plan.scale = 16
            let (outcome, heldOut) = try data.trained(plan, on: digits)
            guard let encoder = outcome.encoder else { continue }
            let (rows, labels) = digits.encoded(encoder, heldOut, isUnit: outcome.settings.isUnit), spread = ClassSpread(rows, labels: labels)
            gaps.append(spread.between - spread.within)
            table.add(
                [ReportNumber.short(margin)] + [spread.between, spread.within, spread.between - spread.within].map { ReportNumber.fixed($0, 1) }
                    + [ReportNumber.fixed(outcome.verdict.after, 4)])
        }
        let gain = (gaps.last ?? 0) - (gaps.first ?? 0)
        return ExperimentOutcome(
            table: table, claims: [Claim("a margin of 0.5 widens the gap between and within classes", gain > 0, gain, "degrees of gap with margin 0.5 less those without")])
    }

    /// E7: optimisers, and how much the memory of RMSprop matters.
    static let optimizers = Experiment(
        number: "E7", name: "optimizers",
        question:
            "Does RMSprop converge faster than SGD and Adam, and does its decay ρ matter? Cross-entropy of a linear classifier of the digits after 100 steps over all rows, each at the best of five learning rates."
    ) { data in
        let digits = try data.digits
        var table = ReportTable(["optimiser", "best learning rate", "loss after 20 steps", "after 100"]), final: [String: Double] = [:]
        typealias Make = (Parameter<Float>, Float) -> any Optimizer<Float>
        var entries: [(String, Make)] = [
            ("sgd", { SGD([$0], learningRate: $1) }), ("sgd, momentum 0.9", { SGD([$0], learningRate: $1, momentum: 0.9) }), ("adam", { Adam([$0], learningRate: $1) }),
        ]
        for rho in [0.5, 0.9, 0.99, 0.999] as [Float] { entries.append(("rmsprop, ρ \(rho)", { RMSprop([$0], learningRate: $1, decay: rho) })) }
        for (name, make) in entries {
            let runs = ([0.001, 0.01, 0.1, 1, 10] as [Float]).map { rate in (rate: rate, losses: softmaxRegression(digits, steps: 100) { make($0, rate) }) }
            guard let best = runs.filter({ $0.losses.allSatisfy(\.isFinite) }).min(by: { ($0.losses.last ?? 0) < ($1.losses.last ?? 0) }) else { continue }
            final[name] = best.losses.last
            table.add([name, "\(best.rate)", ReportNumber.fixed(best.losses[19], 4), ReportNumber.fixed(best.losses.last ?? .nan, 4)])
        }
        let rms = final["rmsprop, ρ 0.99"] ?? .nan, spread = entries.filter { $0.0.hasPrefix("rms") }.compactMap { final[$0.0] }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("RMSprop is ahead of SGD after 100 steps", rms < final["sgd"] ?? 0, (final["sgd"] ?? .nan) / rms, "loss of SGD over that of RMSprop"),
                Claim("RMSprop is ahead of Adam after 100 steps", rms < final["adam"] ?? 0, (final["adam"] ?? .nan) / rms, "loss of Adam over that of RMSprop"),
                Claim("ρ matters", (spread.max() ?? 0) > 1.5 * (spread.min() ?? 1), (spread.max() ?? .nan) / (spread.min() ?? .nan), "largest loss over smallest among the ρ tried"),
            ])
    }

    /// Cross-entropy of a linear classifier over all rows, after each step.
    private static func softmaxRegression(_ labelled: LabelledRows, steps: Int, _ make: (Parameter<Float>) -> any Optimizer<Float>) -> [Double] {
        let columns = labelled.rows.columns, classes = labelled.classes.count, count = labelled.labels.count
        let inputs = Variable(Tensor(labelled.rows.elements.map { $0 / 16 }, shape: [count, columns]))
        let weights = Parameter("weights", Tensor<Float>(repeating: 0, shape: [columns, classes]))
        let targets = labelled.labels.enumerated().map { $0.offset * classes + $0.element }
        var optimizer = make(weights), losses: [Double] = []
        for _ in 0..<steps {
            weights.clearGradient()
            let loss = -inputs.matmul(weights.variable()).logSoftmax(axis: 1).gathering(targets).mean()
            losses.append(Double(loss.value.scalars[0]))
            loss.backward()
            optimizer.step()
        }
        return losses
    }
}
