/// A kind of index, as a measure sees it.
public enum IndexKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// As people name them: `flat`, `hnsw`, `lsh`, `bit-lsh`, `kdtree`, `balltree`, `forest`, `pq`, `ivfpq`.
    case flat, hnsw, lsh, bitLSH = "bit-lsh", kdTree = "kdtree", ballTree = "balltree", forest, productQuantisation = "pq", ivfpq
}

/// How well an index kind can serve a measure.
public enum IndexService: Sendable, Hashable {
    /// Every true neighbour is found.
    case exact
    /// Neighbours are found with the recall the index has for this order.
    case approximate
    /// It runs, but the measure breaks what the index relies on: no promise about recall; measure it.
    case experimental
    /// The index finds candidates under another measure; an exact rerank orders them.
    case candidates(under: Measure)
    /// Not at all.
    case none
}

extension IndexService {
    /// What an index that searches squared Euclidean distances can do.
    static func asEuclidean(_ index: IndexKind) -> IndexService {
        switch index {
        case .flat, .kdTree, .ballTree: .exact
        case .hnsw, .lsh, .forest, .productQuantisation, .ivfpq: .approximate
        case .bitLSH: .none
        }
    }

    /// Distances that are monotone in every |aᵢ−bᵢ|: a KD-tree's bound holds, a forest's hyperplanes do not.
    static func asAxisMonotone(_ index: IndexKind, metric: Bool = true) -> IndexService {
        switch index {
        case .flat, .kdTree: .exact
        case .ballTree: metric ? .exact : .none
        case .hnsw: .approximate
        case .lsh, .bitLSH, .forest, .productQuantisation, .ivfpq: .none
        }
    }

    /// Measures that only a scan ranks surely: a graph may try, other indexes find candidates.
    static func asExperiment(_ index: IndexKind, under measure: Measure?) -> IndexService {
        switch index {
        case .flat: .exact
        case .hnsw: .experimental
        default: asCandidates(index, under: measure)
        }
    }

    /// What an index can do for another measure's rerank.
    static func asCandidates(_ index: IndexKind, under measure: Measure?) -> IndexService {
        guard let measure, measure.service(by: index) != .none else { return .none }
        return .candidates(under: measure)
    }
}
