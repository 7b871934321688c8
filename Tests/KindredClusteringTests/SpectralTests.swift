import Foundation
@testable import KindredClustering
import KindredMath
import Testing

@Suite struct SpectralTests {
    private let golden: Golden

    init() throws { golden = try Golden.values.get() }

    private static let path = [[0.0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]]

    private static func isNear(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
    }

    @Test func thePathOfFourHasItsEigenvalues() throws {
        let graph = try SimilarityGraph(weights: Self.path)
        #expect(graph.degrees == [1, 2, 2, 1] && graph.edgeCount == 3 && graph.weight(1, 2) == 1 && graph.weight(0, 3) == 0)
        for solver in [SpectralEmbedding.Solver.dense, .lanczos] {
            let plain = try SpectralEmbedding(graph, laplacian: .unnormalized, count: 4, solver: solver)
            #expect(Self.isNear(plain.eigenvalues, [0, 2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()], 1e-9))
            let symmetric = try SpectralEmbedding(graph, laplacian: .symmetric, count: 4, solver: solver)
            #expect(Self.isNear(symmetric.eigenvalues, [0, 0.5, 1.5, 2], 1e-9))
            #expect(symmetric.componentCount == 1 && symmetric.residual < 1e-8)
            for vector in plain.vectors + symmetric.vectors {
                let leader = try #require(vector.max { abs($0) < abs($1) - 1e-9 })
                #expect(leader > 0)
            }
        }
    }

    /// Eigenvalues against ARPACK, by LAPACK and by Lanczos, of sparse and of full graphs.
    @Test(arguments: [SpectralEmbedding.Solver.dense, .lanczos]) func eigenvaluesAreThoseOfARPACK(solver: SpectralEmbedding.Solver) throws {
        let blobs = golden.blobs
        let nearest = try SimilarityGraph(blobs.points.span, dimension: 6, parameters: GraphParameters(.nearest(12)))
        #expect(nearest.edgeCount == blobs.edges)
        let symmetric = try SpectralEmbedding(nearest, laplacian: .symmetric, count: 12, solver: solver)
        #expect(Self.isNear(symmetric.eigenvalues, blobs.symmetric, 1e-9))
        #expect(symmetric.residual < 1e-8)
        let plain = try SpectralEmbedding(nearest, laplacian: .unnormalized, count: 12, solver: solver)
        #expect(Self.isNear(plain.eigenvalues, blobs.unnormalized, 1e-8))
        let walk = try SpectralEmbedding(nearest, laplacian: .randomWalk, count: 12, solver: solver)
        #expect(walk.eigenvalues == symmetric.eigenvalues)
        let full = try SimilarityGraph(blobs.points.span, dimension: 6, parameters: GraphParameters(.full, weight: .gaussian(gamma: 0.02)))
        // Weights are Float32.
        #expect(Self.isNear(try SpectralEmbedding(full, laplacian: .symmetric, count: 8, solver: solver).eigenvalues, blobs.gaussian, 1e-5))
    }

    /// Every eigenvalue of a ring but the first comes twice; one Krylov space has each once.
    @Test(arguments: [60, 301, 600]) func multipleEigenvaluesAreFound(count: Int) throws {
        var entries: [(row: UInt32, column: UInt32, value: Double)] = []
        for i in 0..<count {
            let next = (i + 1) % count
            entries.append((UInt32(i), UInt32(next), 1))
            entries.append((UInt32(next), UInt32(i), 1))
        }
        let ring = SimilarityGraph(.sparse(SparseMatrix(count: count, entries: entries)))
        let expected: [Double] = (0..<9).map { place in
            let turns = Double((place + 1) / 2) / Double(count)
            return 1 - cos(2 * Double.pi * turns)
        }
        let embedding = try SpectralEmbedding(ring, laplacian: .symmetric, count: 9, solver: .lanczos)
        #expect(Self.isNear(embedding.eigenvalues, expected, 1e-8))
        #expect(embedding.residual < 1e-8)
        for i in 0..<9 {
            for j in 0...i {
                let product: Double = zip(embedding.vectors[i], embedding.vectors[j]).reduce(0.0) { $0 + $1.0 * $1.1 }
                let expected: Double = i == j ? 1 : 0
                #expect(abs(product - expected) < 1e-10)
            }
        }
    }

