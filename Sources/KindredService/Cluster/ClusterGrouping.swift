import Foundation
import Kindred

/// The labels that a method gives points, and what it found on its way.
struct ClusterGrouping {
    private(set) var labels: [Int] = []
    private(set) var spectrum: Clustering.Spectrum?
    private(set) var notes: [String] = []

    static var stopped: StorageError { StorageError(.cancelled, "the clustering was stopped") }

    /// - Parameter progress: told what comes next; returning false stops. Asked now and then with the stage it is in.
    init(_ points: [Float], dimension: Int, _ request: ClusterRequest, _ progress: @escaping @Sendable (String) -> Bool) throws {
        switch request.method {
        case .kmeans:
            guard progress("k-means") else { throw Self.stopped }
            let k = request.clusters ?? 1, restarts = KMeansParameters.restarts(points: points.count / max(1, dimension), dimension: dimension, k: k)
            let parameters = KMeansParameters(k: k, iterations: 300, tolerance: 1e-6, batch: request.batch, restarts: restarts, seed: request.seed)
            let means = try KMeans(points.span, dimension: dimension, parameters: parameters, threads: request.threads) { !progress("k-means") }
            labels = means.labels(of: points.span, threads: request.threads).map { Int($0) }
        case .dbscan:
            guard progress("DBSCAN") else { throw Self.stopped }
            labels = try DBSCAN(points.span, dimension: dimension, parameters: request.density, threads: request.threads) { !progress("DBSCAN") }.labels
        case .spectral: try cluster(points, dimension, request, progress)
        }
    }

    private mutating func cluster(_ points: [Float], _ dimension: Int, _ request: ClusterRequest, _ progress: @escaping @Sendable (String) -> Bool) throws {
        guard progress("graph") else { throw Self.stopped }
        let parameters = try request.graphParameters, count = points.count / max(1, dimension)
        let source = try request.source(points, dimension, parameters)
        if source != nil { notes.append("neighbors come from an HNSW index at recall \(IndexNeighbors.recall); --exact compares all pairs") }
        if parameters.structure == .full, count > 2_000 {
            notes.append("a full graph takes memory in proportion to the square of the points: \(count * count * 4 / 1_000_000) MB here")
        }
        let graph = try SimilarityGraph(
            points.span, dimension: dimension, parameters: parameters, source: source, force: request.force, threads: request.threads)
        guard progress("eigenvectors") else { throw Self.stopped }
        let grouping: SpectralParameters.Grouping = request.groupsByDensity ? .dbscan(request.density) : .kMeans()
        let shape = SpectralParameters(
            clusters: request.clusters, laplacian: request.laplacian, grouping: grouping, components: request.components, seed: request.seed)
        let clustering = try SpectralClustering(graph, parameters: shape, threads: request.threads) { !progress("eigenvectors") }
        labels = clustering.labels
        spectrum = Clustering.Spectrum(
            eigenvalues: clustering.embedding.eigenvalues, eigengap: clustering.embedding.eigengap, components: clustering.embedding.componentCount,
            edges: graph.edgeCount, residual: clustering.embedding.residual, gamma: graph.gamma)
        note(graph, clustering)
    }

    private mutating func note(_ graph: SimilarityGraph, _ clustering: SpectralClustering) {
        let isolated = graph.isolated
        if !isolated.isEmpty {
            notes.append("\(isolated.count) points have no edge and are components of their own, the first is row \(isolated[0]): more neighbors, a larger eps or a smaller gamma joins them")
        }
        if clustering.embedding.componentCount > clustering.clusterCount {
            notes.append("the graph has \(clustering.embedding.componentCount) components for \(clustering.clusterCount) clusters: the smallest are put to others")
        }
        if !clustering.embedding.isConverged { notes.append("the eigenvectors have a residual of \(clustering.embedding.residual): they are not exact") }
    }
}

extension ClusterRequest {
    /// When points are dense.
    var density: DBSCANParameters { DBSCANParameters(radius: eps ?? 0, minimumPoints: minimumPoints) }

    /// An index for the graph's neighbors where there are many points of many dimensions; nil where the exact search does.
    func source(_ points: [Float], _ dimension: Int, _ parameters: GraphParameters) throws -> IndexNeighbors? {
        guard case .nearest = parameters.structure, parameters.measure == .euclidean, !isExact else { return nil }
        guard dimension > ExactNeighbors.treeDimensionMax, points.count / dimension >= IndexNeighbors.least else { return nil }
        guard points.allSatisfy(\.isFinite) else { throw ClusteringError(.notFinite, "a point has a component that is no number or infinite") }
        return try IndexNeighbors(points, dimension: dimension, threads: threads)
    }
}
