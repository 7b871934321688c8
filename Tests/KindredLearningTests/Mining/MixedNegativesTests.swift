import KindredLearning
import KindredNN
import Testing

@Suite struct MixedNegativesTests {
    private static let labels = [0, 0, 1, 1, 2, 2]
    private static func embeddings() -> Variable<Double> {
        Variable(Tensor([1, 0.2, -0.3, 0.8, 0.5, 0.1, 0.9, 0.6, 0.2, 0.2, 0.9, 0.7, 0.6, 0.1, 0.5, 0.3, -0.4, -1], shape: [6, 3]), requiresGradient: true)
    }

    @Test func mixedRowsAreUnitAndNegativesOfOneAnchor() {
        let (mixed, batch) = MixedNegatives(share: 1).applied(to: Self.embeddings(), LossBatch(labels: Self.labels), seed: 3)
        #expect(mixed.shape == [18, 3] && batch.labels.count == 18)
        for row in 6..<18 {
            let length = (0..<3).reduce(0.0) { $0 + mixed.value[row, $1] * mixed.value[row, $1] }
            #expect(abs(length - 1) < 1e-9)
        }
        guard case .pairs(let positive, let negative)? = batch.tuples else {
            Issue.record("no pairs")
            return
        }
        #expect(positive.allSatisfy { $0.anchor < 6 && $0.other < 6 })
        #expect((6..<18).allSatisfy { place in negative.count { $0.other == place } == 1 })
    }

    @Test func harderNegativesCostMoreAndTeach() throws {
        let plain = try #require(InfoNCELoss<Double>(temperature: 0.5)(Self.embeddings(), LossBatch(labels: Self.labels)))
        let leaf = Self.embeddings(), (mixed, batch) = MixedNegatives(share: 1).applied(to: leaf, LossBatch(labels: Self.labels), seed: 3)
        let loss = try #require(InfoNCELoss<Double>(temperature: 0.5)(mixed, batch))
        #expect(loss.value.scalar > plain.value.scalar)
        loss.backward()
        #expect(leaf.gradient?.scalars.allSatisfy(\.isFinite) == true)
    }

    @Test func nothingIsMixedWithoutAShare() {
        let (same, batch) = MixedNegatives(share: 0).applied(to: Self.embeddings(), LossBatch(labels: Self.labels), seed: 3)
        #expect(same.shape == [6, 3] && batch.labels == Self.labels)
    }
}
