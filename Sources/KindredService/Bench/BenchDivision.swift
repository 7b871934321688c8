import Kindred

/// The indexes that divide space, as `kindred bench` builds and sweeps them.
enum BenchDivision: Sendable {
    case kdTree, ballTree
    case forest(trees: Int)
    case lsh(tables: Int)

    /// Whether inner products have to become distances first.
    var needsDistances: Bool {
        if case .kdTree = self { true } else { false }
    }

    /// The build's parameters, as the peers name theirs.
    var build: JSONObject {
        switch self {
        case .kdTree: ["index": "kdtree", "leafsize": .init(KDTreeParameters().leafSize)]
        case .ballTree: ["index": "balltree", "leafsize": .init(BallTreeParameters().leafSize)]
        case .forest(let trees): ["index": "forest", "trees": .init(trees)]
        case .lsh(let tables): ["index": "lsh", "tables": .init(tables)]
        }
    }

    func index(of rows: VectorRows, _ reduction: KernelReduction, _ context: BuildContext) throws -> any VectorIndex {
        switch self {
        case .kdTree: try KDTree(rows: rows, reduction: reduction, context: context)
        case .ballTree: try BallTree(rows: rows, reduction: reduction, context: context)
        case .forest(let trees):
            try ProjectionForest(rows: rows, reduction: reduction, parameters: .init(trees: trees, recallSamples: 0), context: context)
        case .lsh(let tables): try LSH(rows: rows, reduction: reduction, parameters: .init(tables: tables, recallSamples: 0), context: context)
        }
    }

    /// How searches try harder: leaves, rows taken from leaves, or buckets of each table. Trees end with an exact search.
    var efforts: [(key: String, value: Int, effort: SearchEffort)] {
        switch self {
        case .kdTree, .ballTree: [1, 4, 16, 64, 256, 1024].map { ("leaves", $0, .ef($0)) } + [("leaves", 0, .default)]
        case .forest: (0..<14).map { 50 << $0 }.map { ("search_k", $0, .ef($0)) }
        case .lsh: (0..<11).map { 1 << $0 }.map { ("buckets", $0, .ef($0)) }
        }
    }
}
