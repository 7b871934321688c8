import Foundation
public import Kindred

/// The page of a benchmark: recall against rate, what each build costs, ratios to peers.
public struct BenchReport: Sendable {
    private var ours = BenchLines()
    private var theirs = BenchLines()
    private let date: String
    private let machine: String

    /// Recalls at which builds are compared.
    static let targets = [0.9, 0.95, 0.99]

    /// An empty report.
    ///
    /// - Parameters:
    ///   - peers: files of lines to compare with, as `kindred bench` and the peers' scripts print them.
    /// - Throws: `FileError`.
    public init(peers: [String] = [], date: String = MachineDescription.today, machine: String = MachineDescription.current) throws(FileError) {
        self.date = date
        self.machine = machine
        for path in peers { try theirs.add(file: path) }
    }

    /// Adds a line of the run.
    public mutating func add(_ row: JSONObject) { ours.add(row) }

    /// Those of this run first.
    private var builds: [BenchLines.Build] { ours.builds + theirs.builds }

    /// The page.
    public var page: ReportPage {
        let data = Set(builds.map { "\($0.row["data"]?.stringValue ?? "?"), \(ReportNumber.fixed($0.row["n"]?.doubleValue ?? .nan, 0)) vectors" }).sorted()
        let facts = data + [machine, date, "Kindred \(KindredVersion.current)"]
        return ReportPage("Recall against queries per second", facts: facts, [fronts, comparison, costs, latencies].compactMap(\.self))
    }

    private var fronts: ReportSection {
        let series = builds.map { build in
            let points = build.settings.compactMap { row in
                row.operatingPoint.map { point in
                    Plot.Series.Point(point.recall, point.rate, note: "\(BenchLines.Build.effort(row)), recall \(ReportNumber.fixed(point.recall, 4)), \(ReportNumber.fixed(point.rate, 0)) queries/s")
                }
            }
            return Plot.Series(build.name, .line, points)
        }
        let plot = Plot("Higher and further right is better; rest the pointer on a point for its setting.", x: .init("recall@10", .nines), y: .init("queries per second", .logarithmic), series)
        return ReportSection("Recall and rate", [.plot(plot)])
    }

    /// Rates at the recalls, and each against the best of the peers on the same data.
    private var comparison: ReportSection {
        let hasPeers = builds.contains { !$0.isOurs } && builds.contains(where: \.isOurs)
        var table = ReportTable(["build"] + Self.targets.flatMap { target in ["QPS at \(target)"] + (hasPeers ? ["ratio"] : []) })
        for build in builds {
            let cells = Self.targets.flatMap { target in
                let rate = build.front.rate(at: target)
                return [rate.map { ReportNumber.fixed($0, 0) } ?? "–"] + (hasPeers ? [ratio(build, rate, target)] : [])
            }
            table.add([build.name] + cells)
        }
        let method = "Interpolated on the settings of a build that no other of its settings beats: linear in the logarithms of the rate and of what is missing to recall 1."
        let meaning = hasPeers ? " A ratio is our rate over that of the best other library at the same recall on the same data; – where one of them does not reach it." : ""
        return ReportSection("Rate at equal recall", [.text(method + meaning), .table(table)])
    }

    private func ratio(_ build: BenchLines.Build, _ rate: Double?, _ target: Double) -> String {
        guard build.isOurs, let rate else { return "–" }
        let others = builds.filter { !$0.isOurs && $0.row["data"] == build.row["data"] && $0.row["filter"] == build.row["filter"] }
        guard let best = others.compactMap({ $0.front.rate(at: target) }).max() else { return "–" }
        return ReportNumber.fixed(rate / best, 2) + " ×"
    }

    private var costs: ReportSection {
        var table = ReportTable(["build", "threads", "build s", "bytes per vector", "memory MB"])
        for build in builds {
            func cell(_ key: String, _ digits: Int) -> String { build.row[key]?.doubleValue.map { ReportNumber.fixed($0, digits) } ?? "–" }
            table.add([build.name, cell("threads", 0), cell("build_s", 2), cell("bytes_per_vector", 1), cell("rss_mb", 0)])
        }
        return ReportSection("What a build takes", [.table(table)])
    }

    private var latencies: ReportSection {
        var table = ReportTable(["build", "setting", "recall@10", "queries/s", "p50 µs", "p99 µs"])
        for build in builds {
            for row in build.settings {
                func cell(_ key: String, _ digits: Int) -> String { row[key]?.doubleValue.map { ReportNumber.fixed($0, digits) } ?? "–" }
                table.add([build.name, BenchLines.Build.effort(row), cell("recall", 4), cell("qps", 0), cell("p50_us", 1), cell("p99_us", 1)])
            }
        }
        return ReportSection("Every setting", [.table(table)])
    }
}
