/// Sequences brought to one length, as Keras' `pad_sequences` does.
///
///     PaddedSequences.pad([[1], [2, 3], [4, 5, 6]], length: 2)   // [[0, 1], [2, 3], [5, 6]]
public enum PaddedSequences {
    /// Where numbers are added or cut off.
    public enum Side: String, Sendable, CaseIterable {
        /// At the beginning.
        case pre
        /// At the end.
        case post
    }

    /// Each sequence with `value` added, or numbers cut off, until it has `length`; the longest one's when none is given.
    ///
    /// - Precondition: `length` is positive.
    public static func pad(_ sequences: [[Int]], length: Int? = nil, padding: Side = .pre, truncating: Side = .pre, value: Int = 0) -> [[Int]] {
        precondition(length ?? 1 > 0, "sequences of length \(length ?? 0)")
        let length = length ?? sequences.map(\.count).max() ?? 0
        return sequences.map { sequence in
            let kept = Array(truncating == .pre ? sequence.suffix(length) : sequence.prefix(length))
            let added = [Int](repeating: value, count: length - kept.count)
            return padding == .pre ? added + kept : kept + added
        }
    }
}
