import Foundation
import KindredMath
@testable import KindredNN
import Testing

@Suite struct LanguageModelTests {
    @Test func windowsRunOn() {
        let windows = Array(LanguageWindows([0, 1, 2, 3, 4, 5, 6], batch: 2, steps: 2))
        #expect(windows.map(\.tokens) == [[0, 1, 3, 4], [2, 5]])
        #expect(windows.map(\.targets) == [[1, 2, 4, 5], [3, 6]])
        #expect(windows.map(\.isFirst) == [true, false])
        #expect(LanguageWindows([0, 1, 2, 3, 4, 5, 6], batch: 2, steps: 2).count == 2)
        #expect(Array(LanguageWindows([3], batch: 1, steps: 5)).isEmpty)
        #expect(Array(LanguageWindows([], batch: 1, steps: 5)).isEmpty)
    }

    @Test func anUntrainedModelIsAsPerplexedAsChance() {
        let model = LanguageModel<Double>(vocabulary: 20, dimension: 4, units: [6], seed: 1)
        for parameter in model.output.parameters { parameter.value = Tensor(repeating: 0, shape: parameter.value.shape) }
        #expect(abs(model.perplexity(of: (0..<50).map { $0 * 7 % 20 }) - 20) < 1e-9)
    }

    @Test func windowsDoNotChangeThePerplexity() {
        let model = LanguageModel<Double>(vocabulary: 12, dimension: 4, units: [6, 5], seed: 1), tokens = (0..<60).map { $0 * $0 % 12 }
        #expect(abs(model.perplexity(of: tokens, steps: 7) - model.perplexity(of: tokens, steps: 59)) < 1e-9)
    }

    /// A text of a few sentences is learnt by RMSprop: after the word that tells them apart all is certain.
    @Test func aSmallTextIsLearnt() {
        let sentences = [[0, 1, 2, 3], [0, 4, 5, 6], [0, 7, 2, 8]]
        var random = SeededRandom(seed: 5)
        let tokens = (0..<400).flatMap { _ in sentences[Int(random.uniform(in: 0..<3))] }
        let held = (0..<50).flatMap { _ in sentences[Int(random.uniform(in: 0..<3))] }
        let model = LanguageModel<Float>(vocabulary: 9, dimension: 8, units: [16], seed: 2)
        var optimizer = RMSprop(model.parameters, learningRate: 0.01, decay: 0.9)
        for _ in 0..<4 {
            for window in LanguageWindows(tokens, batch: 8, steps: 16) {
                optimizer.clearGradients()
                model.loss(window, Pass(training: true)).backward()
                optimizer.clipGradients(toNorm: 5)
                optimizer.step()
            }
        }
        // One choice of three every fourth token, and 2 is followed by what came before it: 3^(1/4) = 1.316.
        #expect(model.perplexity(of: held) < 1.45)
        #expect(model.perplexity(of: held) > 1.2)
    }

    @Test func derivativesReachAllParameters() {
        let model = LanguageModel<Double>(vocabulary: 7, dimension: 3, units: [4, 3], seed: 1)
        let window = LanguageWindow(batch: 2, tokens: [1, 2, 3, 4, 5, 6], targets: [2, 3, 0, 5, 6, 1], isFirst: true)
        model.loss(window, .evaluation).backward()
        for parameter in model.parameters {
            let gradient = parameter.gradient
            for i in stride(from: 0, to: parameter.value.count, by: 3) {
                let value = parameter.value.scalars[i]
                parameter.value.scalars[i] = value + 1e-5
                let above = model.loss(window, .evaluation).value.scalar
                parameter.value.scalars[i] = value - 1e-5
                let below = model.loss(window, .evaluation).value.scalar
                parameter.value.scalars[i] = value
                #expect(abs((gradient?.scalars[i] ?? .nan) - (above - below) / 2e-5) < 1e-7, "\(parameter.name) \(i)")
            }
        }
    }
}
