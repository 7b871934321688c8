import Kindred
import KindredLearning
import KindredMath

extension Experiment {
    /// E8b: whether negatives that a generator made teach more than those there are.
    static let generatedNegatives = Experiment(
        number: "E8b", name: "generated-negatives",
        question:
            "Do hard negatives that were made teach retrieval better than those of the batch alone: mixed of its own (Kalantidis et al., NeurIPS 2020), or made by a generator and pushed away at half weight? MAP@R of digits that taught neither encoder nor generator, three seeds."
    ) { data in
        let digits = try data.digits, taught = Array(0..<digits.labels.count * 7 / 10), judged = Array(digits.labels.count * 7 / 10..<digits.labels.count)
        let rows = digits.rows.rows(taught), labels = taught.map { digits.labels[$0] }, seeds = (0..<3).map { data.seed &+ $0 }
        var figures = [[Double]](repeating: [], count: 3)
        for seed in seeds {
            let generated = try Self.hardest(rows, labels, seed: seed)
            var plan = TrainingPlan(loss: .contrastive, encoder: .mlp)
            (plan.seed, plan.epochs) = (seed, 30)
            var mixing = plan
            mixing.mixedNegatives = 0.5
            for (arm, (plan, negatives)) in [(plan, nil), (mixing, nil), (plan, generated)].enumerated() {
                var trainer = try Trainer(rows, labels: labels, plan: plan, threads: data.threads)
                trainer.pseudoNegatives = negatives
                guard let encoder = try trainer.train().encoder else { continue }
                figures[arm].append(try digits.meanAveragePrecision(encoder, judged, threads: data.threads))
            }
        }
        var table = ReportTable(["negatives"] + seeds.map { "seed \($0)" } + ["mean"])
        for (name, values) in zip(["of the batch", "and mixed of them", "and generated"], figures) {
            table.add([name] + (values + [Self.mean(values)]).map { ReportNumber.fixed($0, 4) })
        }
        return ExperimentOutcome(
            table: table, claims: [Self.claim("mixed negatives teach retrieval", figures[0], figures[1]), Self.claim("generated negatives teach retrieval", figures[0], figures[2])])
    }

    /// A gain is claimed when every seed has it.
    private static func claim(_ text: String, _ plain: [Double], _ other: [Double]) -> Claim {
        let gains = zip(plain, other).map { $1 - $0 }
        return Claim(text, !gains.isEmpty && gains.allSatisfy { $0 > 0 }, mean(gains), "MAP@R with them less that without, on average; the least \(ReportNumber.fixed(gains.min() ?? .nan, 4))")
    }

    private static func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

    /// A fifth as many vectors as there are rows, of ten times as many that a generator of the rows made: those that come nearest to a class that
    /// they were not made for, as negatives of that class.
    private static func hardest(_ rows: Matrix<Float>, _ labels: [Int], seed: UInt64) throws -> PseudoNegatives {
        var settings = GeneratorSettings()
        settings.seed = seed
        let made = try GeneratorTrainer(rows, labels: labels, settings: settings).train().vectors(2 * rows.rows, seed: seed), own = made.labels ?? []
        let costs = try Measure.euclidean.values(queries: made.vectors.elements.span, rows: rows.elements.span, dimension: rows.columns)
        let found = own.indices.map { place -> (place: Int, label: Int, lead: Float) in
            var nearest: Float = .infinity, foreign: Float = .infinity, label = 0
            for (row, cost) in costs.row(place).enumerated() {
                if labels[row] == own[place] { nearest = min(nearest, cost) } else if cost < foreign { (foreign, label) = (cost, labels[row]) }
            }
            return (place, label, nearest - foreign)
        }
        let hardest = found.sorted { ($1.lead, $0.place) < ($0.lead, $1.place) }.prefix(rows.rows / 5)
        return PseudoNegatives(rows: made.vectors.rows(hardest.map(\.place)), entries: hardest.enumerated().map { .init(row: $0, label: $1.label) })
    }
}
