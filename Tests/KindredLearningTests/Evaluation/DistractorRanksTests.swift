@testable import KindredLearning
import KindredMath
import Testing

@Suite struct DistractorRanksTests {
    @Test func sizesGrowByTens() throws {
        #expect(try DistractorRanks(distractors: 1).sizes == [1])
        #expect(try DistractorRanks(distractors: 10).sizes == [10])
        #expect(try DistractorRanks(distractors: 2_500).sizes == [10, 100, 1_000, 2_500])
        #expect(throws: LearningError.self) { try DistractorRanks(distractors: 0) }
    }

    /// By hand: two mates at 1 and 3; of the distractors 2 and 3 the second ties with the farther mate, which counts against it.
    @Test func tiesCountAgainst() throws {
        var ranks = try DistractorRanks(distractors: 2)
        ranks.add(mates: [3, 1], distractors: [2, 3])
        #expect(ranks.trials == 2)
        #expect(ranks.points.map { [Double($0.distractors), $0.rank1, $0.rank10] } == [[2, 0.5, 1]])
        ranks.add(mates: [], distractors: [0, 0])
        ranks.add(mates: [2], distractors: [2, 9])
        #expect(ranks.trials == 3 && ranks.points[0].rank1 == 1.0 / 3)
    }

    /// Against ranks counted one by one, with values that often tie.
    @Test(arguments: [(9, 7), (40, 30), (150, 100)]) func ratesAreThoseOfRanksCountedOneByOne(distractors: Int, values: Int) throws {
        var random = SeededRandom(seed: UInt64(distractors)), ranks = try DistractorRanks(distractors: distractors), parts = ranks
        var naive: [Int: [Int]] = [:]
        for probe in 0..<25 {
            let mates = (0..<probe % 5).map { _ in Float(random.integer(below: values / 3)) }
            let others = (0..<distractors).map { _ in Float(random.integer(below: values)) }
            ranks.add(mates: mates, distractors: others)
            var part = parts.emptied
            part.add(mates: mates, distractors: others)
            parts.add(part)
            for size in ranks.sizes { naive[size, default: []] += mates.map { mate in 1 + others.prefix(size).count { $0 <= mate } } }
        }
        #expect(ranks.trials == 50 && parts.points == ranks.points)
        for point in ranks.points {
            let own = naive[point.distractors] ?? []
            #expect(point.rank1 == Double(own.count { $0 == 1 }) / 50 && point.rank10 == Double(own.count { $0 <= 10 }) / 50)
        }
        #expect(zip(ranks.points, ranks.points.dropFirst()).allSatisfy { $0.rank1 >= $1.rank1 && $0.rank10 >= $1.rank10 })
    }
}
