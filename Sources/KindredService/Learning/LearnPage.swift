import Kindred
import KindredLearning
import KindredMath

/// What a page about one learning shows: curves, angles, neighbours and a map, of points that did not teach.
struct LearnPage {
    /// Points that did not teach, as they were given.
    let sample: LabelledRows
    /// What compared them before, and what was learned.
    let before, after: Measure

    /// Points that a page shows at most: every pair of them is compared.
    private static let most = 800

    /// A page about some of the held-out points, spread evenly over them.
    init(_ labelled: LabelledRows, heldOut: [Int], before: Measure, after: Measure) {
        let step = max(1, heldOut.count / Self.most), chosen = stride(from: 0, to: heldOut.count, by: step).map { heldOut[$0] }
        sample = labelled.chosen(chosen)
        self.before = before
        self.after = after
    }

    /// The page.
    func page(_ collection: String, _ report: LearnReport, date: String = MachineDescription.today, machine: String = MachineDescription.current) throws -> ReportPage {
        let embeddings = [before, after].map { embedded($0) }, asking = [before, after].map { embedded($0, as: .query) }
        let facts = ["\(collection): \(ReportNumber.fixed(Double(report.training.points), 0)) points of \(report.training.classes) classes", machine, date, "Kindred \(KindredVersion.current)"]
        return ReportPage(
            "What \(collection) learned", facts: facts,
            [verdict(report), curve(report), try angles(embeddings), neighbours(embeddings, asking), map(embeddings)])
    }

    private func embedded(_ measure: Measure, as role: Preparation.Role = .row) -> Matrix<Float> {
        let preparation = measure.form.preparation
        let values = preparation.prepared(sample.rows.elements.span, dimension: sample.rows.columns, as: role)
        return Matrix(rows: sample.rows.rows, columns: preparation.preparedDimension(for: sample.rows.columns), elements: values)
    }

    private func verdict(_ report: LearnReport) -> ReportSection {
        let judgement = report.judgement
        var table = ReportTable(["figure", "before", "after", "gain", "from", "to"])
        table.add([judgement.figure] + [judgement.before, judgement.after, judgement.gain.mean, judgement.gain.lower, judgement.gain.upper].map { ReportNumber.fixed($0, 3) })
        let outcome = judgement.refusal.map { "Refused: \($0)." } ?? (report.isPromoted ? "Promoted: the collection is searched by it." : "It passed the gate and waits to be promoted.")
        return ReportSection(
            "Verdict",
            [
                .text("\(outcome) Judged by points that did not teach; the interval holds the gain for 95 % of draws of such points."), .table(table),
            ] + judgement.warnings.map { .text($0) })
    }

    private func curve(_ report: LearnReport) -> ReportSection {
        let points = report.training.losses.enumerated().map { Plot.Series.Point(Double($0.offset + 1), $0.element) }
        let made = report.training.towers == .asymmetric ? "query and item towers" : "encoder"
        return ReportSection(
            "Training",
            [
                .text("\(report.training.encoder) \(made) to \(report.training.dimension) components, loss \(report.training.loss)."),
                .plot(Plot("The mean loss of each epoch.", x: .init("epoch"), y: .init("loss"), [Plot.Series("loss", .line, points)])),
            ])
    }

    private func angles(_ embeddings: [Matrix<Float>]) throws -> ReportSection {
        let histograms = try embeddings.map { try AngleHistograms($0, labels: sample.labels) }
        let series = zip(["before", "after"], histograms).flatMap { name, histogram in
            [("same class", histogram.within), ("different classes", histogram.between)].map { kind, counts in
                let total = Double(max(1, counts.reduce(0, +)))
                return Plot.Series("\(kind), \(name)", .line, counts.enumerated().map { .init((Double($0.offset) + 0.5) * 180 / Double(counts.count), Double($0.element) / total) })
            }
        }
        let overlap = histograms.map { ReportNumber.fixed($0.overlappingClassPairs * 100, 1) }
        return ReportSection(
            "Angles between points",
            [
                .text("Of pairs of classes, \(overlap[0]) % overlapped before and \(overlap[1]) % after: their nearest points are nearer than the farthest of one class."),
                .plot(Plot("Share of pairs at each angle.", x: .init("degrees"), y: .init("share of pairs"), series)),
            ])
    }

    private func neighbours(_ embeddings: [Matrix<Float>], _ asking: [Matrix<Float>]) -> ReportSection {
        var table = ReportTable(["a point of", "nearest before", "nearest after"])
        let unit = zip(embeddings.map(\.unit), asking.map(\.unit)).map { (rows: $0, queries: $1) }
        for row in stride(from: 0, to: sample.labels.count, by: max(1, sample.labels.count / 12)).prefix(12) {
            let nearest = unit.map { rows, queries in
                let scores = (0..<rows.rows).map { other in (0..<rows.columns).reduce(Float(0)) { $0 + queries[row, $1] * rows[other, $1] } }
                return scores.indices.filter { $0 != row }.sorted { scores[$0] > scores[$1] }.prefix(3).map { sample.classes[sample.labels[$0]] }.joined(separator: ", ")
            }
            table.add([sample.classes[sample.labels[row]]] + nearest)
        }
        return ReportSection("Neighbours among them", [.text("The classes of the three nearest other points that did not teach."), .table(table)])
    }

    private func map(_ embeddings: [Matrix<Float>]) -> ReportSection {
        let sizes = sample.labels.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        let shown = sizes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.mapped).map(\.key)
        let plots = zip(["before", "after"], embeddings).map { name, rows -> ReportSection.Block in
            let plane = rows.unit.plane
            let series = shown.map { label in
                Plot.Series(sample.classes[label], .scatter, sample.labels.indices.filter { sample.labels[$0] == label }.map { .init(plane[$0].0, plane[$0].1, note: sample.classes[label]) })
            }
            return .plot(Plot("The plane of greatest variance, \(name).", x: .init("first axis"), y: .init("second axis"), series))
        }
        return ReportSection("Map", [.text("The \(shown.count) largest classes among them.")] + plots)
    }

    /// Classes that a map can show apart.
    private static let mapped = 8
}

extension Matrix where Scalar == Float {
    /// Rows divided by their norms; a zero row stays.
    fileprivate var unit: Matrix {
        Matrix(rows: rows, columns: columns, elements: Preparation.unit.prepared(elements.span, dimension: columns))
    }

    /// Each row in the plane of the two directions in which the rows vary most.
    fileprivate var plane: [(Double, Double)] {
        let means = (0..<columns).map { column in (0..<rows).reduce(0.0) { $0 + Double(self[$1, column]) } / Double(Swift.max(1, rows)) }
        let centred = Matrix<Double>(rows: rows, columns: columns, elements: (0..<rows * columns).map { Double(elements[$0]) - means[$0 % columns] })
        let eigen = SymmetricEigen(centred.multiplied(by: centred, transposeSelf: true))
        let axes = [columns - 1, Swift.max(0, columns - 2)].map { eigen.vectors.row($0) }
        return (0..<rows).map { row in
            let places = axes.map { axis in (0..<columns).reduce(0.0) { $0 + centred[row, $1] * axis[$1] } }
            return (places[0], places[1])
        }
    }
}
