import Kindred
import KindredLearning

extension AttackReport {
    /// Tables and plots of it all.
    public func page(date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        let facts = [
            "\(collection): \(ReportNumber.fixed(Double(points), 0)) points of \(classes.count) classes\(answering < points ? ", of which \(ReportNumber.fixed(Double(answering), 0)) answer" : "")",
            machine, date, "Kindred \(KindredVersion.current)",
        ]
        return ReportPage("\(collection) under attack", facts: facts, [accuracies, curve, smallest, weakSpots, certificates, hubs, examples])
    }

    private var settings: StudySettings { study.figures.settings }
    private var studies: [(name: String, study: Study)] { [before, study].compactMap { $0 }.map { ($0.name, $0) } }

    /// Without attack, under FGSM and under PGD: before and after hardening, when another measure was named.
    public var accuracyTable: ReportTable {
        var table = ReportTable(["measure", "clean", "FGSM", "PGD"])
        for (name, study) in studies { table.add([name] + [study.figures.clean, study.figures.fgsm, study.figures.pgd].map { ReportNumber.fixed($0, 3) }) }
        return table
    }

    private var accuracies: ReportSection {
        let unit = settings.norm == .l2 ? "in length" : "in each component"
        var blocks: [ReportSection.Block] = [
            .text(
                "The share of \(ReportNumber.fixed(Double(study.figures.rows.count), 0)) points, as queries changed by at most \(ReportNumber.short(settings.epsilon)) \(unit) within \(ReportNumber.short(study.box.low)) … \(ReportNumber.short(study.box.high)), that still find their own class first. Gradients are \(study.isExact ? "the measure's own" : "differences of the measure's values")."
            ), .table(accuracyTable),
        ]
        if let reached = study.figures.reached, let target = settings.target {
            blocks.append(.text("Aimed at class \(name(target)), attacks reach it with \(ReportNumber.fixed(reached * 100, 1)) % of the points."))
        }
        return ReportSection("Accuracy", blocks)
    }

    private var curve: ReportSection {
        let series = studies.flatMap { name, study -> [Plot.Series] in
            let figures = study.figures, points = figures.curve.filter { $0.epsilon > 0 }
            let line = { (what: String, share: (RobustnessFigures.Point) -> Double) in
                Plot.Series("\(what), \(name)", .line, [.init(0, 1 - figures.clean)] + points.map { .init($0.epsilon, 1 - share($0)) })
            }
            return [line("FGSM") { $0.fgsm }, line("PGD") { $0.pgd }]
        }
        let plot = Plot("Attacks that succeed: the share of points that no longer find their class.", x: .init("size of the change, ε"), y: .init("share that fails"), series)
        return ReportSection("Success and size", [.plot(plot)])
    }

    private var smallest: ReportSection {
        var table = ReportTable(["measure", "median length", "median largest component", "mean share of the point's length"])
        for (name, study) in studies {
            table.add([name] + [study.figures.medianLength, study.figures.medianMaximum, study.figures.relativeLength].map { $0.map(ReportNumber.short) ?? "–" })
        }
        let series = studies.map { name, study in
            let lengths = study.figures.rows.compactMap(\.smallestLength).sorted()
            return Plot.Series(name, .line, lengths.enumerated().map { .init($1, Double($0 + 1) / Double(lengths.count)) })
        }
        let plot = Plot("The share of points that a change of a length or less suffices for.", x: .init("length"), y: .init("share of points"), series)
        return ReportSection("Smallest changes", [.text("DeepFool's, of points that find their class when nothing is changed."), .table(table), .plot(plot)])
    }

    /// Classes, the weakest first.
    public func weakTable(_ most: Int) -> ReportTable {
        var table = ReportTable(["class", "points", "clean", "PGD", "mistaken for", "median length"])
        for figures in study.figures.classes.prefix(most) {
            table.add([
                name(figures.label), ReportNumber.fixed(Double(figures.rows), 0), ReportNumber.fixed(figures.clean, 3), ReportNumber.fixed(figures.pgd, 3),
                figures.mistakenFor.map(name) ?? "–", figures.smallestLength.map(ReportNumber.short) ?? "–",
            ])
        }
        return table
    }

    private var weakSpots: ReportSection { ReportSection("Weak spots", [.text("The classes that fall first, and what they are taken for."), .table(weakTable(30))]) }

    private var certificates: ReportSection {
        let found = study.figures.certificates
        guard !found.isEmpty else { return ReportSection("Certificates", [.text("None were asked for.")]) }
        let noise = settings.noise ?? 2.5 * settings.epsilon, radii = found.map { $0.isRight ? $0.radius : 0 }.sorted()
        let top = (radii.last ?? 0) * 1.05 + 1e-9
        let points = (0...40).map { step in
            let radius = top * Double(step) / 40
            return Plot.Series.Point(radius, Double(radii.count { $0 > 0 && $0 >= radius }) / Double(radii.count))
        }
        return ReportSection(
            "Certificates",
            [
                .text(
                    "No change shorter than a point's radius alters its smoothed answer, the vote of \(settings.draws) copies with noise of deviation \(ReportNumber.short(noise)), with confidence 99.9 %: proven, whatever the attack. \(found.count { $0.isRight }) of \(found.count) points have one for their right class; the median radius is \(study.figures.medianRadius.map(ReportNumber.short) ?? "–")."
                ), .plot(Plot("Points that are certified right within a radius.", x: .init("length"), y: .init("share of points"), [Plot.Series("certified", .line, points)])),
            ])
    }

    /// Points in most lists.
    public var hubTable: ReportTable {
        var table = ReportTable(["point", "class", "lists", "times its share", "wrong"])
        for hub in study.hubs.hubs {
            let times = study.hubs.expected > 0 ? Double(hub.lists) / study.hubs.expected : 0
            table.add([ids[hub.row].description, name(label(hub.row)), ReportNumber.fixed(Double(hub.lists), 0), ReportNumber.fixed(times, 1), "\(ReportNumber.fixed(hub.wrong * 100, 0)) %"])
        }
        return table
    }

    private var hubs: ReportSection {
        ReportSection(
            "Hubs",
            [
                .text(
                    "Points in most of \(ReportNumber.fixed(Double(study.hubs.queries), 0)) lists of \(study.hubs.k) neighbours; skewness \(ReportNumber.fixed(study.hubs.skewness, 2)), and above 1.4 hubs rule. What is in many lists of other classes is worth a look: that is what planted points are like."
                ), .table(hubTable),
            ])
    }

    private var examples: ReportSection {
        let plots = fallen(4).map { row -> ReportSection.Block in
            let shown = { (values: [Float]) in values.prefix(400).enumerated().map { Plot.Series.Point(Double($0), Double($1)) } }
            let answer = row.step(settings.epsilon).pgd
            let title = "Point \(ids[row.row]) of class \(name(row.label)): found as \(name(answer)) after the change."
            return .plot(Plot(title, x: .init("component"), y: .init("value"), [Plot.Series("before", .line, shown(study.rows[row.row] ?? [])), Plot.Series("after", .line, shown(row.changed))]))
        }
        return ReportSection("Examples", plots.isEmpty ? [.text("No point fell.")] : [.text("Points that needed least.")] + plots)
    }
}
