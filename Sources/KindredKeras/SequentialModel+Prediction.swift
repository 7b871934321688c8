import KindredMath
public import KindredNN
import Synchronization

extension SequentialModel {
    /// The outputs of a batch.
    ///
    /// Rows are independent of each other, unless a layer is stateful: then, as in Keras, row *i* of a batch goes on where row *i* of the
    /// batch before it ended, and the batch's size is the model's.
    ///
    /// - Parameter batch: [rows, …] with the model's input shape behind.
    /// - Parameter threads: nothing depends on it but the time.
    /// - Throws: `mismatch` for another shape, and for ids that an embedding does not have.
    /// - Complexity: of an LSTM O(rows · steps · units · (units + features)).
    public func predict(_ batch: Tensor<Float>, threads: Int = 1) throws(KerasError) -> Tensor<Float> {
        try require(Array(batch.shape.dropFirst()))
        let rows = batch.shape[0], length = rows == 0 ? 0 : batch.count / rows
        let group = isStateful ? configuration.batch ?? rows : rows
        guard rows > 0, group > 0, rows % group == 0 else {
            throw KerasError(.mismatch, rows == 0 ? "the input has no rows" : "the model is stateful in batches of \(group) rows; \(rows) rows are none")
        }
        let results = Mutex([Swift.Result<Signal, KerasError>?](repeating: nil, count: rows))
        // A lane is what one row of each batch goes through, one after the other.
        let lanes = isStateful ? group : rows
        Workers(count: max(1, min(threads, lanes))).run(lanes, grain: 1) { _, range in
            for lane in range {
                var state = start
                for row in stride(from: lane, to: rows, by: lanes) {
                    let signal = Signal(values: Array(batch.scalars[(row * length)..<((row + 1) * length)]), shape: Array(batch.shape.dropFirst()), mask: nil)
                    for (place, stage) in stages.enumerated() where !stage.layer.isStateful { state.layers[place] = stage.layer.start }
                    let result = Swift.Result { () throws(KerasError) in try run(signal, &state) }
                    results.withLock { $0[row] = result }
                }
            }
        }
        return try Self.joined(results.withLock { $0 })
    }

    private static func joined(_ results: [Swift.Result<Signal, KerasError>?]) throws(KerasError) -> Tensor<Float> {
        var values = [Float](), shape = [Int]()
        for (row, result) in results.enumerated() {
            guard let result else { preconditionFailure("row \(row) of \(results.count) was not computed") }
            do throws(KerasError) {
                let signal = try result.get()
                shape = signal.shape
                values += signal.values
            } catch {
                throw KerasError(error.code, "row \(row): \(error.message)")
            }
        }
        return Tensor(values, shape: [results.count] + shape)
    }

    /// The output of one row, onward from states that are changed: as many steps as the row has are behind them then.
    ///
    /// A row in pieces gives the same as the row at once, but for layers that go backwards.
    ///
    /// - Throws: `mismatch`. Of a model whose number of steps is fixed, rows in pieces may have any number of them.
    public func predict(_ row: Tensor<Float>, state: inout State) throws(KerasError) -> Tensor<Float> {
        let fixed = inputShape.dropFirst()
        guard row.rank == inputShape.count, zip(row.shape.dropFirst(), fixed).allSatisfy({ $1 == nil || $0 == $1 }), row.shape[0] > 0 else {
            throw KerasError(.mismatch, "a row of shape \(row.shape) is no \(([nil] + fixed).text)")
        }
        let signal = try run(Signal(values: row.scalars, shape: row.shape, mask: nil), &state)
        return Tensor(signal.values, shape: signal.shape)
    }

    /// - Throws: `mismatch` unless a row has the model's shape.
    func require(_ shape: [Int]) throws(KerasError) {
        let fits = shape.count == inputShape.count && zip(shape, inputShape).allSatisfy { $1 == nil || $0 == $1 } && shape.allSatisfy { $0 > 0 }
        guard fits else { throw KerasError(.mismatch, "rows have the shape \(shape); the model takes \(inputShape.text)") }
    }

    func run(_ input: Signal, _ state: inout State) throws(KerasError) -> Signal {
        var signal = input
        for (place, stage) in stages.enumerated() { signal = try stage.layer(signal, &state.layers[place]) }
        return signal
    }
}
