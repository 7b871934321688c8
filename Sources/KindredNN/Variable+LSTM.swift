internal import KindredMath

extension Variable {
    /// Sequences through an LSTM in one step: the outputs, and where the states ended.
    ///
    /// - Parameters:
    ///   - kernel: inputs × 4·units, blocks of i, f, c, o.
    ///   - recurrent: units × 4·units.
    ///   - bias: of shape [4·units].
    ///   - peepholes: of shape [3·units], or nil.
    /// - Precondition: `self` is batch × steps × inputs, as `reading` says, of at least one step.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func lstm(
        _ kernel: Variable, _ recurrent: Variable, _ bias: Variable, _ peepholes: Variable?, _ reading: LSTMReading<Scalar>,
        from start: LSTMBatchState<Scalar>, threads: Int
    ) -> (outputs: Variable, end: LSTMBatchState<Scalar>) {
        let (k, u, p) = (kernel.value.scalars, recurrent.value.scalars, peepholes?.value.scalars)
        let rows = reading.steps * reading.batch, width = 4 * reading.units
        let x = stepRows(value.scalars, reading)
        var sums = product(x, transposed: false, k, transposed: false, m: rows, n: width, k: reading.inputs, threads: threads)
        addRow(bias.value.scalars, toEachIn: &sums)
        let trace = LSTMTrace(reading, x: x, gates: sums, from: start)
        sums = []
        trace.run(reading, recurrent: u, peepholes: p)
        let shape = shape, count = reading.batch * reading.units
        let outputs = lstmOutputs(trace.hidden, reading)
        let end = LSTMBatchState(
            hidden: Tensor(Array(trace.hidden.suffix(count)), shape: [reading.batch, reading.units]),
            cell: Tensor(Array(trace.cells.suffix(count)), shape: [reading.batch, reading.units]))
        let wantsInputs = requiresGradient, operands = [self, kernel, recurrent, bias] + (peepholes.map { [$0] } ?? [])
        let result = Variable(outputs, of: operands) { g in
            let ofPeepholes = trace.runBack(reading, g.scalars, recurrent: u, peepholes: p)
            let seen = reading.stateDropout == nil ? trace.hidden : trace.dropped
            let ofKernel = product(trace.x, transposed: true, trace.gates, transposed: false, m: reading.inputs, n: width, k: rows, threads: threads)
            let ofRecurrent = product(seen, transposed: true, trace.gates, transposed: false, m: reading.units, n: width, k: rows, threads: threads)
            let ofInputs =
                !wantsInputs
                ? nil
                : inputRows(
                    product(trace.gates, transposed: false, k, transposed: true, m: rows, n: reading.inputs, k: width, threads: threads), reading)
            let ofBias = summed(Tensor(trace.gates, shape: [rows, width]), to: [width])
            return [
                ofInputs.map { Tensor($0, shape: shape) }, Tensor(ofKernel, shape: [reading.inputs, width]),
                Tensor(ofRecurrent, shape: [reading.units, width]), ofBias,
            ] + (p == nil ? [] : [Tensor(ofPeepholes, shape: [3 * reading.units])])
        }
        return (result, end)
    }
}

/// batch × steps × inputs as steps × batch × inputs in the order of reading, times the dropout's factors.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func stepRows<Scalar: TensorScalar>(_ x: [Scalar], _ reading: LSTMReading<Scalar>) -> [Scalar] {
    let order = (0..<reading.steps).flatMap { place in (0..<reading.batch).map { $0 * reading.steps + reading.step(place) } }
    let rows = gatheredRows(x, width: reading.inputs, order)
    guard let factors = reading.inputDropout else { return rows }
    return zipped(rows, (0..<reading.steps).flatMap { _ in factors }) { $0 * $1 }
}

/// The inverse of ``stepRows``, for gradients.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func inputRows<Scalar: TensorScalar>(_ rows: [Scalar], _ reading: LSTMReading<Scalar>) -> [Scalar] {
    let order = (0..<reading.batch).flatMap { sequence in (0..<reading.steps).map { reading.step($0) * reading.batch + sequence } }
    let x = gatheredRows(rows, width: reading.inputs, order)
    guard let factors = reading.inputDropout else { return x }
    let width = reading.inputs
    let repeated = (0..<reading.batch).flatMap { sequence in
        (0..<reading.steps).flatMap { _ in factors[(sequence * width)..<((sequence + 1) * width)] }
    }
    return zipped(x, repeated) { $0 * $1 }
}

/// The last outputs, batch × units, or all, batch × steps × units.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func lstmOutputs<Scalar: TensorScalar>(_ hidden: [Scalar], _ reading: LSTMReading<Scalar>) -> Tensor<Scalar> {
    guard reading.everyStep else {
        return Tensor(Array(hidden.suffix(reading.batch * reading.units)), shape: [reading.batch, reading.units])
    }
    // outputPlace is its own inverse.
    let order = (0..<reading.batch).flatMap { sequence in (0..<reading.steps).map { (reading.outputPlace($0) + 1) * reading.batch + sequence } }
    return Tensor(gatheredRows(hidden, width: reading.units, order), shape: [reading.batch, reading.steps, reading.units])
}
