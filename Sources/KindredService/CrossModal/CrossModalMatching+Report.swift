public import Kindred
import KindredLearning

extension CrossModalMatching {
    /// The figures as one JSON object.
    public var json: JSONObject {
        [
            "pairs": .init(pairs), "held_out": .init(outcome.heldOut.count), "names": .array(names.map { .string($0) }), "dimension": .init(dimension),
            "chance_at_1": .figure(outcome.chance, 6), "learned": .object(outcome.learned.json), "cca": .object(outcome.cca.json),
            "temperature": .figure(outcome.temperature, 6), "losses": .array(outcome.losses.map { .figure($0, 6) }),
            "correlations": .array(outcome.correlations.map { .figure($0, 6) }), "seconds": .figure(seconds, 3),
        ]
    }

    /// The figures as a table: both directions, by what was learned, by CCA and by chance.
    public var table: ReportTable {
        var table = ReportTable(["from", "to", "by", "recall@1", "recall@10", "median rank"])
        let count = Double(max(1, outcome.heldOut.count))
        for (from, to) in [(0, 1), (1, 0)] {
            for (way, quality) in [("InfoNCE", outcome.learned), ("CCA", outcome.cca)] {
                let direction = from == 0 ? quality.forward : quality.backward
                table.add(
                    [names[from], names[to], way] + [direction.recall(at: 1), direction.recall(at: 10)].map { ReportNumber.fixed($0, 4) } + [
                        ReportNumber.fixed(direction.medianRank, 1)
                    ])
            }
            table.add([names[from], names[to], "chance", ReportNumber.fixed(1 / count, 4), ReportNumber.fixed(min(1, 10 / count), 4), ReportNumber.fixed((count + 1) / 2, 1)])
        }
        return table
    }

    /// The figures as a page.
    public func page(date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        let facts = ["\(ReportNumber.fixed(Double(pairs), 0)) pairs of \(names[0]) and \(names[1])", machine, date, "Kindred \(KindredVersion.current)"]
        let text =
            "Of \(ReportNumber.fixed(Double(pairs), 0)) pairs \(ReportNumber.fixed(Double(outcome.heldOut.count), 0)) did not teach. Each row of one modality looks for its partner among those of the other, in a space of \(dimension) components."
        let losses = outcome.losses.enumerated().map { Plot.Series.Point(Double($0.offset + 1), $0.element) }
        return ReportPage(
            "\(names[0]) and \(names[1]) in one space", facts: facts,
            [
                ReportSection("Who finds whom", [.text(text), .table(table), .plot(recalls)]),
                ReportSection(
                    "Training",
                    [
                        .text("Symmetric InfoNCE; the temperature came to \(ReportNumber.short(outcome.temperature))."),
                        .plot(Plot("The mean loss of each epoch.", x: .init("epoch"), y: .init("loss"), [Plot.Series("loss", .line, losses)])),
                    ]),
            ])
    }

    private var recalls: Plot {
        let count = outcome.heldOut.count, depths = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000].filter { $0 < count } + [count]
        func series(_ name: String, _ recall: (Int) -> Double) -> Plot.Series {
            Plot.Series(name, .line, depths.map { Plot.Series.Point(Double($0), recall($0), note: "the first \($0)") })
        }
        return Plot(
            "How often the partner is among the first k: higher and further left is better.", x: .init("k", .logarithmic), y: .init("recall@k"),
            [
                series("InfoNCE, \(names[0]) to \(names[1])") { outcome.learned.forward.recall(at: $0) },
                series("InfoNCE, \(names[1]) to \(names[0])") { outcome.learned.backward.recall(at: $0) },
                series("CCA, \(names[0]) to \(names[1])") { outcome.cca.forward.recall(at: $0) },
                series("CCA, \(names[1]) to \(names[0])") { outcome.cca.backward.recall(at: $0) },
                series("chance") { Double($0) / Double(max(1, count)) },
            ])
    }
}

extension CrossModalQuality {
    /// Both directions' figures.
    var json: JSONObject { ["forward": .object(forward.json), "backward": .object(backward.json)] }
}

extension CrossModalQuality.Direction {
    /// The figures under the keys of `kindred match cross --json`.
    var json: JSONObject { ["recall_at_1": .figure(recall(at: 1), 6), "recall_at_10": .figure(recall(at: 10), 6), "median_rank": .figure(medianRank, 1)] }
}
