import Foundation
public import KindredMath

// Truncated backpropagation through time over rows that run on: Williams, Peng, Neural Computation 2(4), 1990. RMSprop after Hinton;
// gradients clipped by their norm after Pascanu, Mikolov, Bengio, ICML 2013.

/// Trains a ``LanguageModel`` on a text, an epoch at a time, and goes on from a checkpoint as if it had never stopped.
///
/// ```swift
/// let trainer = try LanguageTrainer(LanguageSettings(vocabulary: 5000))
/// try trainer.train(tokens, heldOut: held, progress: { print($0.done, $0.all) })
/// trainer.epochs.last?.heldOut            // the perplexity of what did not teach
/// ```
///
/// The same tokens and settings give the same weights on any number of threads. Used by one thread at a time.
public final class LanguageTrainer {
    /// What one reading of the text led to.
    public struct Epoch: Sendable, Hashable, Codable {
        /// e to the mean loss of the windows, each as it was when it taught.
        public var training: Double
        /// The perplexity of what did not teach, after the epoch; nil when nothing was held out.
        public var heldOut: Double?
    }

    /// How far training is.
    public struct Progress: Sendable, Hashable {
        /// Tokens read, and to be read in all epochs.
        public var done, all: Int
        /// Epochs behind.
        public var epochs: [Epoch]
    }

    /// How it trains.
    public private(set) var settings: LanguageSettings
    /// What it trains.
    public let model: LanguageModel<Float>
    /// What the epochs so far led to.
    public private(set) var epochs: [Epoch] = []
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1
    private var optimizer: RMSprop<Float>

    /// A trainer of a new model.
    ///
    /// - Throws: ``LSTMError`` `setting`.
    public init(_ settings: LanguageSettings) throws(LSTMError) {
        try settings.validate()
        self.settings = settings
        model = LanguageModel(
            vocabulary: settings.vocabulary, dimension: settings.dimension, units: settings.units, dropout: Float(settings.dropout),
            recurrentDropout: Float(settings.recurrentDropout), seed: settings.seed)
        optimizer = RMSprop(model.parameters, learningRate: Float(settings.learningRate), decay: Float(settings.decay))
    }

    /// Reads the tokens for the epochs that are left.
    ///
    /// - Parameters:
    ///   - tokens: what teaches, in order.
    ///   - heldOut: what judges after each epoch; nothing when it is shorter than two tokens.
    ///   - progress: told after each window.
    ///   - saves: called after each epoch with what ``init(resuming:)`` goes on from.
    ///   - isCancelled: asked before each window.
    /// - Throws: ``LSTMError``: `size` for too few tokens, `setting` for a token outside the vocabulary, `notFinite` when training has run
    ///   away, `cancelled`; what `saves` throws.
    /// - Complexity: O(epochs · tokens · parameters).
    public func train(
        _ tokens: [Int], heldOut: [Int] = [], progress: (Progress) -> Void = { _ in }, saves: (Checkpoint) throws -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws {
        try check(tokens, heldOut)
        while epochs.count < settings.epochs {
            let loss = try read(tokens, progress, isCancelled)
            let perplexity = heldOut.count > 1 ? model.perplexity(of: heldOut, threads: threads) : nil
            epochs.append(Epoch(training: exp(loss), heldOut: perplexity))
            try saves(checkpoint)
        }
    }

    private func check(_ tokens: [Int], _ heldOut: [Int]) throws(LSTMError) {
        guard tokens.count > settings.batch else {
            throw LSTMError(.size, "\(tokens.count) tokens teach nothing in \(settings.batch) rows: at least \(settings.batch + 1) are needed")
        }
        for token in [tokens.min(), tokens.max(), heldOut.min(), heldOut.max()].compactMap({ $0 }) where !(0..<settings.vocabulary).contains(token) {
            throw LSTMError(.setting, "the token \(token) is none of a vocabulary of \(settings.vocabulary)")
        }
    }

    /// One epoch; the mean loss.
    private func read(_ tokens: [Int], _ progress: (Progress) -> Void, _ isCancelled: () -> Bool) throws(LSTMError) -> Double {
        let windows = LanguageWindows(tokens, batch: settings.batch, steps: settings.steps), perEpoch = (tokens.count - 1) / settings.batch * settings.batch
        // A stream for each epoch, so that there is no generator to keep in a checkpoint.
        let pass = Pass(training: true, random: SeededRandom(seed: settings.seed, stream: 0x1A6 + UInt64(epochs.count)), threads: threads)
        var sum = 0.0, done = 0
        for window in windows {
            guard !isCancelled() else { throw LSTMError(.cancelled, "training was stopped in epoch \(epochs.count + 1) of \(settings.epochs)") }
            let loss = step(window, pass)
            guard loss.isFinite else {
                throw LSTMError(.notFinite, "training diverged in epoch \(epochs.count + 1): lower the learning rate of \(settings.learningRate)")
            }
            sum += loss * Double(window.targets.count)
            done += window.targets.count
            progress(Progress(done: epochs.count * perEpoch + done, all: settings.epochs * perEpoch, epochs: epochs))
        }
        return sum / Double(done)
    }

    private func step(_ window: LanguageWindow, _ pass: Pass) -> Double {
        let loss = model.loss(window, pass)
        loss.backward()
        optimizer.clipGradients(toNorm: Float(settings.clip))
        optimizer.step()
        optimizer.clearGradients()
        return Double(loss.value.scalar)
    }
}

extension LanguageTrainer {
    private static let keys = (settings: "kindred.language.settings", epochs: "kindred.language.epochs"), prefix = "optimizer."

