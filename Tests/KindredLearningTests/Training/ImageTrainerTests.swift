import Foundation
@testable import KindredLearning
import KindredMath
import KindredNN
import Testing

@Suite struct ImageTrainerTests {
    /// Digits as images of 8 × 8.
    static func trainer(_ threads: Int = 1) throws -> ImageTrainer {
        let digits = try Digits.load(first: 500)
        var plan = TrainingPlan(encoder: .conv)
        plan.channels = [16, 32]
        plan.dimension = 16
        plan.epochs = 25
        plan.batch = 32
        plan.learningRate = 0.003
        plan.symmetries = 1
        plan.augmentation = ImageAugmentation(rotation: 5, scale: 0.1, shear: 0.1, shift: 0.05)
        return try ImageTrainer(digits.rows, height: 8, width: 8, labels: digits.labels, plan: plan, threads: threads)
    }

    @Test func imagesAreLearntKeptAndRead() throws {
        let digits = try Digits.load()
        let outcome = try Self.trainer(2).train(), encoder = try #require(outcome.encoder)
        #expect(outcome.verdict.isPromoted, "\(outcome.verdict)")
        let unseen = Matrix(rows: 400, columns: 64, elements: Array(digits.rows.elements[(1000 * 64)..<(1400 * 64)]))
        let vectors = try encoder.encode(unseen, threads: 2)
        #expect(vectors.columns == 16 && vectors.squaredNorms.allSatisfy { abs($0 - 1) < 1e-5 })
        let figure = RetrievalFigure.meanAveragePrecisionAtR, labels = Array(digits.labels[1000..<1400])
        let evaluation = RetrievalEvaluation(figures: [figure])
        let before = try evaluation.leaveOneOut(unseen, labels: labels).mean(figure), after = try evaluation.leaveOneOut(vectors, labels: labels).mean(figure)
        #expect(after > before + 0.1, "\(before) \(after)")
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try encoder.write(to: path, metadata: ["note": "digits"])
        #expect(try ImageEncoder(contentsOf: path).encode(unseen) == vectors)
    }

    @Test func threadsAndResumingDoNotMatter() throws {
        var checkpoints: [TrainingCheckpoint] = []
        let one = try Self.trainer().train(saves: { checkpoints.append($0) }).encoder?.checkpoint()
        #expect(try Self.trainer(2).train(resuming: checkpoints[3]).encoder?.checkpoint() == one)
    }

    @Test func theTapeSeesWhatTheEncoderMakes() throws {
        let trainer = try Self.trainer(2), encoder = try #require(trainer.train().encoder)
        let images = Matrix(rows: 3, columns: 64, elements: Array(try Digits.load(first: 3).rows.elements))
        let x = Variable(Tensor(images.elements, shape: [3, 64]), requiresGradient: true), embedded = encoder.embedded(x)
        for (a, b) in zip(embedded.value.scalars, try encoder.encode(images).elements) { #expect(abs(a - b) < 1e-4) }
        embedded.backward(from: Tensor((0..<48).map { $0 % 16 == 2 ? 1 : 0 }, shape: [3, 16]))
        let gradient = try #require(x.gradient).scalars
        for place in [20, 64 + 27, 128 + 36] {
            // Central differences of the whole: wide enough for Float, and kinks of ReLU are few.
            let value = { (step: Float) throws -> Float in
                var changed = images
                changed.elements[place] += step
                return try encoder.encode(changed)[place / 64, 2]
            }
            let slope = (try value(0.05) - value(-0.05)) / 0.1
            #expect(abs(slope - gradient[place]) < 0.15 * abs(slope) + 2e-4, "\(slope) \(gradient[place])")
        }
    }

    @Test func anEncoderIsAttackedThroughAllItsViews() throws {
        let digits = try Digits.load(first: 500), trainer = try Self.trainer(2), encoder = try #require(trainer.train().encoder)
        let attack = try RetrievalAttack(digits.rows, labels: digits.labels, encoder: encoder, threads: 2)
        var settings = StudySettings(epsilon: 1.2)
        (settings.steps, settings.curve, settings.certified, settings.threads) = (10, [0.5, 1], 0, 2)
        let figures = try RobustnessStudy(attack, settings).run(Array(trainer.split.heldOut.prefix(48)))
        #expect(figures.clean > 0.85 && figures.pgd <= figures.fgsm && figures.pgd < figures.clean - 0.1, "\(figures.clean) \(figures.fgsm) \(figures.pgd)")
        #expect(throws: LearningError.self) { try RetrievalAttack(Matrix(rows: 2, columns: 9), labels: [0, 1], encoder: encoder) }
    }

    /// Without a dimension asked for, the embeddings are what the last map reads.
    @Test func projectionsServeTrainingAlone() {
        let whole = ImageNetwork(.convolutional(height: 8, width: 8, outputs: 5, width: 6, blocks: 2), seed: 3), served = whole.withoutProjection()
        let x = Variable(Tensor<Float>(normalRows(3, 64).elements, shape: [3, 64])), features = served(x, .evaluation).value
        let map = whole.network.layers.last as? Linear<Float>
        let own = map?(Variable(features), .evaluation).value.scalars ?? []
        #expect(features.shape == [3, 24] && own.count == 15)
        for (a, b) in zip(own, whole.network(x, .evaluation).value.scalars) { #expect(abs(a - b) < 1e-5) }
    }

    @Test func otherFilesAreRefused() throws {
        let checkpoint = Network<Float>(.mlp(4, hidden: [3], 2)).checkpoint()
        let error = #expect(throws: LearningError.self) { try ImageEncoder(checkpoint) }
        #expect(error?.code == .malformedFile)
        #expect(throws: LearningError.self) { try ImageTrainer(Matrix(rows: 4, columns: 9), height: 2, width: 4, labels: [0, 0, 1, 1], plan: TrainingPlan(encoder: .conv)) }
    }

    /// A dark letter on white paper is brought to 1 on 0.
    @Test func paperBecomesTheBackground() {
        let images = Matrix<Float>([[255, 255, 255, 255, 55, 255, 255, 255, 255]])
        let scaling = PixelScaling(images, height: 3, width: 3)
        #expect(scaling.applied(to: images.elements[...]) == [0, 0, 0, 0, 1, 0, 0, 0, 0])
    }
}
