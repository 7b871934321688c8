import KindredLearning
import KindredMath
import KindredNN
import KindredSimilarity
import Testing

@Suite struct PseudoNegativesTests {
    /// Two classes that the first two of six components tell apart, and rows that lie near the first class but for the third component.
    private static func data() -> (rows: Matrix<Float>, labels: [Int], others: Matrix<Float>) {
        var random = SeededRandom(seed: 2)
        let row = { (first: Double, third: Double) in (0..<6).map { j in Float((j == 0 ? first : j == 2 ? third : 0) + 0.3 * random.normal()) } }
        return (Matrix((0..<80).map { row($0 % 2 == 0 ? 1 : -1, 0) }), (0..<80).map { $0 % 2 }, Matrix((0..<20).map { _ in row(1, 1.5) }))
    }

    private static func trainer(_ loss: LossKind, miner: MinerKind = .all) throws -> (Trainer, Matrix<Float>, [Int], Matrix<Float>) {
        let (rows, labels, others) = data()
        var plan = TrainingPlan(loss: loss, encoder: .linear)
        (plan.epochs, plan.seed, plan.dimension, plan.noise, plan.miner, plan.learningRate) = (100, 1, 3, 0, miner, 0.02)
        return (try Trainer(rows, labels: labels, plan: plan), rows, labels, others)
    }

    /// How alike the others are to the rows of class 0, on average.
    private static func nearness(_ outcome: TrainingOutcome, _ rows: Matrix<Float>, _ others: Matrix<Float>) throws -> Double {
        let encoder = try #require(outcome.encoder)
        let a = encoder.embeddings(of: rows, isUnit: true), b = encoder.embeddings(of: others, isUnit: true)
        let values = try Measure.cosine.values(queries: b.elements.span, rows: a.elements.span, dimension: a.columns)
        return (0..<others.rows).reduce(0.0) { sum, i in sum + stride(from: 0, to: rows.rows, by: 2).reduce(0.0) { $0 + Double(values[i, $1]) } } / Double(others.rows * rows.rows / 2)
    }

    @Test(arguments: [(LossKind.contrastive, MinerKind.all), (.triplet, .all), (.triplet, .semiHard), (.siamese, .all), (.ntXent, .all), (.supCon, .all), (.contrastive, .index)])
    func whatIsNotOfAClassIsPushedFromIt(loss: LossKind, miner: MinerKind) throws {
        var (trainer, rows, labels, others) = try Self.trainer(loss, miner: miner)
        let plain = try Self.nearness(trainer.train(), rows, others)
        trainer.pseudoNegatives = PseudoNegatives(rows: others, entries: (0..<20).map { .init(row: $0, label: labels[0]) })
        let outcome = try trainer.train()
        let pushed = try Self.nearness(outcome, rows, others)
        #expect(pushed < plain - 0.1, "\(pushed) and \(plain)")
        // The same again, on any number of threads.
        trainer.threads = 2
        #expect(try trainer.train().encoder == outcome.encoder)
    }

    @Test func noneChangeNothing() throws {
        var (trainer, _, _, others) = try Self.trainer(.contrastive)
        let plain = try trainer.train().encoder
        trainer.pseudoNegatives = PseudoNegatives(rows: others, entries: [])
        #expect(try trainer.train().encoder == plain)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var (trainer, _, _, others) = try Self.trainer(.contrastive)
        for entry in [PseudoNegatives.Entry(row: 20, label: 0), .init(row: 0, label: 9), .init(row: 0, label: 0, weight: 0), .init(row: 0, label: 0, weight: 1.5)] {
            trainer.pseudoNegatives = PseudoNegatives(rows: others, entries: [entry])
            #expect(throws: LearningError.self) { try trainer.train() }
        }
        trainer.pseudoNegatives = PseudoNegatives(rows: Matrix([[1, 2]]), entries: [.init(row: 0, label: 0)])
        #expect(throws: LearningError.self) { try trainer.train() }
        (trainer, _, _, others) = try Self.trainer(.normalizedSoftmax)
        trainer.pseudoNegatives = PseudoNegatives(rows: others, entries: [.init(row: 0, label: 0)])
        #expect(throws: LearningError.self) { try trainer.train() }
    }

    /// A negative of weight w counts w times as much in what it adds, whichever loss it is.
    @Test func weightsOfNegativesCount() throws {
        let embeddings = Variable(Tensor<Double>([1, 0, 0.9, 0.2, 0.8, 0.6], shape: [3, 2]))
        let batch = { (weight: Double) in LossBatch(labels: [0, 0, 1], tuples: .pairs(positive: [RowPair(0, 1)], negative: [RowPair(0, 2, weight: weight)])) }
        let whole = try #require(TripletLoss<Double>(margin: 1)(embeddings, batch(1))).value.scalar, half = try #require(TripletLoss<Double>(margin: 1)(embeddings, batch(0.5))).value.scalar
        #expect(abs(half - whole / 2) < 1e-12)
        // ln(1 + w e^{s₋ − s₊}) under a temperature of 1.
        let loss = InfoNCELoss<Double>(temperature: 1), one = try #require(loss(embeddings, batch(1))).value.scalar, quarter = try #require(loss(embeddings, batch(0.25))).value.scalar
        let power = Double.exponential(one) - 1
        #expect(abs(Double.exponential(quarter) - 1 - power / 4) < 1e-12)
    }
}
