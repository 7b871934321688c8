public import KindredMath
public import KindredNN

// Mueller, Thyagarajan, "Siamese recurrent architectures for learning sentence similarity", AAAI 2016: the last hidden state of an LSTM as
// the vector of a sequence, trained so that like sequences lie close. Ours: any of the losses instead of an L1 distance.

/// A learnt map of sequences to vectors: the last hidden state of layers of LSTM.
///
///     let vectors = encoder.encode(sequences, threads: 2)    // a row for each sequence
public struct SequenceEncoder: Sendable, Equatable {
    /// The vectors of tokens, a row each; nil when steps are numbers.
    public let embedding: Tensor<Float>?
    /// The layers, the first one first. The scaling of numbers is part of the first.
    public let layers: [LSTMWeights]
    private let engines: [LSTMEngine]

    /// The dimension of embeddings.
    public var dimension: Int { engines.last?.units ?? 0 }

    init(_ network: SequenceNetwork, _ scaling: StepScaling?) throws(LearningError) {
        embedding = network.embedding?.table.value
        guard embedding?.scalars.allSatisfy(\.isFinite) ?? true else { throw LearningError(.notFinite, "a vector of a token is no finite number") }
        var layers = [LSTMWeights]()
        do throws(LSTMError) {
            for layer in network.layers { layers.append(try layer.weights()) }
            if let scaling { layers[0] = try layers[0].reading(scaling) }
        } catch { throw LearningError(.notFinite, error.message) }
        self.layers = layers
        engines = layers.map { LSTMEngine($0) }
    }

    public static func == (a: SequenceEncoder, b: SequenceEncoder) -> Bool { a.embedding == b.embedding && a.layers == b.layers }

    /// The vectors of sequences, a row each.
    ///
    /// - Parameters:
    ///   - sequences: steps × width numbers each, as those it was trained on; token 0 does not count. Without a step, the row is zeros.
    ///   - threads: nothing depends on it but the time.
    /// - Precondition: whole steps; tokens of the table.
    /// - Complexity: O(steps · units · (units + width)) each.
    public func encode(_ sequences: [[Float]], threads: Int = 1) -> Matrix<Float> {
        let parts = RowBlocks(count: sequences.count, threads: threads, size: 16).map { range in range.flatMap { encode(sequences[$0]) } }
        return Matrix(rows: sequences.count, columns: dimension, elements: parts.flatMap { $0 })
    }

    private func encode(_ sequence: [Float]) -> [Float] {
        var signal = sequence, mask: [Bool]?
        if let embedding {
            let width = embedding.shape[1]
            signal = sequence.flatMap { embedding.scalars[(Int($0) * width)..<((Int($0) + 1) * width)] }
            mask = sequence.map { $0 != 0 }
        }
        for (place, engine) in engines.enumerated() {
            var state = LSTMState.zero(units: engine.units)
            signal = engine.run(signal, state: &state, mask: mask, everyStep: place < engines.count - 1)
        }
        return signal
    }
}

extension LSTMWeights {
    /// The same layer over numbers that are not yet scaled: K(x − μ)s + b as one map of x.
    fileprivate func reading(_ scaling: StepScaling) throws(LSTMError) -> LSTMWeights {
        var kernel = inputKernel, bias = bias
        for row in bias.indices {
            var shift = 0.0
            for feature in 0..<inputs {
                kernel[row * inputs + feature] *= scaling.factors[feature]
                shift += Double(kernel[row * inputs + feature]) * Double(scaling.means[feature])
            }
            bias[row] = Float(Double(bias[row]) - shift)
        }
        return try LSTMWeights(
            inputs: inputs, units: units, inputKernel: kernel, recurrentKernel: recurrentKernel, bias: bias, peepholes: peepholes, peepholeReading: peepholeReading)
    }
}
