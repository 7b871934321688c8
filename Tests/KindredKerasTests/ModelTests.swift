#if Keras
import Foundation
import KindredNN
import Testing

@testable import KindredKeras

/// Models of Keras give the numbers that Keras gives.
@Suite struct ModelTests {
    private let expected = Expected.all

    private func compare(_ answer: Tensor<Float>, _ known: Expected.Case, _ name: String) {
        #expect(answer.shape == known.shape, "\(name)")
        let scale = max(1, known.output.map(abs).max() ?? 0)
        let difference = zip(answer.scalars, known.output).map { abs($0 - $1) }.max() ?? 0
        #expect(difference < 1e-6 * scale, "\(name): \(difference)")
    }

    @Test(arguments: Expected.all.cases.keys.sorted()) func outputsAreThoseOfKeras(_ name: String) throws {
        let known = try #require(expected.cases[name]), model = try SequentialModel(contentsOf: Expected.path(name))
        #expect(model.parameterCount == known.parameters)
        for threads in [1, 3] { compare(try model.predict(expected.input(known.input), threads: threads), known, name) }
    }

    @Test func weightsAloneTakeAConfiguration() throws {
        let known = try #require(expected.cases["last.h5"])
        let model = try SequentialModel(contentsOf: Expected.path("last.weights.h5"), configuration: Expected.path("last.json"))
        compare(try model.predict(expected.input(known.input)), known, "last.weights.h5")
    }

    @Test(arguments: ["last.h5", "both.keras", "functional.h5", "masking.h5", "stateful.h5"]) func safetensorsHoldTheSameModel(_ name: String) throws {
        let model = try SequentialModel(contentsOf: Expected.path(name)), file = try TemporaryFile(Data())
        try model.checkpoint.write(to: file.path)
        let again = try SequentialModel(contentsOf: file.path), input = expected.input(try #require(expected.cases[name]).input)
        #expect(try again.predict(input) == model.predict(input))
        #expect(again.checkpoint == model.checkpoint)
    }

    /// What Keras 2 and Keras 3 wrote of one model is one model.
    @Test func bothVersionsReadTheSame() throws {
        let input = expected.input("series")
        let two = try SequentialModel(contentsOf: Expected.path("keras2.h5")), three = try SequentialModel(contentsOf: Expected.path("last.h5"))
        #expect(try two.predict(input) == three.predict(input))
    }

    /// A row in pieces is the row at once, bit for bit.
    @Test(arguments: [1, 2, 5]) func statesGoOn(_ cut: Int) throws {
        let model = try SequentialModel(contentsOf: Expected.path("stack.h5")), row = expected.input("series").scalars.prefix(24)
        let whole = try model.predict(Tensor(Array(row), shape: [1, 6, 4]))
        var state = model.start
        _ = try model.predict(Tensor(Array(row.prefix(4 * cut)), shape: [cut, 4]), state: &state)
        let last = try model.predict(Tensor(Array(row.suffix(24 - 4 * cut)), shape: [6 - cut, 4]), state: &state)
        #expect(last.scalars == whole.scalars)
    }

    @Test func rowsOfAnotherShapeAreRefused() throws {
        let model = try SequentialModel(contentsOf: Expected.path("last.h5")), words = try SequentialModel(contentsOf: Expected.path("masked.h5"))
        for shape in [[3, 6, 5], [3, 5, 4], [3, 24], [3, 6, 4, 1], [6], []] {
            let batch = Tensor<Float>(repeating: 0, shape: shape)
            #expect(throws: KerasError.self) { try model.predict(batch) }
        }
        for id: Float in [-1, 9, 1.5, 1e30] {
            let error = #expect(throws: KerasError.self) { try words.predict(Tensor(repeating: id, shape: [1, 7])) }
            #expect(error?.message.contains("row 0") == true)
        }
        let stateful = try SequentialModel(contentsOf: Expected.path("stateful.h5"))
        #expect(stateful.isStateful)
    }

    /// The last hidden state that the explanation arrives at is what the layer hands on.
    @Test func explanationsEndWhereTheModelDoes() throws {
        let model = try SequentialModel(contentsOf: Expected.path("last.h5")), row = Array(expected.input("series").scalars.prefix(24))
        let explained = try model.explain(Tensor(row, shape: [6, 4]), step: 5)
        let step = try #require(explained.first)
        #expect(explained.count == 1 && step.layer == "lstm" && step.counts)
        for unit in 0..<5 {
            #expect(abs(step.cell[unit] - (step.forget[unit] * step.cellBefore[unit] + step.input[unit] * step.candidate[unit])) < 1e-6)
        }
        var state = model.start
        _ = try model.predict(Tensor(row, shape: [6, 4]), state: &state)
        #expect(zip(step.hidden, state.layers[0][0].hidden).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(try SequentialModel(contentsOf: Expected.path("both.keras")).explain(Tensor(repeating: 0, shape: [7]), step: 2).map(\.counts) == [false, false, false, false])
        #expect(throws: KerasError.self) { try model.explain(Tensor(row, shape: [6, 4]), step: 6) }
    }
}
#endif
