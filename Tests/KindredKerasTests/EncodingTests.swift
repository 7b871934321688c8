import KindredNN
import Testing

@testable import KindredKeras

/// Vectors of sequences.
@Suite struct EncodingTests {
    /// The last hidden state of a model that hands on every step is that of the explanation of the last step.
    @Test(arguments: ["last.h5", "stack.h5", "every.h5"]) func aVectorIsTheLastHiddenState(file: String) throws {
        let model = try SequentialModel(contentsOf: Expected.path(file)), steps = model.inputShape[0] ?? 6, width = try #require(model.inputShape[1])
        let row = Tensor((0..<(steps * width)).map { Float($0 % 7) / 7 }, shape: [steps, width])
        // One of them runs backwards, and ends at the first step.
        let end = file == "every.h5" ? 0 : steps - 1
        let vector = try model.encoding(of: row), explained = try #require(try model.explain(row, step: end).last)
        #expect(vector.count == model.encodingDimension)
        #expect(zip(vector, explained.hidden).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(try model.encode([row, row], threads: 2) == vector + vector)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let series = try SequentialModel(contentsOf: Expected.path("last.h5")), words = try SequentialModel(contentsOf: Expected.path("words.h5"))
        #expect(throws: KerasError.self) { try series.row(of: "text") }
        #expect(throws: KerasError.self) { try words.row(of: "the cat") }
        #expect(throws: KerasError.self) { try words.row(of: [1, 2, 3] as [Float]) }
        #expect(throws: KerasError.self) { try series.row(of: [1, 2, 3] as [Float]) }
        #expect(throws: KerasError.self) { try series.encoding(of: Tensor([1], shape: [1, 1])) }
    }

    @Test func layersBecomeAChain() throws {
        let first = try LSTMWeights(inputs: 2, units: 3, inputKernel: (0..<24).map { Float($0) / 40 }, recurrentKernel: (0..<36).map { Float($0) / -90 }, bias: [Float](repeating: 0.1, count: 12))
        let second = try LSTMWeights(inputs: 3, units: 2, inputKernel: (0..<24).map { Float($0) / 30 }, recurrentKernel: (0..<16).map { Float($0) / 50 }, bias: [Float](repeating: 0, count: 8))
        let table = Tensor<Float>((0..<8).map { Float($0) / 8 }, shape: [4, 2]), tokenizer = KerasTokenizer(fitting: ["one two three"])
        let model = try SequentialModel(encoder: [first, second], embedding: table, tokenizer: tokenizer)
        let read = try SequentialModel(model.checkpoint), row = try read.row(of: "Two, three!")
        #expect(row.scalars == [2, 3] && read.encodingDimension == 2)
        var a = LSTMState.zero(units: 3), b = LSTMState.zero(units: 2)
        let between = LSTMEngine(first).run(Array(table.scalars[4..<8]), state: &a, everyStep: true)
        #expect(try read.encoding(of: row) == LSTMEngine(second).run(between, state: &b))
    }
}
