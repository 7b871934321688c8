import Foundation
import KindredMath
import Testing

@testable import KindredService

@Suite struct AdviceTests {
    private func batch(_ values: [Float], dimension: Int) -> VectorBatch {
        VectorBatch(firstRow: 0, count: values.count / dimension, dimension: dimension, values: values)
    }

    /// Vectors that fill `inner` of `outer` dimensions: normal, then mapped linearly.
    private func filling(_ inner: Int, of outer: Int, count: Int) -> VectorBatch {
        var random = SeededRandom(seed: 3)
        let map = (0..<inner * outer).map { _ in random.normal() }
        var values: [Float] = []
        for _ in 0..<count {
            let inside = (0..<inner).map { _ in random.normal() }
            for j in 0..<outer { values.append(Float((0..<inner).reduce(0.0) { $0 + inside[$1] * map[$1 * outer + j] })) }
        }
        return batch(values, dimension: outer)
    }

    @Test(arguments: [1, 2, 5, 8])
    func intrinsicDimensionIsWhatWasFilled(inner: Int) throws {
        let advice = try Advice(filling(inner, of: 16, count: 3000), path: "v.npy") { _, _ in true }
        let found = try #require(advice.intrinsicDimension)
        #expect(abs(found / Double(inner) - 1) < 0.2, "\(found) for \(inner)")
    }

    /// By hand: distances 1 and e² to two neighbours and e³ to the last give 1/((3 + 1)/2).
    @Test func theEstimateByHand() throws {
        let found = try #require(IntrinsicDimension.estimate([[1, Float(exp(4.0)), Float(exp(6.0))]]))
        #expect(abs(found - 0.5) < 1e-6)
        #expect(IntrinsicDimension.estimate([[0, 0, 0, 0]]) == nil && IntrinsicDimension.estimate([[Float]]()) == nil)
        #expect(IntrinsicDimension.estimate([[1, 1, 1, 1]]) == nil, "all at one distance")
    }

    @Test func anisotropyIsTheMeanOverAllPairs() {
        let vectors = filling(4, of: 7, count: 60)
        let shifted = batch(vectors.values.map { $0 + 2 }, dimension: 7), moments = VectorMoments(shifted)
        func naive(_ centre: [Double]) -> Double {
            let rows = (0..<60).map { row in zip(shifted.vector(row), centre).map { Double($0) - $1 } }
            var sum = 0.0
            for i in 0..<60 { for j in 0..<60 where i != j { sum += Measure.cosine.value(rows[i], rows[j]) } }
            return sum / (60 * 59)
        }
        #expect(abs(moments.meanCosine() - naive([Double](repeating: 0, count: 7))) < 1e-12)
        #expect(abs(moments.meanCosine(centre: moments.mean) - naive(moments.mean)) < 1e-12)
        #expect(moments.meanCosine() > 0.3 && abs(moments.meanCosine(centre: moments.mean)) < 0.05)
        var squares = 0.0
        for i in 0..<60 { for j in 0..<60 where i != j { squares += pow(Measure.euclidean.value(shifted.vector(i).map(Double.init), shifted.vector(j).map(Double.init)), 2) } }
        #expect(abs(moments.meanSquaredDistance / (squares / (60 * 59)) - 1) < 1e-9)
    }

    @Test func hubnessByHand() {
        let star = Hubness([[1], [0], [0], [0]], count: 4)
        #expect(star.most == 3 && star.antihubs == 0.5)
        // N = 3, 1, 0, 0: mean 1, Σ(N−1)² = 6, Σ(N−1)³ = 6.
        #expect(abs(star.skewness - (6.0 / 4) / pow(6.0 / 4, 1.5)) < 1e-12)
        #expect(Hubness([[1], [0]], count: 2).skewness == 0)
    }

    @Test func correlationOfAxes() {
        var random = SeededRandom(seed: 1)
        let values = (0..<4000).map { _ in Float(random.normal()) }
        #expect(VectorMoments(batch(values, dimension: 4)).axisCorrelation < 0.1)
        #expect(abs(VectorMoments(batch((0..<400).flatMap { [Float($0), Float(-2 * $0)] }, dimension: 2)).axisCorrelation - 1) < 1e-9)
        #expect(VectorMoments(batch([Float](repeating: 1, count: 80), dimension: 2)).axisCorrelation == 0)
    }

    @Test func duplicatesAreCounted() throws {
        var vectors = filling(3, of: 3, count: 200)
        for row in 0..<5 { for i in 0..<3 { vectors.values[(100 + row) * 3 + i] = vectors.values[row * 3 + i] } }
        for i in 0..<3 { vectors.values[150 * 3 + i] = vectors.values[50 * 3 + i] + 1e-4 }
        let advice = try Advice(vectors, path: "v.npy") { _, _ in true }
        #expect(advice.exactDuplicates == 5)
        #expect(advice.nearDuplicates >= 2 && advice.nearDuplicates < 60)
        #expect(advice.index.name == "flat" && advice.recommendations.count == 4)
        #expect(advice.recommendations.allSatisfy { !$0.experiment.isEmpty && !$0.here.isEmpty })
        #expect(Set(advice.json.keys).isSuperset(of: ["intrinsic_dimension", "norms", "anisotropy", "hubness", "duplicates", "measures", "index"]))
    }

    @Test func equalVectorsHaveAnAnswer() throws {
        let advice = try Advice(batch([Float](repeating: 0, count: 60), dimension: 2), path: "v.npy") { _, _ in true }
        #expect(advice.intrinsicDimension == nil && advice.exactDuplicates == 29 && advice.norms.zeros == 30 && advice.meanCosine == 0)
        #expect(advice.json["intrinsic_dimension"] == .null)
        let units = try Advice(batch((0..<60).map { Float($0 % 2) }, dimension: 2), path: "v.npy") { _, _ in true }
        #expect(units.norms.spread == 0 && units.recommendations[0].here.contains("one order"))
        #expect(throws: StorageError.self) { try Advice(batch([Float](repeating: 0, count: 60), dimension: 2), path: "v.npy") { _, _ in false } }
    }
}
