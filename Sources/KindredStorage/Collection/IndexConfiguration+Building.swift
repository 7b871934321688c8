import Foundation
public import KindredIndex
public import KindredMath

// What each kind is built with, opened as, and takes. A new kind is one case of each switch.
extension IndexConfiguration {
    /// The parameters of the graph.
    var hnsw: HNSWParameters {
        var parameters = HNSWParameters(m: m, efConstruction: efConstruction, efSearch: efSearch, seed: seed)
        parameters.codes = usesCodes ? codes ?? .automatic : .none
        parameters.layout = layout ?? .compact
        return parameters
    }

    private var kdTree: KDTreeParameters { KDTreeParameters(leafSize: leafSize ?? 16) }
    private var ballTree: BallTreeParameters { BallTreeParameters(leafSize: leafSize ?? 32) }
    private var forest: ProjectionForestParameters { ProjectionForestParameters(trees: trees ?? 50, leafSize: leafSize, seed: seed) }
    private var lsh: LSHParameters { LSHParameters(bits: bits, tables: tables ?? 40, probes: nprobe ?? 16, seed: seed) }

    private func pq(_ dimension: Int) -> PQParameters {
        PQParameters(m: codeParts(dimension, bits ?? 8), bits: bits ?? 8, rerank: rerank ?? 10, pad: true, seed: seed)
    }

    private func ivf(_ dimension: Int) -> IVFParameters {
        let codes: IVFParameters.Codes = kind == .ivfpq ? .product(m: codeParts(dimension, bits ?? 4), bits: bits ?? 4) : .none
        return IVFParameters(nlist: nlist, nprobe: nprobe ?? 16, codes: codes, rerank: rerank ?? 10, pad: true, seed: seed)
    }

    private func codeParts(_ dimension: Int, _ bits: Int) -> Int { parts ?? max(1, dimension / (bits == 4 ? 2 : 4)) }

    private var type: (any SavedIndex.Type)? {
        switch kind {
        case .flat: nil
        case .hnsw: HNSW.self
        case .lsh: LSH.self
        case .kdtree: KDTree.self
        case .balltree: BallTree.self
        case .forest: ProjectionForest.self
        case .pq: PQ.self
        case .ivfflat, .ivfpq: IVF.self
        }
    }

    /// Whether the kind serves vectors of a dimension that are compared so, with these parameters.
    ///
    /// - Parameter reduction: how prepared vectors are compared; nil checks the parameters alone.
    /// - Throws: `invalidParameter`, `unsupported`.
    public func validate(dimension: Int, reduction: KernelReduction?) throws(IndexError) {
        switch kind {
        case .flat: break
        case .hnsw: try hnsw.validate()
        case .lsh: try lsh.validate()
        case .kdtree: try kdTree.validate()
        case .balltree: try ballTree.validate()
        case .forest: try forest.validate()
        case .pq: try pq(dimension).validate(dimension: dimension)
        case .ivfflat, .ivfpq: try ivf(dimension).validate(dimension: dimension)
        }
        if let reduction { try type?.check(reduction, .f32) }
    }

    /// Bytes the index will hold beyond its rows, before it is built.
    public func estimatedByteCount(rows: Int, dimension: Int) -> Int {
        switch kind {
        case .flat: 0
        case .hnsw: HNSW.estimatedByteCount(rows: rows, dimension: dimension, parameters: hnsw)
        case .lsh: LSH.estimatedByteCount(rows: rows, dimension: dimension, parameters: lsh)
        case .kdtree: KDTree.estimatedByteCount(rows: rows, dimension: dimension, parameters: kdTree)
        case .balltree: BallTree.estimatedByteCount(rows: rows, dimension: dimension, parameters: ballTree)
        case .forest: ProjectionForest.estimatedByteCount(rows: rows, dimension: dimension, parameters: forest)
        case .pq: PQ.estimatedByteCount(rows: rows, dimension: dimension, parameters: pq(dimension))
        case .ivfflat, .ivfpq: IVF.estimatedByteCount(rows: rows, dimension: dimension, parameters: ivf(dimension))
        }
    }

