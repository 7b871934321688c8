@testable import KindredLearning
import KindredMath
import KindredNN
import KindredSimilarity
import Testing

@Suite struct TrainerTests {
    /// Classes that differ in two directions of many, of which the others are louder.
    static func hiddenClasses(_ count: Int, classes: Int = 6, seed: UInt64 = 1) -> (rows: Matrix<Float>, labels: [Int]) {
        var random = SeededRandom(seed: seed)
        let labels = (0..<count).map { $0 % classes }
        let elements = labels.flatMap { label -> [Float] in
            let angle = 2 * Double.pi * Double(label) / Double(classes)
            let signal = [Double.cosine(angle), Double.sine(angle)].map { Float($0 + 0.25 * random.normal()) }
            return signal + (0..<10).map { _ in Float(random.normal()) }
        }
        return (Matrix(rows: count, columns: 12, elements: elements), labels)
    }

    static func plan(_ loss: LossKind, _ encoder: EncoderKind = .mlp, epochs: Int = 12) -> TrainingPlan {
        var plan = TrainingPlan(loss: loss, encoder: encoder)
        plan.hidden = [32]
        plan.dimension = 8
        plan.epochs = epochs
        plan.batch = 32
        plan.learningRate = 0.005
        plan.rowsPerClass = 4
        return plan
    }

    /// Every loss finds what tells the classes apart.
    @Test(arguments: LossKind.allCases) func everyLossLearns(loss: LossKind) throws {
        let data = Self.hiddenClasses(420)
        let outcome = try Trainer(data.rows, labels: data.labels, plan: Self.plan(loss, epochs: 25), threads: 2).train()
        #expect(outcome.verdict.isPromoted, "\(outcome.verdict)")
        #expect(outcome.verdict.after > outcome.verdict.before + 0.02, "\(outcome.verdict)")
        #expect((outcome.losses.last ?? 0) < outcome.losses[0])
    }

    @Test(arguments: MinerKind.allCases) func everyMinerServes(miner: MinerKind) throws {
        let data = Self.hiddenClasses(300)
        for loss in [LossKind.triplet, .contrastive, .ntXent] {
            var plan = Self.plan(loss, epochs: 15)
            plan.miner = miner
            let verdict = try Trainer(data.rows, labels: data.labels, plan: plan).train().verdict
            // Easy triplets alone teach nothing: they are for the first epochs.
            #expect(miner == .easy ? verdict.after.isFinite : verdict.after > verdict.before, "\(loss) \(miner): \(verdict)")
        }
    }

    /// A linear encoder without unit norm is a Mahalanobis distance: it finds the two directions.
    @Test func linearEncodersFindTheDirections() throws {
        let data = Self.hiddenClasses(400)
        var plan = Self.plan(.contrastive, .linear, epochs: 60)
        plan.isUnit = false
        plan.dimension = 2
        var trainer = try Trainer(data.rows, labels: data.labels, plan: plan)
        trainer.baseline = .euclidean
        let outcome = try trainer.train(), encoder = try #require(outcome.encoder)
        #expect(outcome.verdict.isPromoted && encoder.isLinear && !outcome.settings.isUnit, "\(outcome.verdict) \(outcome.losses)")
        let weight = Matrix(rows: encoder.outputDimension, columns: encoder.inputDimension, elements: encoder.maps[0].weights)
        let quiet = (0..<2).map { abs(weight[$0, 0]) + abs(weight[$0, 1]) }.reduce(0, +), loud = (0..<2).flatMap { i in (2..<12).map { abs(weight[i, $0]) } }.reduce(0, +)
        #expect(quiet / 4 > loud / 20 * 2)
    }

    @Test func threadsDoNotMatter() throws {
        let data = Self.hiddenClasses(200)
        let encoders = try [1, 2, 5].map { try Trainer(data.rows, labels: data.labels, plan: Self.plan(.arcFace, epochs: 3), threads: $0).train().encoder }
        #expect(encoders[0] != nil && encoders[0] == encoders[1] && encoders[0] == encoders[2])
    }

    @Test func seedsMatter() throws {
        let data = Self.hiddenClasses(200)
        var plan = Self.plan(.supCon, epochs: 2)
        let first = try Trainer(data.rows, labels: data.labels, plan: plan).train()
        plan.seed = 9
        #expect(try Trainer(data.rows, labels: data.labels, plan: plan).train().encoder != first.encoder)
    }

