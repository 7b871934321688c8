public import KindredRetrieval

/// Two graphs side by side, with what an edit would change in colour.
public struct ReportGraphs: Sendable {
    /// What a node or an edge is to an edit.
    enum Part: Int, Sendable {
        case kept = 0, deleted = 1, inserted = 2, relabelled = 4

        var words: String {
            switch self {
            case .kept: "stays"
            case .deleted: "is deleted"
            case .inserted: "is inserted"
            case .relabelled: "gets another label"
            }
        }
    }

    private struct Node {
        let place: SIMD2<Double>
        let text: String
        let part: Part
    }

    private struct Line {
        let from, to: SIMD2<Double>
        let note: String
        let part: Part
    }

    /// What is shown.
    public let title: String
    private var nodes: [Node] = []
    private var lines: [Line] = []
    private var size = SIMD2(0.0, 0.0)

    private static let edge = 46.0, radius = 12.0, margin = 26.0

    /// Draws two graphs whose distance was measured; counterparts stand alike.
    ///
    /// - Throws: `GraphError.tooLarge` for more nodes than can be laid out.
    public init(_ title: String, _ a: Graph, _ b: Graph, _ distance: GraphEditDistance) throws(GraphError) {
        self.title = title
        let left = try GraphLayout(a)
        var start = [SIMD2<Double>?](repeating: nil, count: b.nodeCount)
        for (node, image) in distance.mapping.enumerated() { if let image { start[image] = left.positions[node] } }
        let right = try GraphLayout(b, from: start)
        let edits = distance.edits(from: a, to: b)
        add(a, left, edits, isFirst: true)
        add(b, right, edits, isFirst: false)
    }

    private mutating func add(_ graph: Graph, _ layout: GraphLayout, _ edits: [GraphEdit], isFirst: Bool) {
        var parts: [Int: Part] = [:], edgeParts: [Graph.Edge: Part] = [:]
        for edit in edits {
            switch edit {
            case .deleteNode(let node) where isFirst: parts[node] = .deleted
            case .relabelNode(let node, _, _) where isFirst: parts[node] = .relabelled
            case .insertNode(let node) where !isFirst: parts[node] = .inserted
            case .deleteEdge(let edge) where isFirst: edgeParts[edge] = .deleted
            case .relabelEdge(let edge, _) where isFirst: edgeParts[edge] = .relabelled
            case .insertEdge(let edge) where !isFirst: edgeParts[edge] = .inserted
            default: break
            }
        }
        let low = layout.positions.reduce(SIMD2(0, 0)) { pointwiseMin($0, $1) }, high = layout.positions.reduce(SIMD2(0, 0)) { pointwiseMax($0, $1) }
        let origin = SIMD2(size.x + Self.margin, Self.margin)
        let places = layout.positions.map { ($0 - low) * Self.edge + origin }
        for edge in graph.edges where edge.source != edge.target {
            lines.append(Line(from: places[edge.source], to: places[edge.target], note: edge.label, part: edgeParts[edge] ?? .kept))
        }
        for node in places.indices {
            let label = graph.labels[node]
            nodes.append(Node(place: places[node], text: label.isEmpty ? graph.names[node] : label, part: parts[node] ?? .kept))
        }
        let extent = (high - low) * Self.edge + 2 * Self.margin
        size = SIMD2(size.x + extent.x + Self.margin, max(size.y, extent.y))
    }

    var markup: Markup {
        let drawing = Markup(
            "svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(Self.number(size.x)) \(Self.number(size.y))", "role": "img", "class": "plot"],
            [Markup("title", [:], title)] + lines.map(markup) + nodes.flatMap(markup))
        return Markup("figure", [:], [Markup("figcaption", [:], title), legend, drawing])
    }

    private var legend: Markup {
        let shown = [Part.kept, .deleted, .inserted, .relabelled].filter { part in nodes.contains { $0.part == part } || lines.contains { $0.part == part } }
        return Markup(
            "ul", ["class": "legend"],
            shown.map { part in
                let sample = Markup("circle", ["class": "mark s\(part.rawValue)", "cx": "7", "cy": "7", "r": "6"])
                return Markup("li", [:], [Markup("svg", ["viewBox": "0 0 14 14", "width": "14", "height": "14", "aria-hidden": "true"], [sample]), Markup(" " + part.words)])
            })
    }

    private func markup(_ line: Line) -> Markup {
        let ends = "M\(Self.number(line.from.x)) \(Self.number(line.from.y))L\(Self.number(line.to.x)) \(Self.number(line.to.y))"
        return Markup("path", ["class": "line s\(line.part.rawValue)", "d": ends], [Markup("title", [:], line.note.isEmpty ? line.part.words : "\(line.note): \(line.part.words)")])
    }

    private func markup(_ node: Node) -> [Markup] {
        let x = Self.number(node.place.x), y = Self.number(node.place.y), text = String(node.text.prefix(3))
        return [
            Markup("circle", ["class": "mark s\(node.part.rawValue)", "cx": x, "cy": y, "r": Self.number(Self.radius)], [Markup("title", [:], "\(node.text): \(node.part.words)")]),
            Markup("text", ["class": "tick", "x": x, "y": Self.number(node.place.y + 4.5), "text-anchor": "middle", "style": "fill: var(--ground); pointer-events: none"], text),
        ]
    }

    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