    /// Builds the index over some rows; nil for a scan.
    ///
    /// - Parameter older: an index of the same kind, with the places of those of its rows with which `rows` begins. A graph's links are kept
    ///   when most of its rows are; otherwise nothing comes of it.
    /// - Throws: `invalidParameter`, `unsupported`, `cancelled`.
    public func build(
        _ rows: VectorRows, _ reduction: KernelReduction, continuing older: (index: any SavedIndex, kept: [UInt32])? = nil, _ context: BuildContext
    ) throws(IndexError) -> (any SavedIndex)? {
        switch kind {
        case .flat: return nil
        case .hnsw:
            var parameters = hnsw
            if reduction != .squaredL2 { parameters.layout = .compact }
            // Codes are asked for, and which there are depends on what is compared.
            if parameters.codes != .none, parameters.codes.reduction != reduction || rows.element != .f32 {
                parameters.codes = rows.element == .f32 ? .automatic : .none
            }
            if let (older, kept) = older, let graph = older as? HNSW, graph.reduction == reduction, graph.isWorthContinuing(kept, parameters) {
                return try HNSW(continuing: graph, keeping: kept, rows: rows, parameters: parameters, context: context)
            }
            return try HNSW(rows: rows, reduction: reduction, parameters: parameters, context: context)
        case .lsh: return try LSH(rows: rows, reduction: reduction, parameters: lsh, context: context)
        case .kdtree: return try KDTree(rows: rows, reduction: reduction, parameters: kdTree, context: context)
        case .balltree: return try BallTree(rows: rows, reduction: reduction, parameters: ballTree, context: context)
        case .forest: return try ProjectionForest(rows: rows, reduction: reduction, parameters: forest, context: context)
        case .pq: return try PQ(rows: rows, reduction: reduction, parameters: pq(rows.dimension), context: context)
        case .ivfflat, .ivfpq: return try IVF(rows: rows, reduction: reduction, parameters: ivf(rows.dimension), context: context)
        }
    }

    /// Opens a saved index of this kind.
    func open(_ path: String, _ rows: VectorRows, _ reduction: KernelReduction) throws(IndexError) -> (any SavedIndex)? {
        try type?.init(contentsOf: path, rows: rows, reduction: reduction)
    }

    /// The index with what a search keeps when it asks for nothing else, and with its file where it shall lie, which needs no other file.
    func applyingSearch(to index: any SavedIndex) -> any SavedIndex {
        if var graph = index as? HNSW {
            graph.efSearch = efSearch
            graph.place(placement ?? .cached)
            return graph
        }
        if var lists = index as? IVF {
            lists.nprobe = nprobe ?? 16
            return lists
        }
        return index
    }

    /// What a file's name says of how it was built: the same for configurations that build the same index.
    var fingerprint: String {
        var built = IndexConfiguration(kind)
        built.seed = seed
        switch kind {
        case .flat: built.seed = 0
        case .kdtree, .balltree:
            built.seed = 0
            built.leafSize = leafSize
        case .hnsw: (built.m, built.efConstruction, built.usesCodes, built.codes, built.layout) = (m, efConstruction, usesCodes, codes, layout)
        case .lsh: (built.tables, built.bits, built.nprobe) = (tables, bits, nprobe)
        case .forest: (built.trees, built.leafSize) = (trees, leafSize)
        case .pq: (built.parts, built.bits, built.rerank) = (parts, bits, rerank)
        case .ivfflat: built.nlist = nlist
        case .ivfpq: (built.nlist, built.parts, built.bits, built.rerank) = (nlist, parts, bits, rerank)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(built)) ?? Data()
        return String(Checksum.of([UInt8](text)), radix: 16)
    }
}
