import KindredService

extension MatchGraphs {
    /// A distance: as a sentence and the edits.
    func show(_ pair: GraphMatching.Pair) {
        let (a, b, distance) = (pair.first, pair.second, pair.distance)
        if shared.json {
            let mapping = distance.mapping.enumerated().map { JSONValue.array([.string(a.names[$0.offset]), $0.element.map { .string(b.names[$0]) } ?? .null]) }
            return Output.json(JSONObject(Self.json(distance) + [("mapping", .array(mapping)), ("steps", .init(distance.steps))]))
        }
        Output.line("distance \(Self.text(distance))")
        for edit in distance.edits(from: a, to: b) { Output.line("  \(Self.text(edit, a, b))") }
    }

    /// A page of the two graphs and the edits.
    func page(_ pair: GraphMatching.Pair) throws -> ReportPage {
        let picture = try ReportGraphs("\(first) and \(second)", pair.first, pair.second, pair.distance)
        var table = ReportTable(["edit"])
        for edit in pair.distance.edits(from: pair.first, to: pair.second) { table.add([Self.text(edit, pair.first, pair.second)]) }
        let facts = ["distance \(Self.text(pair.distance))", "Kindred \(KindredVersion.current)"]
        return ReportPage("Graph edit distance", facts: facts, [ReportSection("What changes", [.graphs(picture), .table(table)])])
    }

    /// What a search of a directory found.
    func show(_ outcome: GraphCollection.Outcome) {
        if shared.json {
            let hits = outcome.hits.map { JSONValue.object(JSONObject([("graph", .string($0.name))] + Self.json($0.distance))) }
            return Output.json(["hits": .array(hits), "measured": .init(outcome.measured)])
        }
        var table = Table(["graph", "distance"])
        for hit in outcome.hits { table.add([hit.name, Self.text(hit.distance)]) }
        table.print()
        Console.message("\(Text.grouped(outcome.measured)) graphs were measured")
    }

    /// Where a pattern was found.
    func show(_ pattern: Graph, _ found: [GraphMatching.Occurrence]) {
        let isOne = !GraphFile.isDirectory(second)
        if shared.json {
            let all = found.map { json(pattern, $0, isOne: isOne) }
            if isOne { all.forEach(Output.json) } else { Output.json(["graphs": .array(all.map(JSONValue.object))]) }
            return
        }
        var table = Table(["graph", "matches"])
        for occurrence in found where isOne || occurrence.matching.count > 0 {
            table.add([occurrence.path, "\(occurrence.matching.isComplete ? "" : "≥ ")\(Text.grouped(occurrence.matching.count))"])
        }
        table.print()
        for occurrence in found {
            for mapping in occurrence.matching.mappings {
                Output.line("\(occurrence.path): " + mapping.indices.map { "\(pattern.names[$0])→\(occurrence.graph.names[mapping[$0]])" }.joined(separator: " "))
            }
        }
    }

    private func json(_ pattern: Graph, _ occurrence: GraphMatching.Occurrence, isOne: Bool) -> JSONObject {
        let matching = occurrence.matching
        var object = JSONObject(isOne ? [] : [("graph", .string(occurrence.path))])
        object["matches"] = .init(matching.count)
        object["complete"] = .bool(matching.isComplete)
        guard mappings > 0 else { return object }
        object["mappings"] = .array(
            matching.mappings.map { mapping in
                .object(JSONObject(mapping.indices.map { (pattern.names[$0], .string(occurrence.graph.names[mapping[$0]])) }))
            })
        return object
    }

    private static func json(_ distance: GraphEditDistance) -> [(String, JSONValue)] {
        [("distance", .double(distance.upper)), ("exact", .bool(distance.isExact)), ("lower", .double(distance.lower)), ("upper", .double(distance.upper))]
    }

    private static func text(_ distance: GraphEditDistance) -> String {
        distance.isExact ? number(distance.upper) : "\(number(distance.lower))…\(number(distance.upper))"
    }

    /// Whole numbers without a point.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private static func text(_ edit: GraphEdit, _ a: Graph, _ b: Graph) -> String {
        func ends(_ edge: Graph.Edge, _ graph: Graph) -> String { graph.names[edge.source] + (graph.isDirected ? "→" : "–") + graph.names[edge.target] }
        switch edit {
        case .relabelNode(let node, let from, let to): return "relabel node \(a.names[node]): \(from) becomes \(to)"
        case .deleteNode(let node): return "delete node \(a.names[node])"
        case .insertNode(let node): return "insert node \(b.names[node])"
        case .relabelEdge(let edge, let to): return "relabel edge \(ends(edge, a)): \(edge.label) becomes \(to)"
        case .deleteEdge(let edge): return "delete edge \(ends(edge, a))"
        case .insertEdge(let edge): return "insert edge \(ends(edge, b))"
        }
    }
}