    @Test func zeroComesAsOftenAsThereAreComponents() throws {
        // Two triangles and a point alone.
        var weights = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 7)
        for (i, j) in [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)] { (weights[i][j], weights[j][i]) = (1, 1) }
        let graph = try SimilarityGraph(weights: weights)
        #expect(graph.components == [[0, 1, 2], [3, 4, 5], [6]] && graph.isolated == [6])
        for laplacian in Laplacian.allCases {
            let embedding = try SpectralEmbedding(graph, laplacian: laplacian, count: 7)
            #expect(embedding.componentCount == 3 && embedding.eigenvalues.prefix(3) == [0, 0, 0])
            #expect(embedding.eigenvalues[3] > 1 && embedding.eigengap == 3)
            let matrix = laplacian.matrix(of: graph)
            #expect((0..<7).allSatisfy { matrix[6, $0] == 0 })
            let clustering = try SpectralClustering(graph, parameters: SpectralParameters(clusters: nil, laplacian: laplacian))
            #expect(clustering.clusterCount == 3)
            #expect(try LabelAgreement(clustering.labels, [0, 0, 0, 1, 1, 1, 2]).adjustedRand == 1)
        }
    }

    @Test func degreesAreThoseAfterTheThreshold() throws {
        let points: [Float] = [0, 1, 3, 3.5]
        let graph = try SimilarityGraph(points.span, dimension: 1, parameters: GraphParameters(.full, weight: .gaussian(gamma: 0.5), threshold: 0.5))
        #expect(graph.weight(0, 2) == 0 && graph.weight(1, 1) == 0)
        #expect(abs(graph.weight(0, 1) - exp(-0.5)) < 1e-7)
        let laplacian = Laplacian.unnormalized.matrix(of: graph)
        for i in 0..<4 { #expect(abs(laplacian.row(i).reduce(0, +)) < 1e-12) }
        #expect(graph.components == [[0, 1], [2, 3]])
    }

    @Test func moonsAndRingsAreToldApart() throws {
        func agreement(_ data: Golden.Labelled, _ parameters: GraphParameters) throws -> Double {
            let graph = try SimilarityGraph(data.points.span, dimension: 2, parameters: parameters)
            return try LabelAgreement(SpectralClustering(graph, parameters: SpectralParameters(clusters: 2)).labels, data.labels).adjustedRand
        }
        func gaussian(_ gamma: Double) -> GraphParameters { GraphParameters(.full, weight: .gaussian(gamma: gamma)) }
        #expect(try agreement(golden.moons, gaussian(50)) == 1)
        #expect(abs(try agreement(golden.moons, gaussian(15)) - 0.987) < 0.001)
        #expect(try agreement(golden.moons, GraphParameters(.nearest(10))) == 1)
        #expect(try agreement(golden.circles, gaussian(50)) == 1)
        // The width decides: rings fall into halves.
        #expect(abs(try agreement(golden.circles, gaussian(15))) < 0.01)
        #expect(try agreement(golden.circles, GraphParameters(.nearest(10))) == 1)
        let means = try KMeans(golden.moons.points.span, dimension: 2, parameters: KMeansParameters(k: 2, restarts: 10))
        #expect(abs(try LabelAgreement(means.labels(of: golden.moons.points.span), golden.moons.labels).adjustedRand - 0.241) < 0.02)
    }

    @Test func theDigitsAreFound() throws {
        let (points, labels) = try Digits.load()
        let graph = try SimilarityGraph(points.span, dimension: 64, parameters: GraphParameters(.nearest(10)), threads: 2)
        let expected = [0, 0.0022, 0.00385, 0.00571, 0.00595, 0.00827, 0.00918, 0.01399, 0.01549, 0.02541, 0.028]
        let embedding = try SpectralEmbedding(graph, laplacian: .symmetric, count: 11, threads: 2)
        #expect(Self.isNear(embedding.eigenvalues, expected, 0.002))
        for (laplacian, floor) in [(Laplacian.symmetric, 0.83), (.randomWalk, 0.755), (.unnormalized, 0.755)] {
            let clustering = try SpectralClustering(graph, parameters: SpectralParameters(clusters: 10, laplacian: laplacian, seed: 1), threads: 2)
            #expect(try LabelAgreement(clustering.labels, labels).adjustedRand >= floor)
        }
    }

    @Test func threadsDoNotMatter() throws {
        let blobs = golden.blobs
        for parameters in [GraphParameters(.nearest(12)), GraphParameters(.full, weight: .gaussian())] {
            let one = try SimilarityGraph(blobs.points.span, dimension: 6, parameters: parameters)
            let first = try SpectralClustering(one, parameters: SpectralParameters(clusters: 5))
            for threads in [2, 5] {
                let many = try SimilarityGraph(blobs.points.span, dimension: 6, parameters: parameters, threads: threads)
                #expect(many.degrees == one.degrees)
                let other = try SpectralClustering(many, parameters: SpectralParameters(clusters: 5), threads: threads)
                #expect(other.rows == first.rows && other.labels == first.labels && other.embedding.eigenvalues == first.embedding.eigenvalues)
            }
        }
    }

    /// What a graph keeps of a line of five points with one far away.
    @Test func structuresKeepTheirEdges() throws {
        let points: [Float] = [0, 1, 2, 3, 10]
        func graph(_ parameters: GraphParameters) throws -> SimilarityGraph { try SimilarityGraph(points.span, dimension: 1, parameters: parameters) }
        let union = try graph(GraphParameters(.nearest(2)))
        #expect(union.weight(0, 1) == 1 && union.weight(1, 2) == 0.5 && union.weight(3, 4) == 0.5 && union.edgeCount == 4)
        let mutual = try graph(GraphParameters(.nearest(2, mutual: true)))
        #expect(mutual.weight(0, 1) == 1 && mutual.weight(3, 4) == 0 && mutual.isolated == [2, 3, 4])
        let radius = try graph(GraphParameters(.radius(1)))
        #expect(radius.edgeCount == 3 && radius.isolated == [4])
        let far = try graph(GraphParameters(.full, weight: .complement))
        #expect(far.weight(0, 4) == 0 && far.weight(0, 1) == 9)
        let scaled = try graph(GraphParameters(.full, weight: .complement, isScaled: true))
        #expect(scaled.weight(0, 1) == 1)
        let automatic = try graph(GraphParameters(.full, weight: .gaussian()))
        #expect(automatic.gamma == 1 / (2 * 2.5 * 2.5))
        let some1: [Float] = [1, 0, -1, 0.1, 0, 1]
        let cosine = try SimilarityGraph(some1.span, dimension: 2, parameters: GraphParameters(.full, weight: .similarity, measure: .cosine))
        #expect(cosine.weight(0, 1) == 0 && cosine.weight(1, 2) > 0)
    }

    @Test func anEmbeddingIsReducedAndGroupedByDensity() throws {
        let graph = try SimilarityGraph(golden.blobs.points.span, dimension: 6, parameters: GraphParameters(.nearest(12)))
        let reduced = try SpectralClustering(graph, parameters: SpectralParameters(clusters: 5, components: 4))
        #expect(reduced.columns == 4 && reduced.rows.count == 4 * 700)
        let dense = try SpectralClustering(graph, parameters: SpectralParameters(clusters: 5, grouping: .dbscan(DBSCANParameters(radius: 0.1, minimumPoints: 5))))
        #expect(try LabelAgreement(dense.labels, golden.blobs.labels).adjustedRand > 0.9)
    }

    @Test func wrongInputIsNamed() throws {
        func code(_ body: () throws -> Void) -> ClusteringError.Code? {
            do { try body() } catch { return (error as? ClusteringError)?.code }
            return nil
        }
        let points: [Float] = [0, 1, 2, 3]
        func graph(_ parameters: GraphParameters, _ points: [Float] = [0, 1, 2, 3]) throws { _ = try SimilarityGraph(points.span, dimension: 1, parameters: parameters) }
        #expect(code { try graph(GraphParameters(.nearest(1))) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.radius(0))) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.full)) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.full, weight: .gaussian(gamma: -1))) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.full, weight: .similarity)) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.nearest(3), weight: .gaussian(), measure: .cosine)) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.radius(1), measure: .cosine)) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.nearest(3), threshold: .nan)) } == .invalidParameter)
        #expect(code { try graph(GraphParameters(.nearest(3)), [0, .nan]) } == .notFinite)
        #expect(code { _ = try SimilarityGraph(weights: [[0, 1], [2, 0]]) } == .invalidParameter)
        #expect(code { _ = try SimilarityGraph(weights: [[0, -1], [-1, 0]]) } == .invalidParameter)
        #expect(code { _ = try SimilarityGraph(weights: [[0, 1]]) } == .invalidParameter)
        #expect(code { _ = try SimilarityGraph(weights: [[0, .infinity], [.infinity, 0]]) } == .notFinite)
        let many = [Float](repeating: 0, count: SimilarityGraph.fullMax + 1)
        #expect(code { try graph(GraphParameters(.full, weight: .gaussian(gamma: 1)), many) } == .tooLarge)
        let small = try SimilarityGraph(points.span, dimension: 1, parameters: GraphParameters(.nearest(3)))
        #expect(code { _ = try SpectralClustering(small, parameters: SpectralParameters(clusters: 5)) } == .invalidParameter)
        #expect(code { _ = try SpectralClustering(small, parameters: SpectralParameters(clusters: 0)) } == .invalidParameter)
        #expect(code { _ = try SpectralEmbedding(small, laplacian: .symmetric, count: 0) } == .invalidParameter)
        #expect(code { _ = try SpectralEmbedding(small, laplacian: .symmetric, count: 2, solver: .lanczos, isCancelled: { true }) } == .cancelled)
    }
}
