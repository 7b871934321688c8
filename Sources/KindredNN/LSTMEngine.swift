import Foundation
import KindredMath

// Hochreiter, Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; the forget gate of Gers, Schmidhuber, Cummins,
// "Learning to Forget", Neural Computation 12(10), 2000.

/// An LSTM layer that only answers, a sequence at a time.
///
///     var state = LSTMState.zero(units: engine.weights.units)
///     let h = engine.run(x, state: &state)     // x: steps × inputs, h: units
///
/// A sequence in pieces, with the state carried over, gives the same bits as the sequence at once.
public struct LSTMEngine: Sendable {
    /// The layer's numbers.
    public let weights: LSTMWeights

    /// An engine over weights.
    public init(_ weights: LSTMWeights, precision: LSTMPrecision = .float32) { self.weights = weights }

    /// One step: the state after an input.
    ///
    /// - Precondition: as many features as the weights take, and a state of their units.
    public func step(_ x: [Float], _ state: inout LSTMState) {
        precondition(x.count == weights.inputs, "\(x.count) features for weights of \(weights.inputs)")
        var sums = Sums(units: weights.units)
        step(x.span, &state, &sums)
    }

    /// The hidden state after the last step, or after every step in the order of computing.
    ///
    /// - Parameters:
    ///   - x: the steps' features one after the other.
    ///   - mask: which steps count; at others the state stays.
    ///   - backwards: whether the last step comes first.
    ///   - everyStep: whether all hidden states are wanted.
    /// - Precondition: `x.count` is a multiple of the weights' inputs, and `mask` has one entry for each step.
    /// - Complexity: O(steps · units · (units + inputs)).
    public func run(_ x: [Float], state: inout LSTMState, mask: [Bool]? = nil, backwards: Bool = false, everyStep: Bool = false) -> [Float] {
        let inputs = weights.inputs, steps = x.count / inputs
        precondition(x.count == steps * inputs, "\(x.count) numbers are no steps of \(inputs)")
        precondition(mask?.count ?? steps == steps, "a mask of \(mask?.count ?? 0) for \(steps) steps")
        var sums = Sums(units: weights.units), outputs = [Float]()
        if everyStep { outputs.reserveCapacity(steps * weights.units) }
        for number in 0..<steps {
            let place = backwards ? steps - 1 - number : number
            if mask?[place] ?? true { step(x.span.extracting((place * inputs)..<((place + 1) * inputs)), &state, &sums) }
            if everyStep { outputs += state.hidden }
        }
        return everyStep ? outputs : state.hidden
    }

    /// What the four gates get from the input and from the hidden state.
    private struct Sums {
        var driven: [Float]
        var turned: [Float]

        init(units: Int) {
            driven = [Float](repeating: 0, count: 4 * units)
            turned = driven
        }
    }

    private func step(_ x: Span<Float>, _ state: inout LSTMState, _ sums: inout Sums) {
        let units = weights.units, kernels = Kernels.active
        precondition(state.hidden.count == units && state.cell.count == units, "a state of \(state.hidden.count) for \(units) units")
        var driven = sums.driven.mutableSpan
        kernels.scan(.dot, query: x, rows: weights.inputKernel.span, into: &driven)
        var turned = sums.turned.mutableSpan
        kernels.scan(.dot, query: state.hidden.span, rows: weights.recurrentKernel.span, into: &turned)
        for unit in 0..<units {
            func z(_ gate: Int) -> Float { sums.driven[gate * units + unit] + sums.turned[gate * units + unit] + weights.bias[gate * units + unit] }
            let cell = Self.sigmoid(z(1)) * state.cell[unit] + Self.sigmoid(z(0)) * tanh(z(2))
            state.cell[unit] = cell
            state.hidden[unit] = Self.sigmoid(z(3)) * tanh(cell)
        }
    }

    private static func sigmoid(_ x: Float) -> Float {
        if x >= 0 { return 1 / (1 + exp(-x)) }
        let e = exp(x)
        return e / (1 + e)
    }
}
