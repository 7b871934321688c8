// The cell: see LSTMWeights. One step reads every weight once, so its time is that of the memory; the fused loop over the gates is a
// kernel. Weights of 32 and 16 bits lie in panels (see LSTMPanels), whose products end in no sum across a register. Weights of 8 bits
// meet inputs and states of 8 bits, each quantised by its own largest magnitude, as onnxruntime's dynamic quantisation does.

/// An LSTM that infers: no tape, no dropout, weights in their final form.
///
/// ```swift
/// let engine = LSTMEngine(weights)
/// var state = LSTMState.zero(units: engine.units)
/// engine.step(x, &state)                              // one step; state.hidden is the output
/// let h = engine.run(series, state: &state)           // goes on from there
/// ```
///
/// A sequence cut into chunks that hand on their state gives the same bits as one call, and `run` the same as `step` after `step`.
/// So does each sequence of a batch, but with `int8`, whose batches are computed another way. An engine may be used by many threads at once.
public struct LSTMEngine: Sendable {
    /// m, how many numbers are read at each step.
    public let inputs: Int
    /// n, the length of the output.
    public let units: Int
    /// How the kernels are kept.
    public let precision: LSTMPrecision

    let kernels: LSTMKernels

    /// An engine for some weights.
    ///
    /// - Complexity: O(*n*(*n* + *m*)).
    public init(_ weights: LSTMWeights, precision: LSTMPrecision = .float32) {
        inputs = weights.inputs
        units = weights.units
        self.precision = precision
        switch precision {
        case .float32, .bfloat16: kernels = .panels(LSTMPanels(weights, halves: precision == .bfloat16))
        case .int8: kernels = .rows(LSTMRows(weights))
        }
    }

    /// The bytes of the kernels: what one step has to read. All but `int8` fill the units up to a multiple of 16.
    public var kernelByteCount: Int {
        switch kernels {
        case .panels(let panels): panels.weights.byteCount
        case .rows(let rows): rows.input.byteCount + rows.recurrent.byteCount
        }
    }

    /// One step: reads `x`, moves the state.
    ///
    /// - Precondition: `x` has m numbers, the state n units.
    /// - Complexity: O(*n*(*n* + *m*)).
    public func step(_ x: [Float], _ state: inout LSTMState) {
        precondition(x.count == inputs, "a step of \(x.count) numbers for \(inputs) inputs")
        _ = run(x, state: &state)
    }

    /// Reads a sequence.
    ///
    /// - Parameters:
    ///   - x: steps × m numbers.
    ///   - state: where the sequence begins; afterwards where it ended.
    ///   - mask: of each step in `x`, whether it counts; a step that does not leaves the state as it is.
    ///   - backwards: whether the last step is read first.
    ///   - everyStep: whether the output of each step is wanted.
    /// - Returns: the last output, n numbers; with `everyStep` those of all steps, steps × n, **in the order of reading**: backwards
    ///   the first row belongs to the last step, as Keras has it. A masked step repeats the output before it.
    /// - Precondition: `x` has whole steps, `mask` one truth for each, the state n units.
    /// - Complexity: O(*steps* · *n*(*n* + *m*)).
    public func run(
        _ x: [Float], state: inout LSTMState, mask: [Bool]? = nil, backwards: Bool = false, everyStep: Bool = false
    ) -> [Float] {
        let steps = x.count / inputs
        precondition(x.count == steps * inputs, "\(x.count) numbers are no whole steps of \(inputs)")
        precondition(mask.map { $0.count == steps } ?? true, "a mask of \(mask?.count ?? 0) for \(steps) steps")
        check(state)
        switch kernels {
        case .panels(let panels):
            let batch = LSTMBatch(steps: steps, count: 1, mask: mask, backwards: backwards, everyStep: everyStep, threads: 1)
            var states = [state]
            state = .zero(units: 0)
            let outputs = read(x, batch, panels, &states)
            state = states[0]
            return everyStep ? outputs : state.hidden
        case .rows(let rows):
            var outputs = [Float](repeating: 0, count: everyStep ? steps * units : 0)
            rows.read(x, steps: steps, state: &state, mask: mask, backwards: backwards, into: &outputs)
            return everyStep ? outputs : state.hidden
        }
    }

    func check(_ state: LSTMState) {
        precondition(
            state.hidden.count == units && state.cell.count == units,
            "a state of \(state.hidden.count) and \(state.cell.count) for \(units) units")
    }
}

/// The weights of an engine in the order in which they are read.
enum LSTMKernels: Sendable {
    case panels(LSTMPanels)
    case rows(LSTMRows)
}
