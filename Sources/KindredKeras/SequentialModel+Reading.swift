import Foundation
import KindredNN

extension SequentialModel {
    /// Whether the model answers at every step, and from what it has read so far alone: then a text in pieces gives the same answers as at once.
    public var readsOn: Bool {
        guard inputShape.first == .some(nil), outputShape.count == 2 else { return false }
        return stages.allSatisfy { stage in
            if let layer = stage.layer as? LSTMLayer { return !layer.goesBackwards && layer.returnsSequences }
            return !(stage.layer is BidirectionalLayer)
        }
    }

    /// How sure the model is of a text: e to the mean of −log p of each token but the first.
    ///
    /// A model that ``readsOn`` reads the text once, from states of zeros. Any other is asked for each token anew, with what comes before padded
    /// to its length, as it was trained: O(tokens · length · units²).
    ///
    /// - Parameters:
    ///   - ids: at least two.
    ///   - length: ids that the model sees, when it does not fix them itself and does not read on.
    /// - Throws: `invalidArgument` for fewer ids, or when nobody says a length; `mismatch` for a model of another form and for ids that it does not have.
    public func perplexity(of ids: [Int], length: Int? = nil, threads: Int = 1) throws(KerasError) -> Double {
        guard inputShape.count == 1 else { throw KerasError(.mismatch, "the model takes \(inputShape.text), not ids; a model of texts begins with an Embedding") }
        guard ids.count > 1 else { throw KerasError(.invalidArgument, "a text of \(ids.count) known tokens has no next one to be foretold") }
        let total = readsOn && length == nil ? try surprise(ids) : try surprise(ids, try seenLength(length), threads: threads)
        return exp(total / Double(ids.count - 1))
    }

    func seenLength(_ length: Int?) throws(KerasError) -> Int {
        guard let fixed = inputShape[0] ?? length else { throw KerasError(.invalidArgument, "the model takes any number of steps; say with a length how many ids it was trained on") }
        guard fixed == length ?? fixed else { throw KerasError(.mismatch, "the model takes \(fixed) ids, not \(length ?? 0)") }
        guard (1...ModelLimits.width).contains(fixed) else { throw KerasError(.invalidArgument, "a length of \(fixed) ids; 1 to \(ModelLimits.width) are accepted") }
        return fixed
    }

    /// Steps of a text that are read at once.
    private static let piece = 64

    /// The sum of −log p, the text read once.
    private func surprise(_ ids: [Int]) throws(KerasError) -> Double {
        var state = start, total = 0.0
        for first in stride(from: 0, to: ids.count - 1, by: Self.piece) {
            let seen = Array(ids[first..<min(first + Self.piece, ids.count - 1)])
            let answers = try predict(Tensor(seen.map(Float.init), shape: [seen.count]), state: &state), width = answers.shape.last ?? 0
            for step in seen.indices { total += try surprise(ids[first + step + 1], answers.scalars[(step * width)..<((step + 1) * width)]) }
        }
        return total
    }

    /// The same, each token after the padded ones before it.
    private func surprise(_ ids: [Int], _ length: Int, threads: Int) throws(KerasError) -> Double {
        var total = 0.0
        for first in stride(from: 1, to: ids.count, by: Self.piece) {
            let targets = first..<min(first + Self.piece, ids.count)
            let rows = PaddedSequences.pad(targets.map { Array(ids[max(0, $0 - length)..<$0]) }, length: length)
            let answers = try predict(Tensor(rows.flatMap { $0.map(Float.init) }, shape: [rows.count, length]), threads: threads)
            let width = answers.shape.last ?? 0, stride = answers.count / rows.count
            // Of a model that answers at every step, the last answer counts.
            for (row, target) in targets.enumerated() { total += try surprise(ids[target], answers.scalars[((row + 1) * stride - width)..<((row + 1) * stride)]) }
        }
        return total
    }

    /// −log p of a token, by the model's numbers for all.
    private func surprise(_ id: Int, _ scores: ArraySlice<Float>) throws(KerasError) -> Double {
        guard (0..<scores.count).contains(id) else { throw KerasError(.mismatch, "the model answers with \(scores.count) numbers; the text has the id \(id)") }
        guard scores.allSatisfy({ !$0.isNaN }) else { throw KerasError(.malformed, "the model's answer is no number: its weights overflow") }
        let score = Double(scores[scores.startIndex + id])
        if endsInSoftmax { return -log(max(score, Double(Float.leastNonzeroMagnitude))) }
        let highest = Double(scores.max() ?? 0)
        return log(scores.reduce(0) { $0 + exp(Double($1) - highest) }) + highest - score
    }
}
