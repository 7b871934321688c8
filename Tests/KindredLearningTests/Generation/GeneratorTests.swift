import Foundation
import KindredLearning
import KindredMath
import Testing

@Suite struct GeneratorTests {
    private static func settings(_ steps: Int = 300) -> GeneratorSettings {
        var settings = GeneratorSettings()
        (settings.steps, settings.hidden, settings.batch, settings.latent) = (steps, [32, 32], 64, 4)
        return settings
    }

    private static func line(_ count: Int) -> Matrix<Float> {
        var random = SeededRandom(seed: 2)
        return Matrix((0..<count).map { _ in [Float(3 + 2 * random.normal())] })
    }

    @Test func aNormalDistributionIsLearned() throws {
        let rows = Self.line(2000)
        let generator = try GeneratorTrainer(rows, settings: Self.settings(2500)).train()
        let made = try generator.vectors(4000, seed: 1).vectors.elements.map { Double($0) }
        let mean = made.reduce(0, +) / 4000, deviation = (made.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
        #expect(abs(mean - 3) < 0.3 && abs(deviation - 2) < 0.3, "mean \(mean), deviation \(deviation)")
        let quality = try GenerationQuality(generator, Self.line(300))
        #expect(quality.precision > 0.8 && quality.recall > 0.5)
    }

    @Test func classesAreMadeApart() throws {
        var random = SeededRandom(seed: 4)
        let rows = Matrix((0..<600).map { row in [Float((row % 2 == 0 ? -2 : 2) + 0.2 * random.normal()), Float(random.normal())] }), labels = (0..<600).map { $0 % 2 }
        let generator = try GeneratorTrainer(rows, labels: labels, settings: Self.settings(1500)).train()
        for label in 0..<2 {
            let made = try generator.vectors(200, of: label)
            let mean = made.vectors.column(0).reduce(0, +) / 200
            #expect(made.labels == [Int](repeating: label, count: 200))
            #expect(abs(mean - (label == 0 ? -2 : 2)) < 0.7, "class \(label) is made around \(mean)")
        }
        #expect(throws: LearningError.self) { try generator.vectors(1, of: 2) }
    }

    @Test func filesGiveTheSameGenerator() throws {
        let generator = try GeneratorTrainer(Self.line(100), settings: Self.settings(20)).train()
        let read = try VectorGenerator(generator.checkpoint())
        #expect(try read.vectors(5, seed: 7).vectors.elements == generator.vectors(5, seed: 7).vectors.elements)
        #expect(read.scores(of: Self.line(5)) == generator.scores(of: Self.line(5)))
        var damaged = generator.checkpoint()
        damaged.tensors["generator.linear1.weight"] = nil
        #expect(throws: LearningError.self) { try VectorGenerator(damaged) }
        damaged.metadata = [:]
        #expect(throws: LearningError.self) { try VectorGenerator(damaged) }
    }

    @Test func sameSeedSameWeights() throws {
        let made = try (0..<2).map { _ in try GeneratorTrainer(Self.line(100), settings: Self.settings(20)).train().vectors(3).vectors.elements }
        #expect(made[0] == made[1])
    }

    @Test func wrongInputIsRefused() throws {
        #expect(throws: LearningError.self) { try GeneratorTrainer(Self.line(3)) }
        #expect(throws: LearningError.self) { try GeneratorTrainer(Self.line(10), labels: [0]) }
        #expect(throws: LearningError.self) { try GeneratorTrainer(Matrix(rows: 10, columns: 1, repeating: .nan)) }
        var settings = Self.settings()
        settings.learningRate = 0
        #expect(throws: LearningError.self) { try GeneratorTrainer(Self.line(10), settings: settings) }
        let trainer = try GeneratorTrainer(Self.line(10), settings: Self.settings())
        #expect(throws: LearningError.self) { try trainer.train(isCancelled: { true }) }
    }
}
