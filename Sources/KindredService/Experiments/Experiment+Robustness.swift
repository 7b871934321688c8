import Kindred
import KindredLearning
import KindredMath

extension Experiment {
    /// E8: what attacks do to a learned measure, and what hardening and generated vectors do for it.
    static let robustness = Experiment(
        number: "E8", name: "robustness",
        question:
            "How small a change of a digit makes retrieval find another class (Goodfellow et al., ICLR 2015; Madry et al., ICLR 2018), what does training on attacked digits gain and cost, and do digits made by a generator teach better?"
    ) { data in
        let digits = try data.digits.scaled(by: 1 / 16), box = try InputBox(0, 1)
        var table = ReportTable(["measure", "clean"] + sizes.flatMap { ["FGSM \($0)", "PGD \($0)"] } + ["DeepFool l2"]), figures: [RobustnessFigures] = []
        var plan = TrainingPlan(loss: .normalizedSoftmax, encoder: .mlp)
        plan.seed = data.seed
        for robust in [nil, RobustTraining(epsilon: 0.1)] {
            plan.robust = robust
            let trainer = try Trainer(digits.rows, labels: digits.labels, plan: plan, threads: data.threads), outcome = try trainer.train()
            guard let encoder = outcome.encoder else { continue }
            let attack = try RetrievalAttack(digits.rows, labels: digits.labels, measure: Measure.encoded(encoder), box: box, threads: data.threads)
            var settings = StudySettings(epsilon: 0.1)
            (settings.curve, settings.curveSteps, settings.certified, settings.seed, settings.threads) = ([0.5, 1, 2], 40, 0, data.seed, data.threads)
            let found = try RobustnessStudy(attack, settings).run(trainer.split.heldOut)
            figures.append(found)
            let cells = found.curve.flatMap { [$0.fgsm, $0.pgd] }.map { ReportNumber.fixed($0, 3) }
            table.add([robust == nil ? "learned" : "hardened", ReportNumber.fixed(found.clean, 3)] + cells + [found.medianLength.map { ReportNumber.fixed($0, 3) } ?? "–"])
        }
        guard let plain = figures.first, let hard = figures.last else { return ExperimentOutcome(table: table, claims: []) }
        let gap = try generated(digits, data), gain = hard.pgd - plain.pgd, cost = plain.clean - hard.clean
        let stronger = (plain.curve + hard.curve).map { $0.fgsm - $0.pgd }.min() ?? .nan
        let growth = (hard.medianLength ?? .nan) / (plain.medianLength ?? .nan)
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("PGD is never weaker than FGSM", stronger >= 0, stronger, "FGSM's accuracy less PGD's, at least"),
                Claim("hardening raises accuracy under PGD at 0.1 by 20 points", gain >= 0.2, gain, "hardened less learned"),
                Claim("hardening costs at most 3 points of clean accuracy", cost <= 0.03, cost, "learned less hardened"),
                Claim("the smallest changes grow", growth > 1, growth, "times DeepFool's median length before"),
                Claim("vectors made by a generator teach retrieval", gap > 0, gap, "MAP@R of unseen digits with them less that without"),
            ])
    }

    private static let sizes = [0.05, 0.1, 0.2]

    /// What a fifth more rows, made by a generator of the others, do for MAP@R of rows that taught neither.
    private static func generated(_ digits: LabelledRows, _ data: ExperimentData) throws -> Double {
        let count = digits.labels.count, judged = Array((count * 7 / 10)..<count), taught = Array(0..<(count * 7 / 10))
        let rows = digits.rows.rows(taught), labels = taught.map { digits.labels[$0] }
        var settings = GeneratorSettings()
        settings.seed = data.seed
        let made = try GeneratorTrainer(rows, labels: labels, settings: settings).train().vectors(taught.count / 5, seed: data.seed)
        let more = Matrix(rows: rows.rows + made.vectors.rows, columns: rows.columns, elements: rows.elements + made.vectors.elements)
        var plan = TrainingPlan(loss: .contrastive, encoder: .mlp)
        (plan.seed, plan.epochs) = (data.seed, 30)
        let figures = try [(rows, labels), (more, labels + (made.labels ?? []))].map { rows, labels -> Double in
            let outcome = try Trainer(rows, labels: labels, plan: plan, threads: data.threads).train()
            guard let encoder = outcome.encoder else { return .nan }
            return try digits.meanAveragePrecision(encoder, judged, threads: data.threads)
        }
        return figures[1] - figures[0]
    }
}

extension LabelledRows {
    fileprivate func scaled(by factor: Float) -> LabelledRows {
        var result = self
        result.rows = Matrix(rows: rows.rows, columns: rows.columns, elements: rows.elements.map { $0 * factor })
        return result
    }
}
