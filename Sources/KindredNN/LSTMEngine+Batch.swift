internal import KindredMath

extension LSTMEngine {
    /// Reads `states.count` sequences of equal length together: see ``run(_:state:mask:backwards:everyStep:)``.
    ///
    /// The first call of an engine packs its weights anew, as floats, and keeps them so.
    /// Kernels of `bfloat16` and `int8` are multiplied as the floats they stand for, inputs and states unrounded.
    ///
    /// - Parameters:
    ///   - x: sequences × steps × m numbers.
    ///   - states: one for each sequence.
    ///   - mask: sequences × steps truths. Shorter sequences are filled up with masked steps.
    ///   - threads: nothing depends on it but the time.
    /// - Returns: sequences × n numbers; with `everyStep`, sequences × steps × n in the order of reading.
    /// - Precondition: the sizes fit.
    public func run(
        batch x: [Float], states: inout [LSTMState], mask: [Bool]? = nil, backwards: Bool = false, everyStep: Bool = false,
        threads: Int = 1
    ) -> [Float] {
        let count = states.count, steps = count == 0 ? 0 : x.count / (count * inputs)
        precondition(x.count == count * steps * inputs, "\(x.count) numbers are no whole steps of \(inputs) of \(count) sequences")
        precondition(mask.map { $0.count == count * steps } ?? true, "a mask of \(mask?.count ?? 0) for \(count) × \(steps) steps")
        for state in states { check(state) }
        precondition(steps * inputs * LSTMBatch.block <= Int(UInt32.max), "sequences of \(steps) × \(inputs) numbers are too long for a batch")
        let panels = panels { madePanels() }, width = panels.paddedUnits
        var hidden = [Float](repeating: 0, count: count * width), cell = hidden
        for (place, state) in states.enumerated() {
            hidden.replaceSubrange((place * width)..<(place * width + units), with: state.hidden)
            cell.replaceSubrange((place * width)..<(place * width + units), with: state.cell)
        }
        var outputs = [Float](repeating: 0, count: everyStep ? count * steps * units : 0)
        let plan = LSTMBatch(steps: steps, count: count, mask: mask, backwards: backwards, everyStep: everyStep, threads: threads)
        readBatch(x, plan, panels, hidden: &hidden, cell: &cell, outputs: &outputs)
        for place in states.indices {
            let range = (place * width)..<(place * width + units)
            states[place] = LSTMState(hidden: Array(hidden[range]), cell: Array(cell[range]))
        }
        return everyStep ? outputs : states.flatMap(\.hidden)
    }

    private func madePanels() -> LSTMPanels {
        LSTMPanels(inputs: inputs, units: units, kernel: inputKernel.floats, recurrent: recurrentKernel.floats, bias: bias, peepholes: peepholes)
    }
}

/// How a batch is read.
struct LSTMBatch: Sendable {
    let steps, count: Int
    let mask: [Bool]?
    let backwards, everyStep: Bool
    let threads: Int
    /// Sequences whose products are taken together, whatever the threads: the same sums for any number of them.
    static let block = 64
}
