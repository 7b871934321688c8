import KindredLearning
import Testing

@Suite struct SamplerTests {
    let labels = (0..<120).map { $0 < 3 ? 0 : 1 + $0 % 9 }

    @Test func classSamplerGivesPClassesOfKRows() {
        let sampler = ClassSampler(labels: labels, classesPerBatch: 4, rowsPerClass: 5, seed: 3)
        let batches = sampler.batches(epoch: 2)
        #expect(batches.count == 6)
        for batch in batches {
            let classes = Dictionary(grouping: batch) { labels[$0] }
            #expect(batch.count == 20 && classes.count == 4)
            for (label, rows) in classes { #expect(rows.count == 5 && Set(rows).count == min(5, labels.count { $0 == label })) }
        }
        #expect(sampler.batches(epoch: 2) == batches)
        #expect(sampler.batches(epoch: 3) != batches)
    }

    @Test func classesTakeTurns() {
        let sampler = ClassSampler(labels: labels, classesPerBatch: 5, rowsPerClass: 2, batchesPerEpoch: 8)
        let counts = sampler.batches(epoch: 0).joined().reduce(into: [:]) { $0[labels[$1], default: 0] += 1 }
        #expect(counts.count == 10 && counts.values.allSatisfy { $0 == 8 })
        #expect(ClassSampler(labels: [1, 1, 2], classesPerBatch: 9, rowsPerClass: 1).classesPerBatch == 2)
    }

    @Test func uniformSamplerSeesEveryRowOnce() {
        let batches = UniformSampler(count: 100, batch: 30).batches(epoch: 1)
        #expect(batches.map(\.count) == [30, 30, 30])
        #expect(Set(batches.joined()).count == 90)
        #expect(UniformSampler(count: 110, batch: 30).batches(epoch: 1).map(\.count) == [30, 30, 30, 20])
        #expect(UniformSampler(count: 3, batch: 30).batches(epoch: 1).map(\.count) == [3])
        #expect(UniformSampler(count: 0, batch: 30).batches(epoch: 1).isEmpty)
    }

    @Test func balancedSamplerFavoursNoClass() {
        let sampler = BalancedSampler(labels: labels, batch: 50, batchesPerEpoch: 200)
        let counts = sampler.batches(epoch: 0).joined().reduce(into: [:]) { $0[labels[$1], default: 0] += 1 }
        for label in 0...9 { #expect(abs(Double(counts[label] ?? 0) - 1000) < 150) }
        #expect(BalancedSampler(labels: [], batch: 3).batches(epoch: 0).isEmpty)
    }
}
