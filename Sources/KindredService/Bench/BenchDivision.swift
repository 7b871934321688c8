import Kindred

/// The indexes that divide space, as `kindred bench` builds and sweeps them.
enum BenchDivision: Sendable {
    /// Exact searches, or ones that visit more and more leaves.
    case kdTree(leaves: Bool)
    case ballTree(leaves: Bool)
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

    /// - Parameter isSquared: whether rows are compared by squared distance, by the dot product otherwise.
    func index(of rows: VectorRows, isSquared: Bool, _ context: BuildContext) throws -> any VectorIndex {
        switch self {
        case .kdTree: try KDTree(rows: rows, reduction: isSquared ? .squaredL2 : .dot, context: context)
        case .ballTree: try BallTree(rows: rows, reduction: isSquared ? .squaredL2 : .dot, context: context)
        case .forest(let trees):
            try ProjectionForest(rows: rows, reduction: isSquared ? .squaredL2 : .dot, parameters: .init(trees: trees, recallSamples: 0), context: context)
        case .lsh(let tables): try LSH(rows: rows, reduction: isSquared ? .squaredL2 : .dot, parameters: .init(tables: tables, recallSamples: 0), context: context)
        }
    }

    /// How searches try harder: leaves, rows taken from leaves, or buckets of each table.
    var efforts: [(key: String, value: Int, effort: SearchEffort)] {
        switch self {
        case .kdTree(leaves: false), .ballTree(leaves: false): [("exact", 0, .exact)]
        case .kdTree(leaves: true), .ballTree(leaves: true): (0..<14).map { 1 << $0 }.map { ("leaves", $0, .ef($0)) }
        case .forest: (0..<14).map { 50 << $0 }.map { ("search_k", $0, .ef($0)) }
        case .lsh: (0..<11).map { 1 << $0 }.map { ("buckets", $0, .ef($0)) }
        }
    }
}
