import Foundation
import KindredMath
import KindredNN

/// Continues a text word by word, or scalar by scalar, with a model that tells how likely each comes next.
///
///     let generator = try TextGenerator(model, tokenizer)
///     try generator.continued("Hello").text   // "Hello the cat and the dog"
///
/// Each word is found as when such models are tried in Keras: tokens, padded before to the model's length, predicted, the best taken. The
/// states are not carried from word to word, since padding has its effect on them; a model that reads on (``SequentialModel/readsOn``) sees no
/// padding, and reads each token once.
public struct TextGenerator: Sendable {
    /// How the next token is chosen.
    public enum Choice: Sendable, Equatable {
        /// The most likely one, of equals the lowest id.
        case greedy
        /// Drawn by p^(1/temperature), among the `top` most likely ones when that is given.
        case sampled(temperature: Double, top: Int?, seed: UInt64)
    }

    /// Why a text ended.
    public enum Stop: String, Sendable {
        /// It has as many new tokens as were asked for.
        case count
        /// The model chose 0, which is padding and has no word.
        case padding
        /// The model chose an id that the tokenizer has no word for.
        case unknownID = "unknown id"
    }

    /// A continued text.
    public struct Continuation: Sendable, Equatable {
        /// The seed and what was added.
        public let text: String
        /// What was added.
        public let tokens: [String]
        /// Why it ended.
        public let stop: Stop
    }

    private let model: SequentialModel
    private let tokenizer: KerasTokenizer
    /// Ids that the model sees; nil when it reads on.
    private let length: Int?
    /// How tokens are chosen.
    public var choice = Choice.greedy
    /// Whether padding is passed over, and the best of the words taken.
    public var skipsPadding = false
    /// Whether a seed without a known word is taken, as an input of nothing but padding.
    public var allowsEmpty = false

    /// A generator of a model that takes ids and answers with one number for each id.
    ///
    /// - Parameter length: tokens that the model sees, when it does not fix them itself and does not read on.
    /// - Throws: `mismatch` for a model of another form, or a length other than the model's; `invalidArgument` when neither says a length.
    public init(_ model: SequentialModel, _ tokenizer: KerasTokenizer, length: Int? = nil) throws(KerasError) {
        guard model.inputShape.count == 1 else { throw KerasError(.mismatch, "the model takes \(model.inputShape.text), not ids; a model that generates begins with an Embedding") }
        self.model = model
        self.tokenizer = tokenizer
        self.length = model.readsOn && length == nil ? nil : try model.seenLength(length)
    }

    /// Adds up to `count` tokens to a seed.
    ///
    /// - Throws: `invalidArgument` for a seed without a word that the tokenizer knows, unless that is allowed; `mismatch` when ids and model do not fit.
    public func continued(_ seed: String, count: Int = 10) throws(KerasError) -> Continuation {
        try checkChoice(count)
        var reading = Reading(text: seed, state: model.start), random = SeededRandom(seed: 0), added = [String]()
        if case .sampled(_, _, let seed) = choice { random = SeededRandom(seed: seed) }
        while added.count < count {
            let id = choose(try scores(after: &reading), &random)
            guard id != 0 else { return Continuation(text: reading.text, tokens: added, stop: .padding) }
            guard let word = tokenizer.word(id) else { return Continuation(text: reading.text, tokens: added, stop: .unknownID) }
            reading.text += (tokenizer.isByCharacter ? "" : " ") + word
            reading.unread = [id]
            added.append(word)
        }
        return Continuation(text: reading.text, tokens: added, stop: .count)
    }

    /// A text as far as it goes, and of a model that reads on, how far it has read.
    private struct Reading {
        var text: String
        var state: SequentialModel.State
        /// What comes next; nil for the whole text.
        var unread: [Int]?
    }

    private func checkChoice(_ count: Int) throws(KerasError) {
        guard count >= 0 else { throw KerasError(.invalidArgument, "\(count) tokens cannot be added") }
        guard case .sampled(let temperature, let top, _) = choice else { return }
        guard temperature > 0, temperature.isFinite else { throw KerasError(.invalidArgument, "a temperature of \(temperature); it is above 0") }
        guard top ?? 1 >= 1 else { throw KerasError(.invalidArgument, "the \(top ?? 0) most likely tokens; at least 1 is needed") }
    }

    /// How likely each id comes next.
    private func scores(after reading: inout Reading) throws(KerasError) -> [Float] {
        // Padded texts are read anew with what was generated, as the seed is.
        let ids = length == nil ? reading.unread ?? tokenizer.ids(of: reading.text) : tokenizer.ids(of: reading.text)
        guard !ids.isEmpty || allowsEmpty else {
            throw KerasError(.invalidArgument, "the seed '\(reading.text.prefix(60))' has no word that the tokenizer knows; the model would see padding alone")
        }
        let padded = length.map { PaddedSequences.pad([ids], length: $0)[0] } ?? (ids.isEmpty ? [0] : ids)
        let output =
            if length == nil { try model.predict(Tensor(padded.map(Float.init), shape: [padded.count]), state: &reading.state) } else {
                try model.predict(Tensor(padded.map(Float.init), shape: [1, padded.count]))
            }
        let width = output.shape.last ?? 0
        guard width > 1 else { throw KerasError(.mismatch, "the model answers with \(width) numbers; one for each id is needed") }
        // Of a model that answers at every step, the last answer counts.
        let scores = Array(output.scalars.suffix(width))
        guard scores.allSatisfy({ !$0.isNaN }) else { throw KerasError(.malformed, "the model's answer is no number: its weights overflow") }
        return scores
    }

    private func choose(_ scores: [Float], _ random: inout SeededRandom) -> Int {
        var scores = scores
        if skipsPadding { scores[0] = -.infinity }
        guard case .sampled(let temperature, let top, _) = choice else { return Self.best(scores) }
        return Self.drawn(scores, areProbabilities: model.endsInSoftmax, temperature, top, &random)
    }

    private static func best(_ scores: [Float]) -> Int {
        var best = 0
        for id in scores.indices where scores[id] > scores[best] { best = id }
        return best
    }

    /// One id, by softmax(log p / temperature) over the `top` best.
    private static func drawn(_ scores: [Float], areProbabilities: Bool, _ temperature: Double, _ top: Int?, _ random: inout SeededRandom) -> Int {
        let logits = scores.map { score -> Double in
            guard areProbabilities, score.isFinite else { return Double(score) }
            return score > 0 ? log(Double(score)) : -.infinity
        }
        let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        let kept = order.prefix(top ?? order.count), highest = logits[order[0]]
        guard highest.isFinite else { return order[0] }
        let weights = kept.map { exp((logits[$0] - highest) / temperature) }
        var place = random.uniform() * weights.reduce(0, +)
        for (id, weight) in zip(kept, weights) where weight > 0 {
            if place < weight { return id }
            place -= weight
        }
        return order[0]
    }
}

extension SequentialModel {
    /// Whether the outputs are probabilities.
    var endsInSoftmax: Bool {
        for stage in stages.reversed() {
            switch stage.layer {
            case let dense as DenseLayer: return dense.activation == .softmax
            case let activation as ActivationLayer: return activation.activation == .softmax
            case is IdentityLayer: continue
            default: return false
            }
        }
        return false
    }
}
