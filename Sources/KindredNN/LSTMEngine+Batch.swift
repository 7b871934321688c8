internal import KindredMath

extension LSTMEngine {
    /// Reads `states.count` sequences of equal length together: see ``run(_:state:mask:backwards:everyStep:)``.
    ///
    /// Each sequence gives the bits of a run by itself, but with `int8`: its kernels are multiplied as the floats they stand for, inputs and
    /// states unrounded; the first call of such an engine makes these floats, and keeps them.
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
        let batch = LSTMBatch(steps: steps, count: count, mask: mask, backwards: backwards, everyStep: everyStep, threads: threads)
        let outputs =
            switch kernels {
            case .panels(let panels): read(x, batch, panels, &states)
            case .rows(let rows): read(x, batch, rows.panels { rows.unpacked() }, &states)
            }
        return everyStep ? outputs : states.flatMap(\.hidden)
    }

    /// Moves the states; the outputs of all steps, when they are wanted.
    func read(_ x: [Float], _ batch: LSTMBatch, _ panels: LSTMPanels, _ states: inout [LSTMState]) -> [Float] {
        precondition(batch.steps <= Int(UInt32.max) / (inputs * LSTMBatch.block), "sequences of \(batch.steps) steps of \(inputs) numbers are too long")
        let width = panels.paddedUnits
        var hidden = [Float](repeating: 0, count: batch.count * width), cell = hidden
        for (place, state) in states.enumerated() {
            hidden.replaceSubrange((place * width)..<(place * width + units), with: state.hidden)
            cell.replaceSubrange((place * width)..<(place * width + units), with: state.cell)
        }
        var outputs = [Float](repeating: 0, count: batch.everyStep ? batch.count * batch.steps * units : 0)
        panels.read(x, batch, hidden: &hidden, cell: &cell, outputs: &outputs)
        for place in states.indices {
            let range = (place * width)..<(place * width + units)
            states[place] = LSTMState(hidden: Array(hidden[range]), cell: Array(cell[range]))
        }
        return outputs
    }
}

/// How a batch is read.
struct LSTMBatch: Sendable {
    let steps, count: Int
    let mask: [Bool]?
    let backwards, everyStep: Bool
    let threads: Int
    /// Sequences whose products are taken together.
    static let block = 64

    func step(_ place: Int) -> Int { backwards ? steps - 1 - place : place }
    func isMasked(_ sequence: Int, _ place: Int) -> Bool { mask.map { !$0[sequence * steps + step(place)] } ?? false }
}
