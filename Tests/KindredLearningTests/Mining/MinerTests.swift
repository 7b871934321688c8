import KindredLearning
import KindredMath
import Testing

@Suite struct MinerTests {
    private func count(_ choice: TripletMiner.Choice, margin: Double) -> Int {
        TripletMiner(choice, margin: margin).triplets(BatchG.distances, labels: BatchG.labels).count
    }

    @Test func goldenBatch() {
        #expect(count(.all, margin: 0.2) == 15 && count(.hard, margin: 0.2) == 11 && count(.easy, margin: 0.2) == 9)
        #expect(count(.all, margin: 1) == 23 && count(.hard, margin: 1) == 11 && count(.semiHard, margin: 1) == 12 && count(.easy, margin: 1) == 1)
        let semiHard = TripletMiner(.semiHard, margin: 0.2).triplets(BatchG.distances, labels: BatchG.labels)
        #expect(semiHard == [Triplet(0, 1, 2), Triplet(1, 0, 4), Triplet(3, 2, 1), Triplet(3, 2, 4)])
        let batchHard = TripletMiner(.batchHard).triplets(BatchG.distances, labels: BatchG.labels)
        #expect(batchHard.map(\.negative) == [2, 2, 1, 1, 2, 0])
        #expect(batchHard.map(\.positive) == [1, 0, 3, 2, 5, 4])
    }

    @Test(arguments: [0.1, 0.2, 0.7]) func typesDivideAllTriplets(margin: Double) {
        let all = Tuples.allTriplets(BatchG.labels)
        guard case .triplets(let triplets) = all else { return }
        #expect(triplets.count == 24)
        #expect(count(.easy, margin: margin) + count(.semiHard, margin: margin) + count(.hard, margin: margin) == 24)
        #expect(count(.all, margin: margin) == count(.semiHard, margin: margin) + count(.hard, margin: margin))
    }

    @Test func anchorsWithoutCompanyAreSkipped() {
        let distances = Matrix<Float>([[0, 1, 2], [1, 0, 2], [2, 2, 0]])
        for choice in TripletMiner.Choice.allCases {
            #expect(TripletMiner(choice).triplets(distances, labels: [1, 2, 3]).isEmpty)
            #expect(TripletMiner(choice).triplets(distances, labels: [1, 1, 1]).isEmpty)
        }
    }

    @Test func easyNegativesStepInForMissingSemiHardOnes() {
        // The negatives of 0 are at 0.1 (hard), 3 and 2 (easy); none is semi-hard.
        let distances = Matrix<Float>([[0, 1, 0.1, 3, 2], [1, 0, 5, 5, 5], [0.1, 5, 0, 5, 5], [3, 5, 5, 0, 5], [2, 5, 5, 5, 0]])
        let labels = [0, 0, 1, 2, 3]
        #expect(TripletMiner(.semiHard).triplets(distances, labels: labels).isEmpty)
        let found = TripletMiner(.semiHard, fallsBackToEasy: true).triplets(distances, labels: labels)
        #expect(found.first == Triplet(0, 1, 4))
    }

    @Test func tuplesChangeForm() {
        guard case .pairs(let positive, let negative) = Tuples.triplets([Triplet(0, 1, 2), Triplet(0, 1, 3)]).asPairs else {
            Issue.record("no pairs")
            return
        }
        #expect(positive == [RowPair(0, 1)] && negative == [RowPair(0, 2), RowPair(0, 3)])
        #expect(Tuples.pairs(positive: positive, negative: negative).asTriplets == .triplets([Triplet(0, 1, 2), Triplet(0, 1, 3)]))
        #expect(Tuples.allPairs([4]).isEmpty)
    }

    @Test func schedulesGoFromStageToStage() throws {
        let schedule = try MiningSchedule(parsing: "easy:2,semihard:8,hard")
        #expect((0..<12).map(schedule.choice) == [.easy, .easy] + [TripletMiner.Choice](repeating: .semiHard, count: 8) + [.hard, .hard])
        #expect(MiningSchedule(.batchHard).choice(atEpoch: 99) == .batchHard)
    }

    @Test(arguments: ["", "easy:2", "easy,hard", "easy:0,hard", "best", "easy:2,hard:3"]) func otherSchedulesAreRefused(text: String) {
        #expect(throws: LearningError.self) { try MiningSchedule(parsing: text) }
    }

    @Test func collapseIsNoticed() {
        let detector = CollapseDetector()
        #expect(!detector.hasCollapsed(BatchG.distances))
        #expect(detector.hasCollapsed(Matrix<Float>(rows: 5, columns: 5)))
        #expect(detector.hasCollapsed(Matrix<Float>([[0, .nan], [.nan, 0]])))
        #expect(!detector.hasCollapsed(Matrix<Float>(rows: 1, columns: 1)))
    }

    @Test func hardNegativesAreTheNearestOfOtherClasses() throws {
        let rows = normalRows(200, 4), labels = (0..<200).map { $0 % 5 }
        let negatives = try HardNegatives(rows, labels: labels, source: ExactNegativeSource(threads: 2), perAnchor: 3, reach: 70)
        for anchor in [0, 17, 199] {
            let scores = (0..<200).map { other in zip(rows.row(anchor), rows.row(other)).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
            let expected = (0..<200).filter { labels[$0] != labels[anchor] }.sorted { scores[$0] > scores[$1] }.prefix(3)
            #expect(negatives.rows(of: anchor) == Array(expected))
        }
        #expect(negatives.coverage == 1)
    }

    @Test func duplicatesWithAnotherLabelAreLeftOut() throws {
        let rows = Matrix<Float>([[1, 0], [1, 0], [0.8, 0.6], [0, 1]])
        let negatives = try HardNegatives(rows, labels: [0, 1, 1, 0], source: ExactNegativeSource(), minimumGap: 0.01)
        #expect(negatives.rows(of: 0) == [2])
        #expect(try HardNegatives(rows, labels: [0, 1, 1, 0], source: ExactNegativeSource()).rows(of: 0) == [1, 2])
    }

    @Test func adaptiveWeightsFollowSimilarity() {
        var negatives = AdaptiveNegatives(count: 3, sharpness: 2, rate: 0.5)
        negatives.update(similarities: [0.5, 0, -0.5])
        let powers = [1, 0.36787944117144233, 0.1353352832366127], sum = 1.503214724408055
        for (weight, power) in zip(negatives.weights, powers) { #expect(abs(weight - (0.5 / 3 + 0.5 * power / sum)) < 1e-12) }
        var random = SeededRandom(seed: 1)
        let draws = negatives.draw(30_000, &random)
        for i in 0..<3 { #expect(abs(Double(draws.count { $0 == i }) / 30_000 - negatives.weights[i]) < 0.015) }
        var uniform = AdaptiveNegatives(count: 4, sharpness: 0)
        uniform.update(similarities: [9, -9, 3, 1])
        #expect(uniform.weights == [0.25, 0.25, 0.25, 0.25])
        #expect(AdaptiveNegatives(count: 0).draw(5, &random).isEmpty)
    }
}
