internal import KindredMath

// Backpropagation through time, by hand: Hochreiter, Schmidhuber, Neural Computation 9(8), 1997, with the forget gates and peepholes of
// LSTMWeights. The products that need no state are taken for all steps at once; those that do, step by step.

/// What a forward pass leaves for the backward one. Steps lie in the order of reading: of each, batch rows.
final class LSTMTrace<Scalar: TensorScalar> {
    /// steps × batch × inputs, after dropout.
    var x: [Scalar]
    /// steps × batch × 4·units: the gates' values; after the backward pass the derivatives by their sums.
    var gates: [Scalar]
    /// tanh of the cell states, steps × batch × units.
    var activated: [Scalar]
    /// steps + 1 states, from that of the beginning, batch × units each.
    var hidden, cells: [Scalar]
    /// The hidden states that the products saw, when a dropout lay between.
    var dropped: [Scalar]

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    init(_ reading: LSTMReading<Scalar>, x: [Scalar], gates: [Scalar], from start: LSTMBatchState<Scalar>) {
        let count = reading.batch * reading.units
        self.x = x
        self.gates = gates
        activated = [Scalar](repeating: 0, count: reading.steps * count)
        hidden = start.hidden.scalars + [Scalar](repeating: 0, count: reading.steps * count)
        cells = start.cell.scalars + [Scalar](repeating: 0, count: reading.steps * count)
        dropped = reading.stateDropout == nil ? [] : [Scalar](repeating: 0, count: reading.steps * count)
    }
}

