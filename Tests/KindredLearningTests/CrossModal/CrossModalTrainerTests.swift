@testable import KindredLearning
import KindredMath
import Testing

@Suite struct CrossModalTrainerTests {
    /// Two views of three hidden numbers, of which the second knows the first only by its size: no linear map sees that.
    private func bent(_ count: Int) -> (Matrix<Float>, Matrix<Float>) {
        var random = SeededRandom(seed: 8)
        var a = Matrix<Float>(rows: count, columns: 5), b = Matrix<Float>(rows: count, columns: 4)
        for row in 0..<count {
            let h = (0..<3).map { _ in random.normal() }
            for (j, value) in [h[0], h[1], h[2], h[0] + h[1], h[1] - h[2]].enumerated() { a[row, j] = Float(value) }
            for (j, value) in [abs(h[0]), h[1] * h[1], abs(h[2]), h[1]].enumerated() { b[row, j] = Float(value + 0.05 * random.normal()) }
        }
        return (a, b)
    }

    private func settings(epochs: Int) -> CrossModalSettings {
        var settings = CrossModalSettings()
        settings.hidden = [64]
        settings.epochs = epochs
        settings.batch = 128
        settings.learningRate = 0.003
        settings.dropout = 0
        settings.noise = 0.02
        settings.dimension = 8
        return settings
    }

    @Test func whatBendsIsLearnedBeyondCCA() throws {
        let (a, b) = bent(900)
        var told = 0
        let outcome = try CrossModalTrainer(a, b, settings: settings(epochs: 40)).train(progress: { told = $0.epoch })
        #expect(told == 40 && outcome.losses.count == 40 && outcome.losses[39] < outcome.losses[0] - 0.5)
        #expect(outcome.heldOut.count == 180 && outcome.learned.count == 180)
        #expect(outcome.learned.recall(at: 1) > 3 * outcome.cca.recall(at: 1), "\(outcome.learned.recall(at: 1)) against \(outcome.cca.recall(at: 1))")
        #expect(outcome.learned.recall(at: 1) > 30 * outcome.chance)
        #expect(outcome.first.inputDimension == 5 && outcome.second.inputDimension == 4 && outcome.first.outputDimension == 8 && outcome.second.outputDimension == 8)
    }

    @Test func halvesOfDigitsFindEachOther() throws {
        let digits = try Digits.load()
        let rows = digits.rows, upper = Matrix<Float>((0..<rows.rows).map { Array(rows.row($0)[..<32]) }), lower = Matrix<Float>((0..<rows.rows).map { Array(rows.row($0)[32...]) })
        var settings = CrossModalSettings()
        settings.epochs = 25
        let outcome = try CrossModalTrainer(upper, lower, settings: settings).train()
        #expect(outcome.learned.recall(at: 1) > outcome.cca.recall(at: 1) && outcome.learned.recall(at: 10) > outcome.cca.recall(at: 10))
        #expect(outcome.learned.recall(at: 1) > 40 * outcome.chance && outcome.cca.recall(at: 1) > 20 * outcome.chance)
        #expect(outcome.learned.forward.medianRank < 10 && outcome.learned.backward.medianRank < 10)
    }

    @Test func theSameSeedGivesTheSame() throws {
        let (a, b) = bent(200)
        var settings = settings(epochs: 3)
        settings.dropout = 0.3
        let outcomes = try [1, 2].map { threads in
            settings.threads = threads
            return try CrossModalTrainer(a, b, settings: settings).train()
        }
        #expect(outcomes[0].first == outcomes[1].first && outcomes[0].losses == outcomes[1].losses && outcomes[0].heldOut == outcomes[1].heldOut)
        settings.seed = 1
        #expect(try CrossModalTrainer(a, b, settings: settings).train().first != outcomes[0].first)
    }

    @Test func linearEncodersAndFixedTemperaturesAreTaught() throws {
        let (a, b) = CanonicalCorrelationTests.views(300, noise: 0.5)
        var settings = settings(epochs: 4)
        settings.hidden = []
        settings.learnsTemperature = false
        let outcome = try CrossModalTrainer(a, b, settings: settings).train()
        #expect(outcome.first.isLinear && outcome.second.isLinear && abs(outcome.temperature - 0.07) < 1e-6)
    }

    @Test func itStopsWhenAsked() throws {
        let (a, b) = bent(100)
        let error = #expect(throws: LearningError.self) { try CrossModalTrainer(a, b).train(isCancelled: { true }) }
        #expect(error?.code == .cancelled)
    }

    @Test func wrongInputIsRefused() {
        let (a, b) = bent(50), (few, fewer) = bent(4)
        #expect(throws: LearningError.self) { try CrossModalTrainer(a, fewer) }
        #expect(throws: LearningError.self) { try CrossModalTrainer(few, fewer) }
        for change in [{ $0.batch = 1 }, { $0.epochs = 0 }, { $0.temperature = 0 }, { $0.heldOut = 1 }, { $0.dropout = 1 }, { $0.hidden = [0] }] as [(inout CrossModalSettings) -> Void] {
            var settings = CrossModalSettings()
            change(&settings)
            let error = #expect(throws: LearningError.self) { try CrossModalTrainer(a, b, settings: settings) }
            #expect(error?.code == .invalidParameter)
        }
    }
}
