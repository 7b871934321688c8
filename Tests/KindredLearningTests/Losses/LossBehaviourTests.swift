import KindredLearning
import KindredMath
import KindredNN
import Testing

@Suite struct LossBehaviourTests {
    static let losses: [@Sendable () -> any EmbeddingLoss<Double>] = [
        { ContrastiveLoss() }, { SquaredContrastiveLoss() }, { TripletLoss() }, { InfoNCELoss() }, { HardContrastiveLoss() }, { SupConLoss() },
        { SiameseLoss(dimension: 3) }, { SoftmaxLoss(LossTrial.head) }, { MarginSoftmaxLoss(LossTrial.head, margin: .angle(0.5), scale: 64) },
        { MarginSoftmaxLoss(LossTrial.head, margin: .linear(0.45), scale: 64) }, { MultipleAngleLoss(LossTrial.head, hasUnitColumns: true) },
        { MarginSoftmaxLoss(LossTrial.head, margin: .combined(1.2, 0.1, 0.1), scale: 16) }, { CenterLoss(LossTrial.head) },
    ]

    /// Σ over pairs of one class of ln(1 + e^{−z}), of others of ln(1 + e^{z}), z = 1 − |a − b|₁, by plain loops in numpy.
    @Test func siamesePairsByPlainLoops() throws {
        let trial = try LossTrial(SiameseLoss(dimension: 3))
        #expect(abs(trial.value - 0.7608853869570633) < 1e-12)
        #expect(try LossTrial.worstDerivative(of: SiameseLoss(dimension: 3)) < 1e-6)
    }

    /// Rows in another order are the same batch.
    @Test(arguments: losses.indices) func orderDoesNotMatter(place: Int) throws {
        let order = [3, 5, 0, 2, 4, 1], loss = Self.losses[place]()
        let rows = Tensor(rows: order.map { BatchG.embeddings[$0] })
        let shuffled = Self.value(loss, rows, order.map { BatchG.labels[$0] })
        let plain = Self.value(loss, Tensor(rows: BatchG.embeddings), BatchG.labels)
        #expect(abs((shuffled ?? .nan) - (plain ?? .infinity)) < 1e-12)
    }

    /// Zero rows, equal rows and rows far out give numbers, and numbers for gradients.
    @Test(arguments: losses.indices) func oddRowsGiveNumbers(place: Int) throws {
        let rows: [[Double]] = [[0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1], [1e6, 0, -1e6], [-1, -1, -1]]
        let loss = Self.losses[place](), embeddings = Variable<Double>(Tensor(rows: rows), requiresGradient: true)
        let value = try #require(loss(embeddings, LossBatch(labels: BatchG.labels)))
        value.backward()
        #expect(value.value.scalar.isFinite)
        #expect(embeddings.gradient?.scalars.allSatisfy(\.isFinite) == true)
        #expect(loss.parameters.allSatisfy { $0.gradient?.scalars.allSatisfy(\.isFinite) == true })
    }

    /// Batches without a positive or a negative pair are passed over.
    @Test(arguments: losses.indices) func loneClassesGiveNoNonsense(place: Int) {
        let loss = Self.losses[place]()
        for labels in [[0, 0, 0, 0, 0, 0], [0], []] {
            let rows = Tensor<Double>(BatchG.embeddings.prefix(labels.count).flatMap { $0 }, shape: [labels.count, 3])
            if labels.isEmpty { continue }
            let value = Self.value(loss, rows, labels)
            #expect(value.map(\.isFinite) ?? true)
        }
    }

    /// Training in Float32 sees the same loss.
    @Test func singlePrecisionAgrees() throws {
        let rows = Variable(Tensor<Float>(rows: BatchG.embeddings.map { $0.map { Float($0) } })), batch = LossBatch(labels: BatchG.labels)
        let head = ClassHead<Float>(Tensor(rows: BatchG.classWeights.map { $0.map { Float($0) } }))
        #expect(abs((InfoNCELoss<Float>()(rows, batch)?.value.scalar ?? 0) - 6.321473947614) < 1e-4)
        let arc = MarginSoftmaxLoss<Float>(head, margin: .angle(28.6 * .pi / 180), scale: 64)
        #expect(abs((arc(rows, batch)?.value.scalar ?? 0) - 28.116402329739) < 3e-3)
    }

    @Test func chosenTriplets() throws {
        let batchHard = TripletMiner(.batchHard).triplets(BatchG.distances, labels: BatchG.labels)
        let trial = try LossTrial(TripletLoss<Double>(margin: 0.2, reducer: .mean), tuples: .triplets(batchHard))
        let distances = BatchG.distances
        let expected = batchHard.reduce(0.0) { $0 + max(0, 0.2 + distances[$1.anchor, $1.positive] - distances[$1.anchor, $1.negative]) } / 6
        #expect(abs(trial.value - expected) < 1e-12)
        #expect(try LossTrial.worstDerivative(of: TripletLoss<Double>(margin: 0.2), tuples: .triplets(batchHard)) < 1e-6)
    }

    @Test func weightsCount() throws {
        let light = Tuples.pairs(positive: [RowPair(0, 1, weight: 0.5)], negative: []), full = Tuples.pairs(positive: [RowPair(0, 1)], negative: [])
        let loss = ContrastiveLoss<Double>(reducer: .mean)
        #expect(abs(try LossTrial(loss, tuples: light).value - 0.5 * LossTrial(loss, tuples: full).value) < 1e-12)
    }

    @Test func smoothingMixesInTheMean() throws {
        let plain = try LossTrial(SoftmaxLoss(LossTrial.head)).value, smooth = try LossTrial(SoftmaxLoss(LossTrial.head, smoothing: 0.3)).value
        let even = try LossTrial(SoftmaxLoss(LossTrial.head, smoothing: 1)).value
        #expect(abs(smooth - 0.7 * plain - 0.3 * even) < 1e-12)
    }

    /// β falls in a straight line and is gone.
    @Test func hardnessAnneals() throws {
        let loss = HardContrastiveLoss<Double>(hardness: 1, annealingIterations: 10)
        #expect(abs(try LossTrial(loss, iteration: 1).value - 2.136294176820) < 1e-11)
        #expect(abs(try LossTrial(loss, iteration: 6).value - 2.045625189562) < 1e-11)
        #expect(abs(try LossTrial(loss, iteration: 99).value - 1.901280554971) < 1e-11)
    }

    private static func value(_ loss: any EmbeddingLoss<Double>, _ rows: Tensor<Double>, _ labels: [Int]) -> Double? {
        loss(Variable(rows), LossBatch(labels: labels))?.value.scalar
    }
}
