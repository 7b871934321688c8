import Foundation
import Kindred
import Testing

@testable import KindredService

/// Clustering of files and collections, with what is said about it.
@Suite struct ClusterTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let demo = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Demo/digits").standardized.path

    /// Three groups that lie well apart on a line through four dimensions.
    private static func point(_ number: Int) -> [Float] {
        (0..<4).map { place -> Float in
            let angle = Double(number * 13 + place * 7) * 1.3
            return Float(sin(angle)) * 0.3 + Float(number % 3) * 5
        }
    }

    private func collection(_ operations: Operations) throws -> VectorCollection {
        try operations.create(CreateRequest(name: "c", configuration: CollectionConfiguration(dimension: 4, measure: .euclidean)))
        let collection = try operations.database.collection("c")
        try collection.upsert(
            (0..<90).map { Point(id: .number(UInt64($0)), vector: Self.point($0), payload: ["kind": .string("k\($0 % 3)"), "keep": .init($0)]) })
        return collection
    }

    @Test func theDigitsHaveTheirFigures() throws {
        var request = ClusterRequest()
        (request.clusters, request.seed, request.threads) = (10, 1, 2)
        let clustering = try Clustering(vectors: "\(Self.demo)/vectors.npy", labels: "\(Self.demo)/labels.npy", request)
        #expect(clustering.labels.count == 1797 && clustering.sizes.count == 10 && clustering.noiseCount == 0)
        #expect((clustering.agreement?.adjustedRand ?? 0) > 0.82 && (clustering.agreement?.mutualInformation ?? 0) > 0.8)
        #expect((clustering.silhouette.mean ?? 0) > 0.1 && clustering.spectrum?.components == 1)
        #expect((clustering.spectrum?.residual ?? 1) < 1e-8 && clustering.notes.isEmpty)
        let object = clustering.json
        #expect(object["labels"]?.arrayValue?.count == 1797 && object["clusters"] == 10 && object["method"] == "spectral")
        #expect(clustering.summary["labels"] == nil)
    }

    @Test func everyMethodFindsGroupsThatLieApart() throws {
        let path = scratch.path("v.npy")
        try VectorFileWriter.npy((0..<90).flatMap(Self.point), dimension: 4, to: path)
        for method in ClusterRequest.Method.allCases {
            var request = ClusterRequest()
            request.method = method
            if method == .dbscan { request.eps = 2 } else { request.clusters = 3 }
            let clustering = try Clustering(vectors: path, request)
            #expect(clustering.sizes == [30, 30, 30], "\(method)")
            #expect((0..<90).allSatisfy { clustering.labels[$0] == clustering.labels[$0 % 3] })
        }
        for affinity in [ClusterRequest.Affinity.gaussian, .epsilon, .measure] {
            var request = ClusterRequest()
            (request.clusters, request.affinity, request.eps) = (3, affinity, 2)
            #expect(try Clustering(vectors: path, request).sizes == [30, 30, 30], "\(affinity)")
        }
        var automatic = ClusterRequest()
        (automatic.affinity, automatic.gamma) = (.gaussian, 0.2)
        #expect(try Clustering(vectors: path, automatic).sizes.count == 3)
    }

    @Test func clustersAreWrittenBesideWhatIsThere() throws {
        let operations = try Operations(path: scratch.path("db"))
        let collection = try collection(operations)
        var request = ClusterRequest()
        request.clusters = 3
        let clustering = try operations.cluster("c", field: "group", label: try PayloadPath(parsing: "kind"), request)
        #expect(clustering.agreement?.adjustedRand == 1)
        for number in [0, 1, 2, 89] {
            let payload = try #require(try collection.fetch(.number(UInt64(number)))).payload
            #expect(payload["group"]?.intValue == Int64(clustering.labels[number]) && payload["keep"] == .init(number))
        }
        #expect(try operations.cluster("c", filter: try Filter(parsingTextOrJSON: "keep < 30"), request).labels.count == 30)
        #expect(throws: StorageError.self) { try operations.cluster("c", field: "a.b", request) }
        #expect(throws: StorageError.self) { try operations.cluster("c", using: "none", request) }
        #expect(throws: StorageError.self) { try operations.cluster("none", request) }
        #expect(throws: StorageError.self) { try operations.cluster("c", request, progress: { _ in false }) }
    }

    @Test func thePageIsWellFormed() throws {
        let path = scratch.path("<v>.npy")
        // The last point is far from all others.
        try VectorFileWriter.npy((0..<90).flatMap(Self.point) + [50, 50, 50, 50], dimension: 4, to: path)
        var request = ClusterRequest()
        (request.method, request.eps) = (.dbscan, 0.4)
        let html = try Clustering(vectors: path, request).page(date: "2026-01-01", machine: "a machine").html
        _ = try WellFormed(html)
        #expect(html.contains("noise") && html.contains("first principal component"))
    }

    @Test func wrongRequestsAreRefused() throws {
        let path = scratch.path("v.npy")
        try VectorFileWriter.npy((0..<90).flatMap(Self.point), dimension: 4, to: path)
        func refused(_ change: (inout ClusterRequest) -> Void) -> Bool {
            var request = ClusterRequest()
            change(&request)
            do { _ = try Clustering(vectors: path, request) } catch { return true }
            return false
        }
        #expect(refused { $0.method = .kmeans })
        #expect(refused { $0.method = .dbscan })
        #expect(refused { ($0.method, $0.eps, $0.clusters) = (.dbscan, 1, 3) })
        #expect(refused { $0.affinity = .epsilon })
        #expect(refused { $0.clusters = 91 })
        #expect(refused { $0.neighbors = 1 })
        #expect(refused { ($0.affinity, $0.measure) = (.gaussian, .cosine) })
        #expect(!refused { $0.clusters = 3 })
    }

    /// The index answers what the exact search does, but for a neighbour here and there.
    @Test func anIndexServesNeighbors() throws {
        let points = (0..<3000).flatMap(Self.point)
        let exact = try ExactNeighbors(points.span, dimension: 4), index = try IndexNeighbors(points, dimension: 4, threads: 2)
        let a = exact.nearest(5, of: 100..<200), b = index.nearest(5, of: 100..<200)
        #expect(b.count == 100 && index.count == 3000)
        let near = zip(a.distances, b.distances).count { abs($0 - $1) < 1e-3 }
        #expect(near > 480, "\(near)")
    }
}
