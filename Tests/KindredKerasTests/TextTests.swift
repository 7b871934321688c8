import Foundation
import Testing

@testable import KindredKeras

/// Tokens, padding and generated text are those of Keras.
@Suite struct TextTests {
    private let expected = Expected.all

    @Test(arguments: Expected.all.tokenizers.indices) func tokenizersFitAsKeras(_ number: Int) throws {
        let known = expected.tokenizers[number], options = known.options
        let tokenizer = KerasTokenizer(
            fitting: expected.corpus, idLimit: options.num_words, filters: options.filters ?? KerasTokenizer.standardFilters, isLowercasing: options.lower ?? true,
            split: options.split ?? " ", isByCharacter: options.char_level ?? false, unknownToken: options.oov_token)
        #expect(tokenizer.ids == known.index)
        #expect(expected.asked.map { tokenizer.ids(of: $0) } == known.sequences)
        for (word, id) in known.index { #expect(tokenizer.word(id) == word) }
        #expect(tokenizer.word(0) == nil)
    }

    @Test(arguments: Expected.all.tokenizers.indices) func tokenizersAreReadFromJSON(_ number: Int) throws {
        let known = expected.tokenizers[number], tokenizer = try KerasTokenizer(json: known.json)
        #expect(tokenizer.ids == known.index)
        #expect(expected.asked.map { tokenizer.ids(of: $0) } == known.sequences)
    }

    @Test(arguments: [
        "", "{}", "[1]", #"{"class_name": "Other", "config": {}}"#, #"{"class_name": "Tokenizer", "config": {"word_index": "{"}}"#,
        #"{"class_name": "Tokenizer", "config": {"word_index": "{\"a\": 0}"}}"#, #"{"class_name": "Tokenizer", "config": {"word_index": "{\"a\": 1e40}"}}"#,
        #"{"class_name": "Tokenizer", "config": {"word_index": "{\"a\": 1}", "index_word": "{\"x\": \"a\"}"}}"#, #"{"class_name": "Tokenizer", "config": {"word_index": {"a": 1}, "split": ""}}"#,
    ]) func brokenTokenizersAreRefused(_ json: String) {
        #expect(throws: KerasError.self) { try KerasTokenizer(json: json) }
    }

    @Test func paddingIsThatOfKeras() throws {
        for known in expected.padded {
            let options = known.options
            let padded = PaddedSequences.pad(
                [[1], [2, 3], [4, 5, 6, 7], []], length: options.maxlen, padding: try #require(PaddedSequences.Side(rawValue: options.padding ?? "pre")),
                truncating: try #require(PaddedSequences.Side(rawValue: options.truncating ?? "pre")), value: options.value ?? 0)
            #expect(padded == known.result)
        }
    }
}

#if Keras
/// A model that was taught four sentences goes on as in Keras.
@Suite struct GenerationTests {
    private func generator() throws -> TextGenerator {
        try TextGenerator(SequentialModel(contentsOf: Expected.path("words.h5")), KerasTokenizer(contentsOf: Expected.path("words.json")))
    }

    @Test func greedyTextIsThatOfKeras() throws {
        let generator = try generator()
        for (seed, text) in Expected.all.said {
            let said = try generator.continued(seed)
            #expect(said.text == text)
            #expect(said.stop == .count && said.tokens.count == 10)
        }
        #expect(try generator.continued("Hello", count: 0).text == "Hello")
    }

    @Test func seedsOfUnknownWordsAreRefused() throws {
        var generator = try generator()
        for seed in ["", "   ", "xyzzy, plugh"] {
            #expect(throws: KerasError.self) { try generator.continued(seed) }
        }
        generator.allowsEmpty = true
        #expect(try generator.continued("xyzzy", count: 1).text.hasPrefix("xyzzy"))
    }

    @Test func drawingIsDeterministicAndBounded() throws {
        var generator = try generator()
        let greedy = try generator.continued("the").text
        generator.choice = .sampled(temperature: 1, top: 1, seed: 3)
        #expect(try generator.continued("the").text == greedy)
        generator.choice = .sampled(temperature: 0.001, top: nil, seed: 3)
        #expect(try generator.continued("the").text == greedy)
        generator.choice = .sampled(temperature: 3, top: 5, seed: 3)
        let drawn = try generator.continued("the", count: 30).text
        #expect(try generator.continued("the", count: 30).text == drawn)
        generator.choice = .sampled(temperature: 3, top: 5, seed: 4)
        #expect(try generator.continued("the", count: 30).text != drawn)
        for choice in [TextGenerator.Choice.sampled(temperature: 0, top: nil, seed: 0), .sampled(temperature: .nan, top: nil, seed: 0), .sampled(temperature: 1, top: 0, seed: 0)] {
            generator.choice = choice
            #expect(throws: KerasError.self) { try generator.continued("the") }
        }
    }

    /// A model of ids that always answers 0: an embedding of zeros and a bias.
    @Test func paddingEndsTheText() throws {
        let json = #"""
            {"class_name": "Sequential", "config": {"layers": [{"class_name": "Embedding", "config": {"name": "e", "input_dim": 3, "output_dim": 1, "batch_input_shape": [null, 2]}},
            {"class_name": "Flatten", "config": {"name": "f"}}, {"class_name": "Dense", "config": {"name": "d", "units": 3}}]}}
            """#
        let model = try SequentialModel(ModelConfiguration(json: json), weights: FixedWeights(bias: [1, 0.5, 0.5]))
        var generator = try TextGenerator(model, KerasTokenizer(fitting: ["one two"]))
        #expect(try generator.continued("one").stop == .padding)
        #expect(try generator.continued("one").text == "one")
        generator.skipsPadding = true
        // Of equals the lowest id.
        #expect(try generator.continued("two", count: 2).text == "two one one")
        let unknown = try TextGenerator(SequentialModel(ModelConfiguration(json: json), weights: FixedWeights(bias: [0, 0, 1])), KerasTokenizer(fitting: ["one"]))
        #expect(try unknown.continued("one").stop == .unknownID)
    }

    @Test func modelsOfOtherFormsAreRefused() throws {
        let tokenizer = try KerasTokenizer(contentsOf: Expected.path("words.json"))
        let series = try SequentialModel(contentsOf: Expected.path("last.h5")), words = try SequentialModel(contentsOf: Expected.path("words.h5"))
        #expect(throws: KerasError.self) { try TextGenerator(series, tokenizer) }
        #expect(throws: KerasError.self) { try TextGenerator(words, tokenizer, length: 8) }
    }
}
#endif