    /// Stopped after an epoch and taken up by another trainer, it comes to the same bits.
    @Test(arguments: [(LossKind.center, OptimizerKind.adam), (.triplet, .rmsprop), (.sphereFace, .sgd)])
    func resumingChangesNothing(loss: LossKind, optimizer: OptimizerKind) throws {
        let data = Self.hiddenClasses(200)
        var plan = Self.plan(loss, epochs: 5)
        plan.optimizer = optimizer
        plan.noise = 0.1
        let trainer = try Trainer(data.rows, labels: data.labels, plan: plan)
        var checkpoints: [TrainingCheckpoint] = []
        let whole = try trainer.train(saves: { checkpoints.append($0) })
        #expect(checkpoints.map(\.epoch) == [1, 2, 3, 4, 5])
        let resumed = try Trainer(data.rows, labels: data.labels, plan: plan, threads: 2).train(resuming: checkpoints[2])
        #expect(resumed.encoder == whole.encoder && resumed.losses == whole.losses)
        let file = try TrainingCheckpoint(checkpoints[1].checkpoint())
        #expect(file == checkpoints[1])
        plan.learningRate = 0.5
        #expect(throws: LearningError.self) { try Trainer(data.rows, labels: data.labels, plan: plan).train(resuming: checkpoints[0]) }
    }

    @Test(arguments: [LossKind.contrastive, .normalizedSoftmax, .softmax, .sphereFace]) func ruinedRunsAreRefused(loss: LossKind) throws {
        let digits = try Digits.load(first: 500)
        var plan = TrainingPlan(loss: loss, encoder: .mlp)
        plan.learningRate = loss == .contrastive ? 50 : 1e6
        plan.epochs = 6
        let outcome = try Trainer(digits.rows, labels: digits.labels, plan: plan, threads: 2).train()
        #expect(!outcome.verdict.isPromoted && outcome.verdict.refusal != nil, "\(outcome.verdict)")
    }

    @Test func cancellingStops() throws {
        let data = Self.hiddenClasses(200)
        var asked = 0
        let error = #expect(throws: LearningError.self) {
            try Trainer(data.rows, labels: data.labels, plan: Self.plan(.triplet)).train(isCancelled: {
                asked += 1
                return asked > 5
            })
        }
        #expect(error?.code == .cancelled && asked == 6)
    }

    @Test func fewClassesOfAnOpenSetAreSaid() throws {
        let data = Self.hiddenClasses(300)
        var plan = Self.plan(.supCon, epochs: 3)
        plan.isOpenSet = true
        plan.heldOut = 0.5
        let outcome = try Trainer(data.rows, labels: data.labels, plan: plan).train()
        #expect(outcome.warnings.count == 1 && outcome.warnings[0].contains("3 classes"))
    }

    @Test func whatCannotBeLearntIsRefused() {
        let data = Self.hiddenClasses(20)
        #expect(throws: LearningError.self) { try Trainer(data.rows, labels: [1, 2], plan: Self.plan(.triplet)) }
        #expect(throws: LearningError.self) { try Trainer(data.rows, labels: [Int](repeating: 1, count: 20), plan: Self.plan(.triplet)) }
        var plan = Self.plan(.triplet)
        plan.dropout = 1
        let error = #expect(throws: LearningError.self) { try Trainer(data.rows, labels: data.labels, plan: plan) }
        #expect(error?.message == "dropout is 1.0: 0.0...0.999 is allowed")
    }

    /// The chain of layers is the network that was trained.
    @Test(arguments: [[], [7], [9, 5]]) func encodersAreTheirNetworks(hidden: [Int]) throws {
        var plan = Self.plan(.contrastive, hidden.isEmpty ? .linear : .mlp)
        plan.hidden = hidden
        plan.dimension = 4
        let data = Self.hiddenClasses(50)
        let settings = try TrainingSettings(plan, rows: 50, dimension: 12, classes: 6), scaling = InputScaling(data.rows, Array(0..<50))
        let network = VectorNetwork(settings, inputs: 12, axes: principalAxes(data.rows, Array(0..<50), scaling, count: 4))
        for parameter in network.parameters {
            var random = SeededRandom(seed: 4)
            for i in parameter.value.scalars.indices { parameter.value.scalars[i] += Float(0.3 * random.normal()) }
        }
        let own = network.embeddings(Variable(scaling.tensor(data.rows, Array(0..<50))), .evaluation).value
        let encoder = try network.encoder(scaling)
        for (a, b) in zip(own.scalars, encoder.embeddings(of: data.rows, isUnit: false, threads: 2).elements) { #expect(abs(a - b) < 1e-4) }
    }
}
