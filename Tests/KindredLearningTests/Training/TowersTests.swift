import Foundation
@testable import KindredLearning
import KindredMath
import KindredNN
import KindredSimilarity
import Testing

/// Encoders of their own for what asks and what is stored.
@Suite struct TowersTests {
    /// Orbits of three under a turn by 120 degrees in four planes, with a little noise; the triplets of whoever wants the next and not the one before.
    ///
    /// No symmetric similarity orders more than two of the three triplets of an orbit: s(0, 1) > s(0, 2) > s(2, 1) > s(1, 0) is a contradiction.
    static func successors(_ orbits: Int, noise: Double = 0.05, seed: UInt64 = 2) -> (rows: Matrix<Float>, triplets: [Triplet]) {
        var random = SeededRandom(seed: seed), elements: [Float] = [], triplets: [Triplet] = []
        for orbit in 0..<orbits {
            let polar = (0..<4).map { _ in (0.5 + random.uniform(), 2 * Double.pi * random.uniform()) }
            for step in 0..<3 {
                for (radius, angle) in polar {
                    let turned = angle + 2 * Double.pi * Double(step) / 3
                    elements += [radius * Double.cosine(turned), radius * Double.sine(turned)].map { Float($0 + noise * random.normal()) }
                }
                triplets.append(Triplet(3 * orbit + step, 3 * orbit + (step + 1) % 3, 3 * orbit + (step + 2) % 3))
            }
        }
        return (Matrix(rows: 3 * orbits, columns: 8, elements: elements), triplets)
    }

    static func plan(_ loss: LossKind, _ encoder: EncoderKind = .mlp, _ towers: TowerKind = .asymmetric, epochs: Int = 25) -> TrainingPlan {
        var plan = TrainerTests.plan(loss, encoder, epochs: epochs)
        plan.towers = towers
        return plan
    }

    @Test(arguments: [EncoderKind.linear, .mlp]) func learnWhatNoSymmetricMeasureCan(encoder: EncoderKind) throws {
        let data = Self.successors(150)
        func outcome(_ towers: TowerKind) throws -> TrainingOutcome {
            var plan = Self.plan(.triplet, encoder, towers, epochs: 60)
            plan.heldOut = 0.3
            return try TupleTrainer(data.rows, tuples: .triplets(data.triplets), plan: plan, threads: 2).train()
        }
        let shared = try outcome(.shared), asymmetric = try outcome(.asymmetric)
        #expect(shared.queryEncoder == nil && shared.verdict.after < 0.75, "\(shared.verdict)")
        #expect(asymmetric.verdict.isPromoted && asymmetric.verdict.after > 0.97, "\(asymmetric.verdict)")
        #expect(abs(asymmetric.verdict.before - 0.5) < 0.15 && asymmetric.verdict.figure == "triplet-accuracy")
        let measure = try #require(try asymmetric.measure)
        #expect(measure.name == "towers" && !measure.isSymmetric && measure.encoder == asymmetric.encoder && measure.towers?.query == asymmetric.queryEncoder)
        // What follows ranks first, and what was asked for by is not what is found.
        let right = data.triplets.count { triplet in
            let asking = data.rows.row(triplet.anchor), next = data.rows.row(triplet.positive)
            return measure.value(asking.span, next.span) > measure.value(next.span, asking.span)
        }
        #expect(Double(right) > 0.95 * Double(data.triplets.count))
    }

    @Test(arguments: [(LossKind.contrastive, false), (.ntXent, true), (.siamese, false)]) func listsTeachThem(loss: LossKind, isTriplets: Bool) throws {
        let data = Self.successors(150)
        let pairs = Tuples.pairs(positive: data.triplets.map { RowPair($0.anchor, $0.positive) }, negative: data.triplets.map { RowPair($0.anchor, $0.negative) })
        let verdict = try TupleTrainer(data.rows, tuples: isTriplets ? .triplets(data.triplets) : pairs, plan: Self.plan(loss, epochs: 60), threads: 2).train().verdict
        #expect(verdict.isPromoted && verdict.after > 0.9, "\(verdict)")
    }

    @Test(arguments: LossKind.allCases.filter(\.comparesRows)) func labelsTeachThem(loss: LossKind) throws {
        let data = TrainerTests.hiddenClasses(420)
        let outcome = try Trainer(data.rows, labels: data.labels, plan: Self.plan(loss), threads: 2).train()
        #expect(outcome.verdict.isPromoted && outcome.queryEncoder != nil && outcome.queryEncoder != outcome.encoder, "\(outcome.verdict)")
    }

    @Test(arguments: [MinerKind.semiHard, .hard, .batchHard, .adaptive]) func minersServeThem(miner: MinerKind) throws {
        let data = TrainerTests.hiddenClasses(300)
        var plan = Self.plan(.triplet, epochs: 15)
        (plan.miner, plan.mixedNegatives) = (miner, miner == .hard ? 0.5 : nil)
        let verdict = try Trainer(data.rows, labels: data.labels, plan: plan).train().verdict
        #expect(verdict.after > verdict.before, "\(miner): \(verdict)")
    }

    /// Anchors of a mined batch ask, everything else is stored, and a row is not compared with itself.
    @Test func minersLookFromQueriesToItems() throws {
        let settings = try TrainingSettings(Self.hardest(), rows: 3, dimension: 2, classes: 2)
        var mining = try BatchMining(settings, source: ExactNegativeSource())
        try mining.begin(epoch: 0, labels: [0, 0, 1]) { Matrix(rows: 0, columns: 2) }
        let items = Tensor<Float>([1, 0, 0, 1, -1, 0], shape: [3, 2]), asking = Tensor<Float>([-1, 0.1, 1, 0, 0, 1], shape: [3, 2])
        let tuples = mining.tuples(items, asking: asking, [0, 0, 1], iteration: 1)
        #expect(tuples?.asking(from: 3) == .triplets([Triplet(3, 1, 2), Triplet(4, 0, 2)]))
        #expect(mining.tuples(items, [0, 0, 1], iteration: 1) == .triplets([Triplet(0, 1, 2), Triplet(1, 0, 2)]))
    }

