import Foundation
@testable import KindredClustering
import KindredMath
import Testing

@Suite struct KMeansTests {
    /// Points around centres that lie well apart.
    static func blobs(_ count: Int, _ dimension: Int, centres: Int, spread: Double = 10, seed: UInt64 = 1) -> [Float] {
        var random = SeededRandom(seed: seed)
        let middles = (0..<centres * dimension).map { _ in random.normal() * spread }
        return (0..<count).flatMap { i in
            (0..<dimension).map { Float(middles[i % centres * dimension + $0] + random.normal()) }
        }
    }

    /// The sum of squared distances to the nearest centroid, by plain loops in Float64.
    static func inertia(_ points: [Float], _ centroids: [Float], _ dimension: Int) -> Double {
        stride(from: 0, to: points.count, by: dimension).reduce(0) { sum, i in
            sum + stride(from: 0, to: centroids.count, by: dimension).map { c in
                (0..<dimension).reduce(0.0) { total, j in
                    let distance = Double(points[i + j]) - Double(centroids[c + j])
                    return total + distance * distance
                }
            }.min()!
        }
    }

    @Test(arguments: [(2, 16), (3, 40), (24, 17), (25, 7), (40, 64), (130, 300)])
    func inertiaIsWhatPlainLoopsSay(dimension: Int, k: Int) throws {
        let points = Self.blobs(1500, dimension, centres: 20)
        let clustering = try KMeans(points.span, dimension: dimension, parameters: KMeansParameters(k: k, tolerance: 0))
        let expected = Self.inertia(points, clustering.centroids, dimension)
        #expect(abs(clustering.inertia - expected) <= 1e-4 * expected)
        #expect(clustering.centroids.count == k * dimension)
    }

