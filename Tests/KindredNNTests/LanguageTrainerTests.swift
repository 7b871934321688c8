import KindredMath
@testable import KindredNN
import Testing

@Suite struct LanguageTrainerTests {
    /// Three sentences in a random order.
    private static let text: [Int] = {
        let sentences = [[1, 2, 3, 4], [1, 5, 6, 7], [1, 8, 3, 9]]
        var random = SeededRandom(seed: 5)
        return (0..<150).flatMap { _ in sentences[Int(random.uniform(in: 0..<3))] }
    }()

    private static var settings: LanguageSettings {
        var settings = LanguageSettings(vocabulary: 10)
        (settings.dimension, settings.units, settings.batch, settings.steps, settings.epochs) = (8, [16], 6, 12, 6)
        (settings.dropout, settings.learningRate, settings.seed) = (0.1, 0.01, 3)
        return settings
    }

    @Test func whatDidNotTeachIsForetold() throws {
        let trainer = try LanguageTrainer(Self.settings), tokens = Self.text
        var done = [Int]()
        try trainer.train(Array(tokens.prefix(480)), heldOut: Array(tokens.suffix(120)), progress: { done.append($0.done) })
        #expect(trainer.epochs.count == 6)
        // One choice of three every fourth token, as good as 3^(1/4) = 1.316; who knows nothing has about 10.
        #expect((trainer.epochs.last?.heldOut ?? .infinity) < 2)
        #expect((trainer.epochs.first?.heldOut ?? 0) > (trainer.epochs.last?.heldOut ?? .infinity))
        #expect(done == done.sorted() && done.last == 6 * 474)
    }

    @Test func trainingGoesOnAsIfItHadNeverStopped() throws {
        let whole = try LanguageTrainer(Self.settings), tokens = Self.text
        try whole.train(tokens)
        var kept: Checkpoint?, asked = 0
        let stopped = try LanguageTrainer(Self.settings)
        #expect(throws: LSTMError.self) {
            try stopped.train(
                tokens, saves: { kept = $0 },
                isCancelled: {
                    asked += 1
                    return asked > 20
                })
        }
        let checkpoint = try Checkpoint(bytes: #require(kept).bytes())
        let resumed = try LanguageTrainer(resuming: checkpoint)
        #expect((1..<6).contains(resumed.epochs.count))
        try resumed.train(tokens)
        #expect(resumed.model.parameters.map(\.value) == whole.model.parameters.map(\.value))
        #expect(resumed.epochs == whole.epochs)
        let longer = try LanguageTrainer(resuming: checkpoint, epochs: 8)
        #expect(longer.settings.epochs == 8)
    }

    @Test func threadsChangeNothing() throws {
        let one = try LanguageTrainer(Self.settings), two = try LanguageTrainer(Self.settings)
        two.threads = 2
        for trainer in [one, two] { try trainer.train(Self.text) }
        #expect(one.model.parameters.map(\.value) == two.model.parameters.map(\.value))
    }

    @Test func wrongSettingsAreNamed() throws {
        func refusal(_ change: (inout LanguageSettings) -> Void) -> String {
            var settings = Self.settings
            change(&settings)
            do {
                _ = try LanguageTrainer(settings)
                return "accepted"
            } catch { return error.message }
        }
        #expect(refusal { $0.dropout = 1 } == "dropout is 1.0: at least 0 and below 1 is allowed")
        #expect(refusal { $0.units = [] }.hasPrefix("number of layers is 0"))
        #expect(refusal { $0.units = [4, 0] }.hasPrefix("number of units is 0"))
        #expect(refusal { $0.units = [65_536] }.contains("numbers"))
        #expect(refusal { $0.learningRate = .nan }.hasPrefix("learning rate is nan"))
        #expect(refusal { $0.clip = 0 }.hasPrefix("clip is 0.0"))
        #expect(refusal { $0.steps = 0 }.hasPrefix("number of steps is 0"))
        #expect(throws: LSTMError.self) { try LanguageTrainer(resuming: Checkpoint()) }
        #expect(throws: LSTMError.self) { try LanguageTrainer(Self.settings).train([1, 2, 3]) }
        #expect(throws: LSTMError.self) { try LanguageTrainer(Self.settings).train([Int](repeating: 10, count: 100)) }
    }

    @Test func aCheckpointOfOtherShapesIsRefused() throws {
        var checkpoint = try LanguageTrainer(Self.settings).checkpoint
        checkpoint.tensors["lstm1.kernel"] = Tensor(repeating: 0, shape: [1, 64])
        #expect(throws: LSTMError.self) { try LanguageTrainer(resuming: checkpoint) }
    }
}