    private static func hardest() -> TrainingPlan {
        var plan = plan(.triplet)
        plan.miner = .batchHard
        return plan
    }

    @Test(arguments: [true, false]) func resumingAndThreadsChangeNothing(isListed: Bool) throws {
        let data = Self.successors(60)
        var plan = Self.plan(.triplet, epochs: 4)
        plan.noise = 0.1
        func train(_ threads: Int, _ checkpoint: TrainingCheckpoint? = nil, saves: ((TrainingCheckpoint) throws -> Void)? = nil) throws -> TrainingOutcome {
            if isListed { return try TupleTrainer(data.rows, tuples: .triplets(data.triplets), plan: plan, threads: threads).train(resuming: checkpoint, saves: saves) }
            return try Trainer(data.rows, labels: (0..<180).map { $0 % 3 }, plan: plan, threads: threads).train(resuming: checkpoint, saves: saves)
        }
        var checkpoints: [TrainingCheckpoint] = []
        let whole = try train(1, saves: { checkpoints.append($0) })
        let resumed = try train(3, TrainingCheckpoint(checkpoints[1].checkpoint()))
        #expect(whole.encoder != nil && resumed.encoder == whole.encoder && resumed.queryEncoder == whole.queryEncoder && resumed.losses == whole.losses)
        plan.towers = nil
        #expect(throws: LearningError.self) { try train(1, checkpoints[0]) }
    }

    @Test func refuseWhatMakesNoSense() {
        let rows = normalRows(40, 3), labels = (0..<40).map { $0 % 4 }
        func message(_ change: (inout TrainingPlan) -> Void) -> String {
            var plan = Self.plan(.triplet)
            change(&plan)
            do { _ = try Trainer(rows, labels: labels, plan: plan) } catch { return error.message }
            return ""
        }
        #expect(message { $0.loss = .arcFace }.contains("arcface has a column for each class"))
        #expect(message { $0.encoder = .conv }.contains("conv learns one encoder for both sides"))
        #expect(message { $0.miner = .index }.contains("mined within a batch"))
        #expect(message { $0.robust = RobustTraining(epsilon: 0.1) }.contains("without attacks"))
        #expect(message { _ in } == "")
    }

    @Test func pseudoNegativesAreStored() throws {
        let data = TrainerTests.hiddenClasses(300)
        var trainer = try Trainer(data.rows, labels: data.labels, plan: Self.plan(.contrastive, epochs: 8))
        trainer.pseudoNegatives = PseudoNegatives(rows: normalRows(12, 12), entries: (0..<12).map { .init(row: $0, label: $0 % 6) })
        let verdict = try trainer.train().verdict
        #expect(verdict.after > verdict.before, "\(verdict)")
    }
}

/// What torch makes of two small towers: see Fixtures/towers.py.
@Suite struct TowersGoldenTests {
    private struct Reference: Decodable {
        struct Loss: Decodable {
            var value: Double
            var gradients: [String: [Double]]
        }
        var weights: [String: [Double]]
        var rows: [Double]
        var triplets: [[Int]]
        var losses: [String: Loss]
    }

    @Test(arguments: [LossKind.triplet, .contrastive, .ntXent]) func lossesAndGradientsAreTorchs(loss: LossKind) throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/towers.json", withExtension: nil))
        let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)), golden = try #require(reference.losses[loss.rawValue])
        var plan = TowersTests.plan(loss)
        (plan.hidden, plan.dimension, plan.noise) = ([4], 3, 0)
        let settings = try TrainingSettings(plan, rows: 9, dimension: 5, classes: 9)
        let network = TowersNetwork(settings, inputs: 5, axes: Matrix(rows: 3, columns: 5))
        for parameter in network.parameters { parameter.value = Tensor(try #require(reference.weights[parameter.name]).map { Float($0) }, shape: parameter.value.shape) }
        let rows = Matrix(rows: 9, columns: 5, elements: reference.rows.map { Float($0) })
        let inputs = settings.makeInputs(VectorInputs(rows: rows, scaling: InputScaling(mean: [Float](repeating: 0, count: 5), factor: 1), noise: 0))
        let listed = ListedTuples(tuples: .triplets(reference.triplets.map { Triplet($0[0], $0[1], $0[2]) }), size: 100, seed: 0).asking(from: 9)
        let batch = try #require(listed.batches(epoch: 0).first)
        var none: SeededRandom?
        let embeddings = network.embeddings(Variable(inputs.tensor(batch.rows, &none)), .evaluation)
        let made = settings.makeLoss(classes: 9), computed = made(embeddings, LossBatch(labels: batch.rows, tuples: batch.tuples))
        let value = try #require(computed)
        value.backward()
        #expect(abs(Double(value.value.scalar) - golden.value) < 1e-5 * (1 + golden.value))
        let largest = golden.gradients.values.flatMap { $0 }.map { abs($0) }.max() ?? 0
        for parameter in network.parameters {
            let expected = try #require(golden.gradients[parameter.name]), gradient = try #require(parameter.gradient)
            for (a, b) in zip(gradient.scalars, expected) { #expect(abs(Double(a) - b) < 2e-5 * largest, "\(parameter.name)") }
        }
    }
}
