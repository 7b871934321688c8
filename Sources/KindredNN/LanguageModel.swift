import Foundation
public import KindredMath

// Mikolov et al., "Recurrent neural network based language model", Interspeech 2010; Zaremba, Sutskever, Vinyals, arXiv 1409.2329, 2014,
// for layers of LSTM trained over rows of text that run on from batch to batch.

/// Embedding → layers of LSTM → a linear map to the vocabulary: the probability of each next token.
///
/// ```swift
/// let model = LanguageModel<Float>(vocabulary: 5000, dimension: 128, units: [256], seed: 1)
/// var optimizer = RMSprop(model.parameters, learningRate: 0.002, decay: 0.9)
/// for window in LanguageWindows(tokens, batch: 32, steps: 35) {
///     optimizer.clearGradients()
///     model.loss(window, pass).backward()
///     optimizer.clipGradients(toNorm: 5)
///     optimizer.step()
/// }
/// model.perplexity(of: heldOut)
/// ```
public final class LanguageModel<Scalar: TensorScalar> {
    /// The vectors of the tokens.
    public let embedding: Embedding<Scalar>
    /// The recurrent layers, the first one first.
    public let layers: [LSTM<Scalar>]
    /// The map to one logit for each token.
    public let output: Linear<Scalar>
    /// Where the states of the rows stand: they run on from window to window until ``reset()``.
    private var states: [LSTMBatchState<Scalar>] = []

    /// A model; the same seed gives the same numbers.
    ///
    /// - Parameters:
    ///   - vocabulary: how many tokens there are, 0 among them.
    ///   - dimension: of the embedding.
    ///   - units: of each layer.
    ///   - dropout: of each layer's inputs.
    /// - Precondition: positive sizes, at least one layer.
    public init(vocabulary: Int, dimension: Int, units: [Int], dropout: Scalar = 0, recurrentDropout: Scalar = 0, seed: UInt64 = 0) {
        precondition(vocabulary > 0 && dimension > 0 && !units.isEmpty, "a model of \(vocabulary) tokens, \(dimension) components and layers of \(units)")
        var random = SeededRandom(seed: seed)
        embedding = Embedding("embedding", count: vocabulary, dimension: dimension, deviation: 0.1, &random)
        var layers = [LSTM<Scalar>](), inputs = dimension
        for (place, count) in units.enumerated() {
            layers.append(
                LSTM(
                    "lstm\(place + 1)", inputs: inputs, units: count, everyStep: true, dropout: dropout, recurrentDropout: recurrentDropout, &random))
            inputs = count
        }
        self.layers = layers
        output = Linear("output", inputs: inputs, outputs: vocabulary, initializer: .glorotUniform, &random)
    }

    /// How many tokens there are.
    public var vocabulary: Int { embedding.table.value.shape[0] }
    /// What training moves.
    public var parameters: [Parameter<Scalar>] { embedding.parameters + layers.flatMap(\.parameters) + output.parameters }

    /// Begins anew: the next window starts from states of zeros.
    public func reset() { states = [] }

    /// The logits after each token, [batch · steps, vocabulary], rows of one sequence together. The states run on from the call before.
    ///
    /// - Precondition: `tokens` are batch × steps numbers below `vocabulary`.
    public func logits(_ tokens: [Int], batch: Int, _ pass: Pass) -> Variable<Scalar> {
        precondition(batch > 0 && !tokens.isEmpty && tokens.count % batch == 0, "\(tokens.count) tokens are no \(batch) rows")
        let steps = tokens.count / batch
        if states.first.map({ $0.hidden.shape[0] != batch }) ?? true { states = layers.map { .zero(batch: batch, units: $0.units) } }
        var x = embedding(tokens).reshaped([batch, steps, embedding.table.value.shape[1]])
        for (place, layer) in layers.enumerated() {
            let (outputs, end) = layer.read(x, pass, from: states[place])
            states[place] = end
            x = outputs
        }
        return output(x.reshaped([batch * steps, x.shape[2]]), pass)
    }

    /// The mean cross-entropy of the window's targets, in nats.
    public func loss(_ window: LanguageWindow, _ pass: Pass) -> Variable<Scalar> {
        if window.isFirst { reset() }
        let chances = logits(window.tokens, batch: window.batch, pass).logSoftmax()
        let places = window.targets.enumerated().map { $0.offset * vocabulary + $0.element }
        return -chances.gathering(places).mean()
    }

    /// e to the mean cross-entropy of each token but the first, read in one row from a state of zeros. Forgets where training stood.
    ///
    /// - Precondition: at least two tokens, all below `vocabulary`.
    public func perplexity(of tokens: [Int], steps: Int = 64, threads: Int = 1) -> Double {
        precondition(tokens.count > 1, "\(tokens.count) tokens have no next one")
        let pass = Pass(training: false, threads: threads)
        var total = 0.0
        for window in LanguageWindows(tokens, batch: 1, steps: steps) {
            total += Double(loss(window, pass).value.scalar) * Double(window.targets.count)
        }
        reset()
        return exp(total / Double(tokens.count - 1))
    }
}
