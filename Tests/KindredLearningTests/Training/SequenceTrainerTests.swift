import Foundation
import KindredMath
import Testing

@testable import KindredLearning

@Suite struct SequenceTrainerTests {
    /// Sines, ramps and noise of 12 to 20 steps, each begun at a random phase.
    private static func series(perClass: Int, features: Int = 1, scale: Float = 1) throws -> LabelledSequences {
        var random = SeededRandom(seed: 4), sequences = [[Float]](), labels = [Int]()
        for label in 0..<3 {
            for _ in 0..<perClass {
                let steps = Int(random.uniform(in: 12..<20)), phase = Double(random.uniform()) * 6
                let values = (0..<steps).flatMap { step -> [Float] in
                    let value = [sin(1.3 * Double(step) + phase), (Double(step) * 0.7 + phase).truncatingRemainder(dividingBy: 3) - 1.5, random.normal()][label]
                    return (0..<features).map { 50 + scale * Float(value + 0.05 * random.normal()) * Float($0 + 1) }
                }
                sequences.append(values)
                labels.append(label)
            }
        }
        return try LabelledSequences(sequences, of: .numbers(features), labels: labels)
    }

    private static func plan(epochs: Int) -> TrainingPlan {
        var plan = TrainingPlan(encoder: .lstm)
        (plan.dimension, plan.epochs, plan.heldOut, plan.seed, plan.learningRate) = (12, epochs, 0.3, 2, 0.01)
        return plan
    }

    @Test func kindsOfSeriesAreToldApart() throws {
        let outcome = try SequenceTrainer(Self.series(perClass: 24, scale: 20), plan: Self.plan(epochs: 150)).train()
        #expect(outcome.verdict.isPromoted, "\(outcome.verdict)")
        #expect(outcome.verdict.after > outcome.verdict.before, "\(outcome.verdict)")
    }

    /// The scaling of numbers is part of the first layer, and steps added before a sequence do not count: a sequence alone has the vector it
    /// has in a batch.
    @Test(arguments: [[], [5]]) func theEncoderIsTheNetwork(hidden: [Int]) throws {
        let data = try Self.series(perClass: 4, features: 2)
        var plan = Self.plan(epochs: 1)
        plan.hidden = hidden
        let rows = Array(data.sequences.indices), scaling = StepScaling(data, rows)
        let settings = try TrainingSettings(plan, rows: rows.count, dimension: 2, classes: 3)
        let network = SequenceNetwork(settings, data.step), inputs = SequenceInputs(data: data, scaling: scaling, noise: 0)
        var none: SeededRandom?
        let batch = network.embeddings(.init(inputs.tensor(rows, &none)), .evaluation).value
        let encoded = try SequenceEncoder(network, scaling).encode(data.sequences, threads: 2)
        #expect(batch.shape == [rows.count, 12] && encoded.columns == 12)
        #expect(zip(batch.scalars, encoded.elements).allSatisfy { abs($0 - $1) < 5e-4 })
    }

    @Test func tokensAreLearned() throws {
        var random = SeededRandom(seed: 1), sequences = [[Float]](), labels = [Int]()
        for label in 0..<2 {
            for _ in 0..<20 {
                // Both have the same tokens; only the order of 1 and 2 tells them apart.
                let filler = (0..<Int(random.uniform(in: 2..<6))).map { _ in Float(3 + Int(random.uniform(in: 0..<4))) }
                sequences.append(label == 0 ? [1] + filler + [2] : [2] + filler + [1])
                labels.append(label)
            }
        }
        let data = try LabelledSequences(sequences, of: .token(of: 8), labels: labels)
        let outcome = try SequenceTrainer(data, plan: Self.plan(epochs: 100)).train(), encoder = try #require(outcome.encoder)
        #expect(outcome.verdict.after > 0.8 && outcome.verdict.isPromoted, "\(outcome.verdict)")
        // 0 is padding, wherever it stands.
        #expect(encoder.encode([[1, 4, 2]]) == encoder.encode([[0, 1, 0, 4, 2, 0]]))
    }

    @Test func threadsAndInterruptionsChangeNothing() throws {
        let data = try Self.series(perClass: 8)
        let one = try SequenceTrainer(data, plan: Self.plan(epochs: 4), threads: 1).train()
        var kept: TrainingCheckpoint?
        let two = try SequenceTrainer(data, plan: Self.plan(epochs: 4), threads: 2).train(saves: { if $0.epoch == 2 { kept = $0 } })
        #expect(one.encoder == two.encoder && one.encoder != nil)
        let resumed = try SequenceTrainer(data, plan: Self.plan(epochs: 4)).train(resuming: kept)
        #expect(resumed.encoder == one.encoder)
    }

    @Test func wrongSequencesAreRefused() {
        func refusal(_ sequences: [[Float]], _ step: LabelledSequences.Step, _ labels: [Int] = [0, 0, 1, 1]) -> LearningError.Code? {
            do {
                _ = try LabelledSequences(sequences, of: step, labels: labels)
                return nil
            } catch { return error.code }
        }
        let good: [[Float]] = [[1, 2], [1, 2], [3, 4, 5, 6], [1, 1]]
        #expect(refusal(good, .numbers(2)) == nil)
        #expect(refusal(good, .numbers(2), [0, 0, 1]) == .dimensionMismatch)
        #expect(refusal(good, .numbers(3)) == .dimensionMismatch)
        #expect(refusal([[1], [], [1], [1]], .numbers(1)) == .dimensionMismatch)
        #expect(refusal([[1], [.nan], [1], [1]], .numbers(1)) == .notFinite)
        #expect(refusal([[1], [8], [1], [1]], .token(of: 8)) == .invalidParameter)
        #expect(refusal([[1], [1.5], [1], [1]], .token(of: 8)) == .invalidParameter)
        #expect(refusal([[1], [-1], [1], [1]], .token(of: 8)) == .invalidParameter)
        #expect(refusal([[1], [1]], .numbers(1), [0, 1]) == .tooFewRows)
        #expect(refusal([[1], [1], [1], [1]], .numbers(1), [0, 0, 0, 0]) == .tooFewRows)
    }
}
