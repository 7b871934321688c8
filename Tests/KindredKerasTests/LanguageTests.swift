import Foundation
import KindredMath
import KindredNN
import Testing

@testable import KindredKeras

/// Language models that Kindred trained, as chains.
@Suite struct LanguageTests {
    private static let text = "the cat sat on the mat the dog sat on the log the cat saw the dog"

    private func trained(byCharacter: Bool = false) throws -> (LanguageTrainer, KerasTokenizer, [Int]) {
        let tokenizer = KerasTokenizer(fitting: [Self.text], isByCharacter: byCharacter, unknownToken: "<unk>"), ids = tokenizer.ids(of: Self.text)
        var settings = LanguageSettings(vocabulary: tokenizer.idCount)
        (settings.dimension, settings.units, settings.batch, settings.steps, settings.epochs) = (7, [9, 8], 1, 8, 30)
        (settings.learningRate, settings.dropout) = (0.02, 0.1)
        let trainer = try LanguageTrainer(settings)
        try trainer.train(ids)
        return (trainer, tokenizer, ids)
    }

    @Test func theChainIsAsPerplexedAsTheModel() throws {
        let (trainer, tokenizer, ids) = try trained()
        let chain = try SequentialModel(trainer.model, tokenizer: tokenizer)
        #expect(chain.readsOn && chain.parameterCount == trainer.model.parameters.reduce(0) { $0 + $1.value.count })
        let expected = trainer.model.perplexity(of: ids)
        #expect(abs(try chain.perplexity(of: ids) - expected) < 1e-4 * expected)
        // Padding leaves the states alone, so padded windows that hold the whole text say the same.
        #expect(abs(try chain.perplexity(of: ids, length: ids.count) - expected) < 1e-4 * expected)
        #expect(throws: KerasError.self) { try chain.perplexity(of: [3]) }
        #expect(throws: KerasError.self) { try chain.perplexity(of: [3, 99]) }
    }

    @Test(arguments: [false, true]) func filesKeepModelAndTokenizer(byCharacter: Bool) throws {
        let (trainer, tokenizer, ids) = try trained(byCharacter: byCharacter)
        let chain = try SequentialModel(trainer.model, tokenizer: tokenizer)
        let file = FileManager.default.temporaryDirectory.appending(path: "kindred-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try chain.checkpoint.write(to: file)
        let read = try SequentialModel(contentsOf: file)
        #expect(read.tokenizer == tokenizer)
        #expect(try read.perplexity(of: ids) == chain.perplexity(of: ids))
    }

    /// Stepping from token to token gives the text that reading it anew each time gives.
    @Test(arguments: [TextGenerator.Choice.greedy, .sampled(temperature: 0.8, top: 4, seed: 2)])
    func textsGoOnTokenByToken(choice: TextGenerator.Choice) throws {
        let (trainer, tokenizer, _) = try trained()
        let chain = try SequentialModel(trainer.model, tokenizer: tokenizer)
        var stepping = try TextGenerator(chain, tokenizer), padding = try TextGenerator(chain, tokenizer, length: 40)
        (stepping.choice, padding.choice) = (choice, choice)
        let texts = try [stepping, padding].map { try $0.continued("The cat", count: 12) }
        #expect(texts[0] == texts[1] && texts[0].tokens.count == 12)
        #expect(throws: KerasError.self) { try TextGenerator(chain, tokenizer).continued("", count: 1) }
    }
}
