@testable import KindredLearning
import KindredMath
import KindredSimilarity
import Testing

@Suite struct ListTrainerTests {
    /// Triplets and pairs of rows as their classes have them.
    static func list(_ labels: [Int], _ count: Int, triplets: Bool) -> Tuples {
        var random = SeededRandom(seed: 7)
        let classes = Dictionary(grouping: labels.indices) { labels[$0] }
        let drawn = (0..<count).map { _ -> Triplet in
            let anchor = random.integer(below: labels.count), own = classes[labels[anchor]] ?? []
            var other = random.integer(below: labels.count)
            while labels[other] == labels[anchor] { other = random.integer(below: labels.count) }
            return Triplet(anchor, own[random.integer(below: own.count)], other)
        }
        return triplets ? .triplets(drawn) : .pairs(positive: drawn.map { RowPair($0.anchor, $0.positive) }, negative: drawn.map { RowPair($0.anchor, $0.negative, weight: 0.5) })
    }

    @Test(arguments: [(LossKind.triplet, true), (.contrastive, false), (.ntXent, true), (.siamese, false)])
    func listsTeach(loss: LossKind, isTriplets: Bool) throws {
        let data = TrainerTests.hiddenClasses(300)
        let trainer = try TupleTrainer(data.rows, tuples: Self.list(data.labels, 1500, triplets: isTriplets), plan: TrainerTests.plan(loss, epochs: 10), threads: 2)
        let outcome = try trainer.train()
        #expect(outcome.verdict.isPromoted && outcome.verdict.figure == (isTriplets ? "triplet-accuracy" : "pair-auc"), "\(outcome.verdict)")
        #expect(outcome.verdict.after > outcome.verdict.before + 0.05)
    }

    @Test func listsThatCannotTeachAreRefused() {
        let rows = normalRows(10, 3)
        #expect(throws: LearningError.self) { try TupleTrainer(rows, tuples: .triplets([Triplet(0, 1, 10)]), plan: TrainerTests.plan(.triplet)) }
        #expect(throws: LearningError.self) { try TupleTrainer(rows, tuples: .triplets([]), plan: TrainerTests.plan(.triplet)) }
        #expect(throws: LearningError.self) { try TupleTrainer(rows, tuples: .triplets([Triplet(0, 1, 2)]), plan: TrainerTests.plan(.arcFace)) }
    }

    @Test func batchesSpeakOfTheirOwnRows() {
        let list = ListedTuples(tuples: .triplets([Triplet(7, 3, 9), Triplet(3, 7, 1)]), size: 5, seed: 1)
        let batch = list.batches(epoch: 0)[0]
        #expect(batch.rows == [1, 3, 7, 9])
        guard case .triplets(let triplets)? = batch.tuples else { return }
        #expect(Set(triplets) == [Triplet(2, 1, 3), Triplet(1, 2, 0)])
    }

    /// The order of pairs is the area under the curve.
    @Test func orderOfPairs() throws {
        let scores = VerificationTests.scores, isSame = VerificationTests.isSame
        let pairs = scores.indices.map { RowPair($0, $0) }
        let tuples = Tuples.pairs(positive: pairs.filter { isSame[$0.anchor] }, negative: pairs.filter { !isSame[$0.anchor] })
        let values = tuples.order { place, _ in scores[place] }
        #expect(values.reduce(0, +) / 4 == 0.875)
    }

    /// On digits never seen, a learned similarity tells pairs apart better than the cosine.
    @Test func learnedSimilarityBeatsTheCosine() throws {
        let digits = try Digits.load()
        let outcome = try PairTrainer(digits.rows, labels: digits.labels, threads: 2).train()
        #expect(outcome.verdict.figure == "pair-auc" && (outcome.losses.last ?? 1) < 0.35, "\(outcome.losses)")
        #expect(outcome.verdict.after > outcome.verdict.before, "\(outcome.verdict)")
        #expect(outcome.network.dimension == 64 && outcome.network.hidden == 64)
    }
}
