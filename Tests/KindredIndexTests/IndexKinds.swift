@testable import KindredIndex
import KindredMath
import Testing

/// The indexes that divide space, built and opened alike.
enum Divider: String, CaseIterable, CustomTestStringConvertible {
    case kdTree, ballTree, forest, lsh

    var testDescription: String { rawValue }

    /// Whether the default search finds every true neighbour.
    var isExact: Bool { self == .kdTree || self == .ballTree }

    func build(
        _ rows: VectorRows, _ reduction: KernelReduction = .squaredL2, seed: UInt64 = 0, samples: Int = 0, threads: Int = 1
    ) throws -> any DividingIndex {
        let context = BuildContext(threads: threads)
        switch self {
        case .kdTree:
            return try KDTree(rows: rows, reduction: reduction, parameters: .init(recallSamples: samples), context: context)
        case .ballTree:
            return try BallTree(rows: rows, reduction: reduction, parameters: .init(recallSamples: samples), context: context)
        case .forest:
            let parameters = ProjectionForestParameters(trees: 10, leafSize: 16, seed: seed, recallSamples: samples)
            return try ProjectionForest(rows: rows, reduction: reduction, parameters: parameters, context: context)
        case .lsh:
            let parameters = LSHParameters(bits: 14, tables: 8, seed: seed, recallSamples: samples)
            return try LSH(rows: rows, reduction: reduction, parameters: parameters, context: context)
        }
    }

    func open(_ path: String, _ rows: VectorRows, _ reduction: KernelReduction = .squaredL2) throws -> any DividingIndex {
        switch self {
        case .kdTree: try KDTree(contentsOf: path, rows: rows, reduction: reduction)
        case .ballTree: try BallTree(contentsOf: path, rows: rows, reduction: reduction)
        case .forest: try ProjectionForest(contentsOf: path, rows: rows, reduction: reduction)
        case .lsh: try LSH(contentsOf: path, rows: rows, reduction: reduction)
        }
    }

    func serves(_ reduction: KernelReduction) -> Bool {
        switch self {
        case .kdTree: [.squaredL2, .l1, .lInfinity].contains(reduction)
        case .ballTree: reduction != .jaccard
        case .forest, .lsh: [.squaredL2, .dot, .hamming].contains(reduction)
        }
    }

    var format: IndexFile.Format {
        switch self {
        case .kdTree: KDTree.format
        case .ballTree: BallTree.format
        case .forest: ProjectionForest.format
        case .lsh: LSH.format
        }
    }

    var tableNames: [String] {
        switch self {
        case .kdTree: ["splits", "box", "order"]
        case .ballTree: ["centres", "balls", "order"]
        case .forest: ForestTables.names
        case .lsh: LSHTables.names
        }
    }
}

protocol DividingIndex: VectorIndex {
    var recall: RecallTable? { get }
    var liveCount: Int { get }
    var indexed: IndexedRows { get }
    mutating func remove(_ slots: some Sequence<UInt32>)
    mutating func add(_ rows: VectorRows, context: BuildContext) throws(IndexError)
    func write(to path: String) throws(IndexError)
}

extension KDTree: DividingIndex {}
extension BallTree: DividingIndex {}
extension ProjectionForest: DividingIndex {}
extension LSH: DividingIndex {}

/// What is asked of a search, with what must come of it by comparing everything.
func expectExact(
    _ index: some VectorIndex, _ queries: [[Float]], k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
    live: SlotSet? = nil, _ note: String = ""
) throws {
    let flat = try FlatIndex(rows: index.rows, reduction: index.reduction)
    let admitted = live.map { live in admitting.map { $0.intersection(live) } ?? live } ?? admitting
    for query in queries {
        let exact = try flat.search(query.span, k: k, admitting: admitted)
        let found = try index.search(query.span, k: k, effort: effort, admitting: admitting)
        #expect(found == exact, "\(note) k \(k) \(effort)")
    }
}

/// What holds for any answer: k rows if there are k, each once, admitted, in order, with the exact index's values.
func expectSound(
    _ index: some VectorIndex, _ queries: [[Float]], k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
    live: SlotSet? = nil, _ note: String = ""
) throws {
    let flat = try FlatIndex(rows: index.rows, reduction: index.reduction)
    let admitted = live.map { live in admitting.map { $0.intersection(live) } ?? live } ?? admitting
    let sign: Float = index.reduction.isSimilarity ? -1 : 1
    for query in queries {
        let found = try index.search(query.span, k: k, effort: effort, admitting: admitting)
        #expect(found.count == min(k, admitted?.count ?? index.count), "\(note) \(effort)")
        #expect(Set(found.map(\.slot)).count == found.count)
        #expect(found.allSatisfy { admitted?.contains($0.slot) ?? true })
        #expect(zip(found, found.dropFirst()).allSatisfy { (sign * $0.value, $0.slot) < (sign * $1.value, $1.slot) })
        let slots = SlotSet(found.map(\.slot), universe: index.count)
        #expect(try found.isEmpty || flat.search(query.span, k: found.count, admitting: slots) == found)
    }
}
