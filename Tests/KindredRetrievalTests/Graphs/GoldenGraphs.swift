import Foundation
import KindredRetrieval
import Testing

/// What networkx found; `Fixtures/Graphs/make.py` wrote it.
struct GoldenGraphs: Decodable {
    struct Plain: Decodable {
        enum Part: Decodable {
            case number(Int), text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int.self) { self = .number(number) } else { self = .text(try container.decode(String.self)) }
            }
        }

        let labels: [String]
        let directed: Bool
        let edges: [[Part]]

        func graph() throws -> Graph {
            let edges = edges.compactMap { parts -> Graph.Edge? in
                guard case .number(let a) = parts[0], case .number(let b) = parts[1], case .text(let label) = parts[2] else { return nil }
                return Graph.Edge(a, b, label: label)
            }
            return try Graph(labels: labels, edges: edges, isDirected: directed)
        }
    }

    struct Distance: Decodable {
        let kind: String
        let a, b: Plain
        let distance: Double
    }

    struct Matches: Decodable {
        let kind: String
        let graph, pattern: Plain
        let induced, monomorphism: Int
    }

    let distances: [Distance]
    let matches: [Matches]

    static func load() throws -> GoldenGraphs { try JSONDecoder().decode(GoldenGraphs.self, from: Data(bytes("networkx.json"))) }

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return Array(try Data(contentsOf: folder.appending(path: "Graphs/\(name)")))
    }
}

/// Graphs that have a name.
extension Graph {
    static func path(_ n: Int) throws -> Graph { try Graph(nodes: n, edges: (1..<max(1, n)).map { ($0 - 1, $0) }) }
    static func cycle(_ n: Int) throws -> Graph { try Graph(nodes: n, edges: (0..<n).map { ($0, ($0 + 1) % n) }) }
    static func star(_ leaves: Int) throws -> Graph { try Graph(nodes: leaves + 1, edges: (1...leaves).map { (0, $0) }) }

    static func complete(_ n: Int) throws -> Graph {
        try Graph(nodes: n, edges: (0..<n).flatMap { a in (0..<a).map { ($0, a) } })
    }

    static func petersen() throws -> Graph {
        var edges: [(Int, Int)] = []
        for corner in 0..<5 { edges += [(corner, (corner + 1) % 5), (corner, corner + 5), (corner + 5, (corner + 2) % 5 + 5)] }
        return try Graph(nodes: 10, edges: edges)
    }

    /// A chain of atoms.
    static func chain(_ labels: String...) throws -> Graph {
        try Graph(labels: labels, edges: (1..<labels.count).map { Edge($0 - 1, $0) })
    }

    /// Two cycles of `n`, or two paths, with a rung between each pair.
    static func ladder(_ n: Int, isClosed: Bool) throws -> Graph {
        var edges: [(Int, Int)] = (0..<n).map { ($0, n + $0) }
        for rung in 1..<n { edges += [(rung - 1, rung), (n + rung - 1, n + rung)] }
        if isClosed { edges += [(n - 1, 0), (2 * n - 1, n)] }
        return try Graph(nodes: 2 * n, edges: edges)
    }
}
