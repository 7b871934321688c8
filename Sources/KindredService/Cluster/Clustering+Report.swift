extension Clustering {
    /// The clusters as a table, the first columns: cluster, points, share; with known labels the most frequent of them.
    public var table: ReportTable {
        var table = ReportTable(["cluster", "points", "share"] + (contingency == nil ? [] : ["labels"]))
        for cluster in sizes.indices { table.add(row("\(cluster)", cluster, sizes[cluster])) }
        if noiseCount > 0 { table.add(row("noise", -1, noiseCount)) }
        return table
    }

    /// The figures that judge the clustering, as a table of name, value and meaning.
    public var figures: ReportTable {
        var table = ReportTable(["figure", "value", "which is"])
        if let mean = silhouette.mean {
            let part = silhouette.pointCount < labels.count ? ", of \(silhouette.pointCount) points drawn" : ""
            table.add(["silhouette", ReportNumber.fixed(mean, 4), "−1…1: how much nearer points are to their own cluster than to the next\(part)"])
        }
        if let agreement {
            table.add(["ARI", ReportNumber.fixed(agreement.adjustedRand, 4), "agreement with the labels: 1 for the same groups, about 0 for unrelated ones"])
            table.add(["NMI", ReportNumber.fixed(agreement.mutualInformation, 4), "information shared with the labels: 0…1"])
        }
        if let spectrum {
            table.add(["eigengap", "\(spectrum.eigengap)", "the number of clusters that the eigenvalues suggest"])
            table.add(["components", "\(spectrum.components)", "connected parts of the graph, which has \(spectrum.edges) edges"])
        }
        table.add(["seconds", ReportNumber.fixed(seconds, 3), "time of the clustering"])
        return table
    }

    /// The clustering as a page.
    public func page(date: String = MachineDescription.today, machine: String = MachineDescription.current) -> ReportPage {
        let count = ReportNumber.fixed(Double(labels.count), 0)
        let facts = ["\(source): \(count) points of \(dimension) components", machine, date, "Kindred \(KindredVersion.current)"]
        var sections = [
            ReportSection("Map", [.text(mapText), .plot(mapPlot)]), ReportSection("Figures", [.table(figures)]), ReportSection("Clusters", [.table(table)]),
        ]
        if let plot = eigenvaluePlot {
            sections.append(ReportSection("Eigenvalues", [.text("As many clusters as eigenvalues lie before the largest gap."), .plot(plot)]))
        }
        if !notes.isEmpty { sections.append(ReportSection("Notes", notes.map { .text($0) })) }
        return ReportPage("Clusters of \(source)", facts: facts, sections)
    }

    private func row(_ name: String, _ cluster: Int, _ size: Int) -> [String] {
        let cells = [name, "\(size)", ReportNumber.fixed(Double(size) / Double(max(1, labels.count)), 3)]
        guard let contingency else { return cells }
        let names = (contingency.counts[cluster] ?? []).prefix(Self.labelsShown).map { "\($0.name.isEmpty ? "–" : $0.name) × \($0.count)" }
        return cells + [names.joined(separator: ", ")]
    }

    private static let labelsShown = 4
    private static let pointsShown = 3_000
    private static let clustersShown = 16

    private var mapText: String {
        let share = ReportNumber.fixed(100 * mapShare.reduce(0, +), 0)
        let part = labels.count > Self.pointsShown ? "; every \((labels.count + Self.pointsShown - 1) / Self.pointsShown)th point is shown" : ""
        return "The points along their two principal components, which hold \(share) % of their variance\(part). Clusters that overlap here may be apart in other directions."
    }

    /// The points along two principal components, a series a cluster; small clusters share one.
    private var mapPlot: Plot {
        let step = (labels.count + Self.pointsShown - 1) / Self.pointsShown, columns = mapShare.count
        let bySize = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        let shown = Set(bySize.prefix(Self.clustersShown))
        var series: [String: [Plot.Series.Point]] = [:]
        for i in stride(from: 0, to: labels.count, by: max(1, step)) {
            let name = labels[i] < 0 ? "noise" : shown.contains(labels[i]) ? "\(labels[i])" : "others"
            let x = Double(map[i * columns]), y = columns > 1 ? Double(map[i * columns + 1]) : 0
            series[name, default: []].append(.init(x, y, note: "row \(i)"))
        }
        let names = shown.sorted().map { "\($0)" } + ["others", "noise"]
        return Plot(
            "Clusters of \(source).", x: .init("first principal component"), y: .init("second principal component"),
            names.compactMap { name in series[name].map { Plot.Series(Int(name) == nil ? name : "cluster \(name)", .scatter, $0) } })
    }

    private var eigenvaluePlot: Plot? {
        guard let values = spectrum?.eigenvalues, values.count > 1 else { return nil }
        let points = values.enumerated().map { Plot.Series.Point(Double($0.offset + 1), $0.element, note: ReportNumber.short($0.element)) }
        return Plot("The smallest eigenvalues of the Laplacian.", x: .init("number"), y: .init("eigenvalue"), [Plot.Series(request.laplacian.rawValue, .line, points)])
    }
}