    @Test(arguments: [2, 8, 64]) func centresThatLieApartAreFound(dimension: Int) throws {
        let points = Self.blobs(3000, dimension, centres: 12, spread: 100)
        let clustering = try KMeans(points.span, dimension: dimension, parameters: KMeansParameters(k: 12, restarts: 3))
        let labels = clustering.labels(of: points.span)
        for i in 0..<3000 { #expect(labels[i] == labels[i % 12]) }
        #expect(Set(labels).count == 12)
        #expect(clustering.inertia < Double(3000 * dimension) * 1.1)
    }

    @Test(arguments: [KMeansParameters(k: 50), KMeansParameters(k: 50, batch: 200), KMeansParameters(k: 50, pointsPerCluster: 20)])
    func threadsDoNotMatter(parameters: KMeansParameters) throws {
        for dimension in [5, 40] {
            let points = Self.blobs(4000, dimension, centres: 70, seed: 3)
            let one = try KMeans(points.span, dimension: dimension, parameters: parameters)
            for threads in [2, 3, 7] {
                let other = try KMeans(points.span, dimension: dimension, parameters: parameters, threads: threads)
                #expect(other.centroids == one.centroids)
                #expect(other.inertia == one.inertia)
                #expect(other.labels(of: points.span, threads: threads) == one.labels(of: points.span))
            }
            var reseeded = parameters
            reseeded.seed = 9
            #expect(try KMeans(points.span, dimension: dimension, parameters: reseeded).centroids != one.centroids)
        }
    }

    @Test func iterationsNeverRaiseTheInertia() throws {
        let points = Self.blobs(2000, 30, centres: 100, spread: 1)
        var last = Double.infinity
        for iterations in 1...12 {
            let parameters = KMeansParameters(k: 60, iterations: iterations, tolerance: 0)
            let inertia = try KMeans(points.span, dimension: 30, parameters: parameters).inertia
            #expect(inertia <= last * (1 + 1e-6))
            last = inertia
        }
    }

    /// A centroid that nothing is near to begins anew in the largest cluster.
    @Test func emptyClustersAreRepaired() throws {
        // Seeds coincide as soon as the 3 distinct points are used up; the rest of 8 clusters stay without points.
        let few = (0..<300).flatMap { [Float($0 % 3), Float($0 % 3)] }
        let clustering = try KMeans(few.span, dimension: 2, parameters: KMeansParameters(k: 8))
        #expect(clustering.inertia == 0)
        #expect(clustering.centroids.count(where: { !$0.isFinite }) == 0)
        #expect(Set(clustering.labels(of: few.span)).count == 3)
    }

    @Test func equalPointsMakeEqualCentroids() throws {
        let points = [Float](repeating: 0.25, count: 100 * 40)
        let clustering = try KMeans(points.span, dimension: 40, parameters: KMeansParameters(k: 100))
        #expect(clustering.centroids.count(where: { abs($0 - 0.25) > 1e-6 }) == 0)
    }

    @Test func asManyClustersAsPointsLeaveNothing() throws {
        let points = Self.blobs(64, 6, centres: 64)
        let clustering = try KMeans(points.span, dimension: 6, parameters: KMeansParameters(k: 64))
        #expect(clustering.inertia < 1e-3)
        #expect(Set(clustering.labels(of: points.span)).count == 64)
    }

    /// An offset of 10,000 with a spread of 1 leaves the clustering as it was.
    @Test func anOffsetCostsNothing() throws {
        let near = Self.blobs(1000, 48, centres: 10, spread: 3), far = near.map { $0 + 10_000 }
        let parameters = KMeansParameters(k: 10, restarts: 4)
        let a = try KMeans(near.span, dimension: 48, parameters: parameters)
        let b = try KMeans(far.span, dimension: 48, parameters: parameters)
        #expect(abs(a.inertia - b.inertia) < 0.02 * a.inertia)
    }

    @Test func aSubsampleAndMiniBatchesComeClose() throws {
        let points = Self.blobs(20_000, 16, centres: 40, spread: 4)
        let all = try KMeans(points.span, dimension: 16, parameters: KMeansParameters(k: 40))
        let some = try KMeans(points.span, dimension: 16, parameters: KMeansParameters(k: 40, pointsPerCluster: 100))
        #expect(some.pointCount == 4000)
        #expect(Self.inertia(points, some.centroids, 16) < 1.3 * all.inertia)
        let batches = try KMeans(points.span, dimension: 16, parameters: KMeansParameters(k: 40, iterations: 60, batch: 1000))
        #expect(batches.inertia < 1.3 * all.inertia)
    }

    /// Seeds are drawn by D²: of two points at 1 and 3 from the rest, the farther is second nine times as often.
    @Test func seedsAreDrawnByDistance() throws {
        var farther = 0, nearer = 0
        for seed in 0..<2000 {
            let points: [Float] = [0, 0, 0, 0, 0, 0, 0, 0, 1, -3]
            let set = PointSet(points.span, dimension: 1, chosen: nil)
            var random = SeededRandom(seed: UInt64(seed))
            let seeds = KMeansRun.seeds(set, 2, &random, threads: 1).map { $0 + set.mean[0] }
            guard abs(seeds[0]) < 1e-5 else { continue }
            if abs(seeds[1] + 3) < 1e-5 { farther += 1 }
            if abs(seeds[1] - 1) < 1e-5 { nearer += 1 }
        }
        // p = 0.9 over some 1600 draws: 4 sigma are 0.03.
        #expect(abs(Double(farther) / Double(farther + nearer) - 0.9) < 0.03)
    }

    @Test func wrongInputIsNamed() throws {
        let points = [Float](repeating: 1, count: 30)
        func code(_ points: [Float], _ dimension: Int, _ parameters: KMeansParameters) -> ClusteringError.Code? {
            do throws(ClusteringError) {
                _ = try KMeans(points.span, dimension: dimension, parameters: parameters)
                return nil
            } catch {
                return error.message.isEmpty ? nil : error.code
            }
        }
        #expect(code(points, 3, KMeansParameters(k: 10)) == nil)
        #expect(code(points, 3, KMeansParameters(k: 11)) == .invalidParameter)
        #expect(code(points, 3, KMeansParameters(k: 0)) == .invalidParameter)
        #expect(code(points, 4, KMeansParameters(k: 2)) == .invalidParameter)
        #expect(code(points, 0, KMeansParameters(k: 2)) == .invalidParameter)
        #expect(code(points, 3, KMeansParameters(k: 2, iterations: 0)) == .invalidParameter)
        #expect(code(points, 3, KMeansParameters(k: 2, batch: 0)) == .invalidParameter)
        #expect(code(points, 3, KMeansParameters(k: 2, tolerance: .nan)) == .invalidParameter)
        #expect(code([], 3, KMeansParameters(k: 1)) == .invalidParameter)
        #expect(code(points + [1, .nan, 1], 3, KMeansParameters(k: 2)) == .notFinite)
        #expect(code(points + [1, .infinity, 1], 3, KMeansParameters(k: 2)) == .notFinite)
        #expect(code(points + [1, 3e38, 1], 3, KMeansParameters(k: 1)) == .notFinite)
        let cancelled = #expect(throws: ClusteringError.self) {
            try KMeans(points.span, dimension: 3, parameters: KMeansParameters(k: 2), isCancelled: { true })
        }
        #expect(cancelled?.code == .cancelled)
    }
}
