extension Comparison {
    /// The comparison as tables of text, for a terminal or a page.
    public var tables: (measures: ReportTable, indexes: ReportTable, claims: ReportTable) { (measureTable, indexTable, claimTable) }

    /// The comparison as a page.
    public func page(date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let facts = ["\(file): \(ReportNumber.fixed(Double(count), 0)) vectors of \(dimension) components", machine, date, "Kindred \(KindredVersion.current)"]
        return ReportPage("Measures and indexes on \(file)", facts: facts, [measureSection, indexSection, claimSection] + skippedSection)
    }

    private var measureTable: ReportTable {
        var table = ReportTable(["measure", "P@1", "MAP@R", "ns per pair", "ns to prepare"])
        for figures in measures {
            let quality = figures.quality.map { [ReportNumber.fixed($0.precisionAt1, 4), ReportNumber.fixed($0.meanAveragePrecision, 4)] } ?? ["–", "–"]
            table.add([figures.measure] + quality + [ReportNumber.fixed(figures.nanosecondsPerPair, 1), ReportNumber.fixed(figures.nanosecondsToPrepare, 0)])
        }
        return table
    }

    private var indexTable: ReportTable {
        var table = ReportTable(["index", "recall@1", "recall@10", "recall@100", "build s", "bytes per vector", "p50 µs", "p99 µs", "distances", "growth"])
        for figures in indexes {
            let recalls = [figures.recallAt1, figures.standard.recallAt10, figures.recallAt100].map { ReportNumber.fixed($0, 4) }
            table.add(
                [figures.name] + recalls + [
                    ReportNumber.fixed(figures.buildSeconds, 3), ReportNumber.fixed(figures.bytesPerVector, 1), ReportNumber.fixed(figures.standard.p50, 1),
                    ReportNumber.fixed(figures.standard.p99, 1), figures.evaluations.map { ReportNumber.fixed(Double($0), 0) } ?? "–",
                    figures.growth.map { ReportNumber.fixed($0, 2) } ?? "–",
                ])
        }
        return table
    }

    private var claimTable: ReportTable {
        var table = ReportTable(["claim", "verdict", "figure", "which is"])
        for claim in claims { table.add([claim.claim, claim.verdict.rawValue, ReportNumber.short(claim.figure), claim.meaning]) }
        return table
    }

    private var measureSection: ReportSection {
        var blocks: [ReportSection.Block] = []
        let points = measures.compactMap { figures in figures.quality.map { (figures.measure, Plot.Series.Point(figures.nanosecondsPerPair, $0.meanAveragePrecision, note: figures.measure)) } }
        if let quality = measures.compactMap(\.quality).first {
            blocks.append(
                .text(
                    "Each of \(ReportNumber.fixed(Double(quality.queries), 0)) vectors is left out of its own search among all others; R is the number of others with its label. A pair is two prepared vectors, compared as a search does it."
                ))
            let series = points.map { Plot.Series($0.0, .scatter, [$0.1]) }
            blocks.append(.plot(Plot("Quality against cost: higher and further left is better.", x: .init("ns per pair", .logarithmic), y: .init("MAP@R"), series)))
        } else {
            blocks.append(.text("Without labels nothing is known of quality. A pair is two prepared vectors, compared as a search does it."))
        }
        return ReportSection("Measures", blocks + [.table(measureTable)])
    }

    private var indexSection: ReportSection {
        let series = indexes.map { figures in
            let settings = figures.sweep.isEmpty ? [figures.standard] : figures.sweep
            let points = settings.map { setting in
                Plot.Series.Point(setting.recallAt10, setting.queriesPerSecond, note: "\(setting.effort.map { "effort \($0)" } ?? "as built"), recall \(ReportNumber.fixed(setting.recallAt10, 4))")
            }
            return Plot.Series(figures.name, .line, points)
        }
        let plot = Plot("Higher and further right is better.", x: .init("recall@10", .nines), y: .init("queries per second", .logarithmic), series)
        let text =
            "Built on \(ReportNumber.fixed(Double(indexed), 0)) vectors, asked for the other \(ReportNumber.fixed(Double(count - indexed), 0)) under \(measure), on one thread. Growth is the exponent of the median time of a query over the number of vectors. The table shows each index with its defaults."
        return ReportSection("Indexes", [.text(text), .plot(plot), .table(indexTable)])
    }

    private var claimSection: ReportSection { ReportSection("Common claims", [.text("Judged on these vectors; other vectors may say otherwise."), .table(claimTable)]) }

    private var skippedSection: [ReportSection] {
        guard !skipped.isEmpty else { return [] }
        var table = ReportTable(["name", "why"])
        for item in skipped { table.add([item.name, item.reason]) }
        return [ReportSection("Not compared", [.table(table)])]
    }
}
