import Kindred
import KindredLearning
import KindredMath

extension Experiment {
    /// E13b: what normalising loses.
    static let lengths = Experiment(
        number: "E13b", name: "lengths",
        question:
            "Does normalising lose what length tells? Ten directions in 16 dimensions, in each a class of short vectors and one twice as long, 40 of each with noise: how often the nearest other vector is of the same class, and MAP@R."
    ) { data in
        let points = short(andLong: data.seed)
        let figures = try [Measure.cosine, .dot, .euclidean].map { ("\($0)", try retrieval(points, Array(points.labels.indices), $0, data)) }
        return ExperimentOutcome(
            table: table(figures),
            claims: [
                Claim("normalising loses what length tells", figures[2].1[0] - figures[0].1[0] > 0.3, figures[2].1[0] - figures[0].1[0], "P@1 by Euclidean distance less that by cosine"),
                Claim("dot finds the long ones and not the short ones", figures[1].1[0] < 0.6, figures[1].1[0], "P@1 by dot, of which half would be the long ones"),
            ])
    }

    /// E14b: where cosine fails and a learned similarity does not.
    static let moons = Experiment(
        number: "E14b", name: "moons",
        question:
            "Does cosine fail on two moons, where a learned similarity does not? 300 noisy points, of which half teach; the others are each other's neighbours: how often the nearest is of the same moon, and MAP@R."
    ) { data in
        let points = LabelledRows.moons(seed: data.seed)
        var plan = TrainingPlan(loss: .contrastive, encoder: .mlp)
        (plan.heldOut, plan.hidden, plan.dimension, plan.epochs) = (0.5, [64, 64], 8, 300)
        let (outcome, judged) = try data.trained(plan, on: points)
        var figures = try [Measure.cosine, .euclidean].map { ("\($0)", try retrieval(points, judged, $0, data)) }
        if let encoder = outcome.encoder {
            let encoded = points.encoded(encoder, judged, isUnit: true, threads: data.threads)
            let rows = LabelledRows(rows: encoded.rows, labels: encoded.labels, classes: points.classes)
            figures.append(("learned", try retrieval(rows, Array(rows.labels.indices), .cosine, data)))
        }
        let learned = figures.last?.1 ?? [0, 0]
        return ExperimentOutcome(
            table: table(figures),
            claims: [
                Claim("cosine takes points of one moon for those of the other", figures[0].1[0] < 0.9, figures[0].1[0], "P@1 by cosine"),
                Claim("distance knows the nearest and not the moon", figures[1].1[0] > 0.98 && figures[1].1[1] < 0.9, figures[1].1[1], "MAP@R by Euclidean distance"),
                Claim("a learned similarity knows the moon", learned[1] > 0.95, learned[1], "MAP@R of what was learned"),
            ])
    }

    private static let asked: [RetrievalFigure] = [.precision(at: 1), .meanAveragePrecisionAtR]

    /// P@1 and MAP@R of some rows among themselves.
    private static func retrieval(_ points: LabelledRows, _ chosen: [Int], _ measure: Measure, _ data: ExperimentData) throws -> [Double] {
        let labels = chosen.map { points.labels[$0] }
        let result = try RetrievalEvaluation(figures: asked, threads: data.threads).leaveOneOut(points.rows.rows(chosen), labels: labels, measure: measure)
        return asked.map { result.mean($0) }
    }

    private static func table(_ figures: [(String, [Double])]) -> ReportTable {
        var table = ReportTable(["measure", "P@1", "MAP@R"])
        for (name, values) in figures { table.add([name] + values.map { ReportNumber.fixed($0, 4) }) }
        return table
    }

    /// Class 2i has the short vectors of direction i, class 2i + 1 the long ones.
    private static func short(andLong seed: UInt64) -> LabelledRows {
        var random = SeededRandom(seed: seed, stream: 55), values: [Float] = [], labels: [Int] = []
        let dimension = 16
        for direction in 0..<10 {
            let draw = (0..<dimension).map { _ in random.normal() }, length = draw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for (place, factor) in [1.0, 2.0].enumerated() {
                for _ in 0..<40 {
                    values += draw.map { Float($0 / length * factor * (1 + 0.1 * random.normal()) + 0.03 * random.normal()) }
                    labels.append(2 * direction + place)
                }
            }
        }
        return LabelledRows(rows: Matrix(rows: labels.count, columns: dimension, elements: values), labels: labels, classes: (0..<20).map { "\($0)" })
    }
}