extension LSTMTrace {
    /// Moves the states through all steps; `gates` holds what inputs and biases add to the sums.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func run(_ reading: LSTMReading<Scalar>, recurrent: [Scalar], peepholes: [Scalar]?) {
        let (batch, units) = (reading.batch, reading.units), count = batch * units
        let factors = reading.stateDropout
        let panels = PanelMatrix.ifUseful(recurrent, rows: units, columns: 4 * units, batch: batch, steps: reading.steps)
        unsafe withMemory { memory in
            for place in 0..<reading.steps {
                let before = unsafe memory.hidden + place * count, z = unsafe memory.gates + place * batch * 4 * units
                var seen = unsafe UnsafePointer(before)
                if let factors {
                    let target = unsafe memory.dropped + place * count
                    for i in 0..<count { unsafe target[i] = before[i] * factors[i] }
                    unsafe seen = UnsafePointer(target)
                }
                if let panels {
                    unsafe panels.add(seen.asFloats, count: batch, to: z.asFloats)
                } else {
                    unsafe recurrent.withUnsafeBufferPointer { recurrent in
                        guard let base = recurrent.baseAddress else { return }
                        unsafe multiply(seen, base, m: batch, n: 4 * units, k: units, beta: 1, into: z)
                    }
                }
                for sequence in 0..<batch {
                    let row = place * count + sequence * units
                    guard !reading.isMasked(sequence, place) else {
                        unsafe (memory.hidden + row + count).update(from: memory.hidden + row, count: units)
                        unsafe (memory.cells + row + count).update(from: memory.cells + row, count: units)
                        continue
                    }
                    unsafe moveCell(
                        z + sequence * 4 * units, peepholes, reading.peepholeReading, units, before: memory.cells + row, cell: memory.cells + row + count,
                        activated: memory.activated + row, hidden: memory.hidden + row + count)
                }
            }
        }
    }

    /// Takes the gradient of the outputs back to that of the sums, which replace the gates, and gives that of the peepholes.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func runBack(_ reading: LSTMReading<Scalar>, _ gradient: [Scalar], recurrent: [Scalar], peepholes: [Scalar]?) -> [Scalar] {
        let (batch, units) = (reading.batch, reading.units), count = batch * units
        var ofPeepholes = [Scalar](repeating: 0, count: 3 * units)
        var ofHidden = [Scalar](repeating: 0, count: count), ofCell = ofHidden
        let sight = peepholes.map { ($0, reading.peepholeReading == .previous) }
        let panels = PanelMatrix.ifUseful(recurrent, rows: 4 * units, columns: units, transposed: true, batch: batch, steps: reading.steps)
        unsafe withMemory { memory in
            for place in (0..<reading.steps).reversed() {
                addOutput(gradient, reading, place, to: &ofHidden)
                var masked = [Int]()
                for sequence in 0..<batch {
                    let row = place * count + sequence * units
                    let z = unsafe memory.gates + 4 * row
                    guard !reading.isMasked(sequence, place) else {
                        unsafe z.update(repeating: 0, count: 4 * units)
                        masked.append(sequence)
                        continue
                    }
                    unsafe moveBack(
                        z, sight, units, before: memory.cells + row, cell: memory.cells + row + count, activated: memory.activated + row, &ofHidden,
                        &ofCell, at: sequence * units, &ofPeepholes)
                }
                let isCut = reading.truncation.map { place > 0 && place % $0 == 0 } ?? false
                if isCut {
                    ofHidden = [Scalar](repeating: 0, count: count)
                    ofCell = ofHidden
                } else if place > 0 {
                    let z = unsafe memory.gates + place * batch * 4 * units
                    ofHidden = unsafe carried(ofHidden, z, reading, recurrent, panels, masked)
                }
            }
        }
        return ofPeepholes
    }

    private func addOutput(_ gradient: [Scalar], _ reading: LSTMReading<Scalar>, _ place: Int, to ofHidden: inout [Scalar]) {
        let units = reading.units
        guard reading.everyStep || place == reading.steps - 1 else { return }
        unsafe gradient.withUnsafeBufferPointer { gradient in
            unsafe ofHidden.withUnsafeMutableBufferPointer { ofHidden in
                for sequence in 0..<reading.batch {
                    let row = reading.everyStep ? sequence * reading.steps + reading.outputPlace(place) : sequence
                    for j in 0..<units { unsafe ofHidden[sequence * units + j] += gradient[row * units + j] }
                }
            }
        }
    }

    /// dh' = dz·Uᵀ, or dh itself for sequences that the step left alone.
    private func carried(
        _ ofHidden: [Scalar], _ z: UnsafePointer<Scalar>, _ reading: LSTMReading<Scalar>, _ recurrent: [Scalar], _ panels: PanelMatrix?,
        _ masked: [Int]
    ) -> [Scalar] {
        let (batch, units) = (reading.batch, reading.units)
        var result = [Scalar](repeating: 0, count: batch * units)
        unsafe result.withUnsafeMutableBufferPointer { result in
            unsafe recurrent.withUnsafeBufferPointer { recurrent in
                guard let result = result.baseAddress, let recurrent = recurrent.baseAddress else { return }
                if let panels { return unsafe panels.add(z.asFloats, count: batch, to: result.asFloats) }
                unsafe multiply(z, recurrent, transposeB: true, m: batch, n: units, k: 4 * units, into: result)
            }
        }
        if let factors = reading.stateDropout { update(&result, with: factors) { $0 * $1 } }
        for sequence in masked {
            let range = (sequence * units)..<((sequence + 1) * units)
            result.replaceSubrange(range, with: ofHidden[range])
        }
        return result
    }

    private func withMemory(_ body: (LSTMMemory<Scalar>) -> Void) {
        unsafe gates.withUnsafeMutableBufferPointer { gates in
            unsafe activated.withUnsafeMutableBufferPointer { activated in
                unsafe hidden.withUnsafeMutableBufferPointer { hidden in
                    unsafe cells.withUnsafeMutableBufferPointer { cells in
                        unsafe dropped.withUnsafeMutableBufferPointer { dropped in
                            guard let gates = gates.baseAddress, let activated = activated.baseAddress, let hidden = hidden.baseAddress,
                                let cells = cells.baseAddress
                            else { return }
                            unsafe body(
                                LSTMMemory(gates: gates, activated: activated, hidden: hidden, cells: cells, dropped: dropped.baseAddress ?? hidden))
                        }
                    }
                }
            }
        }
    }
}

/// The memory of a trace.
@unsafe private struct LSTMMemory<Scalar: TensorScalar> {
    let gates, activated, hidden, cells: UnsafeMutablePointer<Scalar>
    /// Of `hidden` when nothing is dropped, and then unused.
    let dropped: UnsafeMutablePointer<Scalar>
}

extension UnsafePointer {
    /// The same place, which holds floats.
    fileprivate var asFloats: UnsafePointer<Float> { unsafe UnsafeRawPointer(self).assumingMemoryBound(to: Float.self) }
}

extension UnsafeMutablePointer {
    /// The same place, which holds floats.
    fileprivate var asFloats: UnsafeMutablePointer<Float> { unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: Float.self) }
}