    /// All it takes to go on: weights, what the optimiser remembers, settings and epochs.
    public var checkpoint: Checkpoint {
        var checkpoint = Checkpoint(model.parameters)
        for (place, tensor) in optimizer.state.enumerated() where tensor.count > 0 { checkpoint.tensors["\(Self.prefix)\(place)"] = tensor }
        let json = JSONEncoder()
        json.outputFormatting = .sortedKeys
        checkpoint.metadata[Self.keys.settings] = (try? json.encode(settings)).map { String(decoding: $0, as: UTF8.self) }
        checkpoint.metadata[Self.keys.epochs] = (try? json.encode(epochs)).map { String(decoding: $0, as: UTF8.self) }
        return checkpoint
    }

    /// Goes on where a checkpoint left.
    ///
    /// - Parameter epochs: how often the text is read in all; as it was meant when nil.
    /// - Throws: ``LSTMError`` `setting` for a checkpoint of something else.
    public convenience init(resuming checkpoint: Checkpoint, epochs: Int? = nil) throws(LSTMError) {
        func decoded<Value: Decodable>(_ key: String, _ type: Value.Type) throws(LSTMError) -> Value {
            guard let value = try? JSONDecoder().decode(type, from: Data((checkpoint.metadata[key] ?? "").utf8)) else {
                throw LSTMError(.setting, "the file holds no training of a language model to go on with")
            }
            return value
        }
        var settings = try decoded(Self.keys.settings, LanguageSettings.self)
        settings.epochs = epochs ?? settings.epochs
        try settings.validate()
        let claimed = settings.vocabulary.multipliedReportingOverflow(by: settings.dimension).partialValue
        guard checkpoint.tensors["embedding.weight"]?.count == claimed else { throw LSTMError(.setting, "the file has no weights for its \(settings.vocabulary) tokens") }
        try self.init(settings)
        do { try checkpoint.restore(model.parameters) } catch { throw LSTMError(.setting, error.message) }
        let own = optimizer.state, kept = own.indices.map { checkpoint.tensors["\(Self.prefix)\($0)"] ?? own[$0] }
        guard kept.map(\.count) == own.map(\.count) else { throw LSTMError(.setting, "the file's optimiser has other parameters") }
        optimizer.state = kept
        self.epochs = try decoded(Self.keys.epochs, [Epoch].self)
    }
}
