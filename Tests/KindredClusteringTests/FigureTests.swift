import KindredClustering
import Testing

@Suite struct FigureTests {
    private let golden: Golden

    init() throws { golden = try Golden.values.get() }

    @Test func agreementIsThatOfScikitLearn() throws {
        let data = golden.agreement, agreement = try LabelAgreement(data.a, data.b)
        #expect(abs(agreement.adjustedRand - data.ari) < 1e-12 && abs(agreement.mutualInformation - data.nmi) < 1e-12)
        let mirrored = try LabelAgreement(data.b, data.a.map { "\($0)" })
        #expect(abs(mirrored.adjustedRand - data.ari) < 1e-12 && abs(mirrored.mutualInformation - data.nmi) < 1e-12)
    }

    @Test func partitionsOfOneKindAgree() throws {
        #expect(try LabelAgreement([0, 0, 1, 1], ["b", "b", "a", "a"]).adjustedRand == 1)
        #expect(try LabelAgreement([0, 0, 0], [1, 1, 1]).adjustedRand == 1)
        #expect(try LabelAgreement([0, 0, 0], [1, 1, 1]).mutualInformation == 1)
        #expect(try LabelAgreement([0, 0, 1, 1], [0, 0, 0, 0]).mutualInformation == 0)
        #expect(try abs(LabelAgreement([0, 0, 1, 1], [0, 1, 0, 1]).adjustedRand + 0.5) < 1e-12)
        let a = [0, 0, 0, 1, 1, 1, 2, 2], some = try LabelAgreement(a, [1, 1, 2, 2, 2, 0, 0, 0])
        #expect(abs(some.adjustedRand - 0.23809523809523808) < 1e-12 && abs(some.mutualInformation - 0.5588730382170322) < 1e-12)
        #expect(try abs(LabelAgreement(a, [Int](repeating: 4, count: 8)).adjustedRand) < 1e-12)
        #expect(try LabelAgreement([Int](), [Int]()).adjustedRand == 1)
        #expect(throws: ClusteringError.self) { try LabelAgreement([1], [1, 2]) }
    }

    @Test func theSilhouetteIsThatOfScikitLearn() throws {
        let blobs = golden.blobs
        for threads in [1, 3] {
            let silhouette = try Silhouette(blobs.points.span, dimension: 6, labels: blobs.labels, threads: threads)
            #expect(abs((silhouette.mean ?? 0) - blobs.silhouette) < 1e-5 && silhouette.pointCount == 700)
        }
        let sampled = try Silhouette(blobs.points.span, dimension: 6, labels: blobs.labels, sample: 300)
        #expect(abs((sampled.mean ?? 0) - blobs.silhouette) < 0.05 && sampled.pointCount == 300)
        let some1: [Float] = [0, 1, 9]
        #expect(try Silhouette(some1.span, dimension: 1, labels: [0, 0, -1]).mean == nil)
        // a = 1 and b = 9.5 and 8.5 for the pair; a point alone counts 0.
        let some2: [Float] = [0, 1, 9.5]
        let three = try Silhouette(some2.span, dimension: 1, labels: [0, 0, 1]).mean ?? 0
        let expected: Double = (8.5 / 9.5 + 7.5 / 8.5) / 3
        #expect(abs(three - expected) < 1e-6)
        let some3: [Float] = [0, 1]
        #expect(throws: ClusteringError.self) { try Silhouette(some3.span, dimension: 1, labels: [0]) }
    }

    @Test func principalComponentsAreThoseOfScikitLearn() throws {
        let blobs = golden.blobs, pca = try PCA(blobs.points.span, dimension: 6, components: 3)
        for i in 0..<3 {
            #expect(abs(pca.variances[i] / blobs.variances[i] - 1) < 1e-9 && abs(pca.explained[i] - blobs.shares[i]) < 1e-9)
            #expect(zip(pca.directions[i], blobs.components[i]).allSatisfy { abs(abs($0) - $1) < 1e-8 })
            #expect((pca.directions[i].max { abs($0) < abs($1) } ?? 0) > 0)
        }
        let plane = pca.projected(blobs.points.span)
        var mean = 0.0
        for i in stride(from: 0, to: plane.count, by: 3) { mean += Double(plane[i]) / 700 }
        #expect(plane.count == 2100)
        #expect(abs(mean) < 1e-5)
    }

    /// More dimensions than points: what is left over are unit vectors of no variance.
    @Test func widePointsHaveComponents() throws {
        let points: [Float] = [1, 0, 0, 0, 0, -1, 0, 0, 0, 0], pca = try PCA(points.span, dimension: 5, components: 4)
        #expect(pca.variances[0] == 2 && pca.variances[1...].allSatisfy { $0 == 0 } && pca.explained[0] == 1)
        for i in 0..<4 {
            for j in 0...i {
                let product: Double = zip(pca.directions[i], pca.directions[j]).reduce(0.0) { $0 + $1.0 * $1.1 }
                let expected: Double = i == j ? 1 : 0
                #expect(abs(product - expected) < 1e-12)
            }
        }
        let some4: [Float] = [3, 3]
        #expect(try PCA(some4.span, dimension: 2, components: 2).explained == [0, 0])
        #expect(throws: ClusteringError.self) { try PCA(points.span, dimension: 5, components: 6) }
        let some5: [Float] = []
        #expect(throws: ClusteringError.self) { try PCA(some5.span, dimension: 5, components: 1) }
    }
}
