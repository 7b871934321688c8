import ArgumentParser
import KindredService

struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a collection's segments and indexes, and measure its recall.",
        discussion: "kindred stats films --samples 200")

    @Argument(help: "The collection's name.")
    var name: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Points to ask for in order to measure recall; 0 measures none.", valueName: "n"))
    var samples = 0

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard samples >= 0 else { throw ValidationError("--samples \(samples) is negative.") }
    }

    func run() throws {
        let operations = try shared.open(.reading)
        let info = try operations.info(name)
        let indexes = try operations.indexes(name)
        let recalls = try samples == 0 ? [] : info.vectors.map { ($0.name, try operations.recall(name, using: $0.name, samples: samples)) }
        if shared.json { return Output.json(json(info, indexes, recalls)) }
        showSegments(info)
        showIndexes(indexes)
        showLevels(indexes)
        for (vector, measured) in recalls {
            let interval = "\(Text.fixed(measured.interval.lowerBound, 3))…\(Text.fixed(measured.interval.upperBound, 3))"
            Output.line("recall@10\(vector.isEmpty ? "" : " of \(vector)"): \(Text.fixed(measured.recall, 4)) (95 % interval \(interval), \(measured.queries) points asked for)")
        }
    }

    private func showSegments(_ info: CollectionInfo) {
        var table = Table(["segment", "state", "rows", "points", "indexes", "size"])
        for segment in info.segments {
            let indexed = segment.indexed.map { $0.isEmpty ? "yes" : $0 }.joined(separator: ", ")
            table.add([
                "\(segment.id)", segment.isSealed ? "sealed" : "growing", Text.grouped(segment.rows), Text.grouped(segment.points), indexed.isEmpty ? "none" : indexed,
                Text.bytes(segment.diskBytes),
            ])
        }
        table.print()
    }

    private func showIndexes(_ indexes: [SegmentIndexStats]) {
        guard !indexes.isEmpty else { return }
        var table = Table(["segment", "vector", "index", "rows", "bytes a row"])
        for index in indexes {
            table.add([
                "\(index.segment)", index.vector, index.stats.kind, Text.grouped(index.stats.count),
                Text.fixed(Double(index.stats.byteCount) / Double(max(1, index.stats.count)), 1),
            ])
        }
        Output.line("")
        table.print()
    }

    private func showLevels(_ indexes: [SegmentIndexStats]) {
        let graphs = indexes.filter { !$0.stats.levels.isEmpty }
        guard !graphs.isEmpty else { return }
        var table = Table(["segment", "vector", "level", "nodes", "mean degree", "reachable"])
        for graph in graphs {
            for (level, nodes) in graph.stats.levels.enumerated() {
                let reachable = level == 0 ? graph.stats.reachable.map { "\(Text.fixed($0 * 100, 2)) %" } ?? "" : ""
                table.add(["\(graph.segment)", graph.vector, "\(level)", Text.grouped(nodes.nodes), Text.fixed(nodes.meanDegree, 1), reachable])
            }
        }
        Output.line("")
        table.print()
    }

    private func json(_ info: CollectionInfo, _ indexes: [SegmentIndexStats], _ recalls: [(String, VectorCollection.MeasuredRecall)]) -> JSONObject {
        var object = info.json
        object["segments"] = .array(
            info.segments.map { segment in
                [
                    "id": .init(Int(segment.id)), "sealed": .bool(segment.isSealed), "rows": .init(segment.rows), "points": .init(segment.points),
                    "indexes": .array(segment.indexed.map(JSONValue.string)), "bytes": .init(segment.diskBytes),
                ]
            })
        object["indexes"] = .array(indexes.map { .object($0.json) })
        object["recall"] = .array(
            recalls.map { vector, measured in
                [
                    "vector": .string(vector), "recall": .double(measured.recall), "low": .double(measured.interval.lowerBound),
                    "high": .double(measured.interval.upperBound), "queries": .init(measured.queries),
                ]
            })
        return object
    }
}

extension SegmentIndexStats {
    var json: JSONObject {
        [
            "segment": .init(Int(segment)), "vector": .string(vector), "kind": .string(stats.kind), "rows": .init(stats.count), "bytes": .init(stats.byteCount),
            "reachable": stats.reachable.map { .double($0) } ?? .null,
            "levels": .array(stats.levels.map { ["nodes": .init($0.nodes), "mean_degree": .double($0.meanDegree)] }),
        ]
    }
}

extension IndexStats.Level {
    /// Links of a node, on average.
    var meanDegree: Double {
        let links = degrees.enumerated().reduce(0) { $0 + $1.offset * $1.element }
        return Double(links) / Double(max(1, nodes))
    }
}
