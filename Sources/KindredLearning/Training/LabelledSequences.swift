internal import KindredMath

/// Sequences of any lengths with the class that each belongs to: what a ``SequenceTrainer`` learns from.
public struct LabelledSequences: Sendable {
    /// What a step is.
    public enum Step: Sendable, Hashable {
        /// So many numbers.
        case numbers(Int)
        /// A number of a token, from 0 to below so many; 0 is padding and does not count.
        case token(of: Int)

        /// Numbers a step takes in ``LabelledSequences/sequences``.
        public var width: Int {
            switch self {
            case .numbers(let count): count
            case .token: 1
            }
        }
    }

    /// What a step is.
    public let step: Step
    /// steps × width numbers each.
    public let sequences: [[Float]]
    /// The class of each.
    public let labels: [Int]

    /// Sequences of one kind of steps.
    ///
    /// - Throws: `dimensionMismatch` for a sequence that has no whole steps, or as many labels as there are no sequences; `notFinite`;
    ///   `invalidParameter` for a token outside its range; `tooFewRows` for fewer than four sequences or two classes.
    public init(_ sequences: [[Float]], of step: Step, labels: [Int]) throws(LearningError) {
        guard sequences.count == labels.count else { throw LearningError(.dimensionMismatch, "\(sequences.count) sequences and \(labels.count) labels") }
        let classes = Set(labels).count
        guard sequences.count >= 4, classes > 1 else {
            throw LearningError(.tooFewRows, "\(sequences.count) sequences of \(classes) classes: 4 sequences of 2 are the least to learn from")
        }
        guard step.width > 0 else { throw LearningError(.dimensionMismatch, "steps of \(step.width) numbers") }
        for (place, sequence) in sequences.enumerated() { try Self.check(sequence, place, step) }
        (self.sequences, self.step, self.labels) = (sequences, step, labels)
    }

    private static func check(_ sequence: [Float], _ place: Int, _ step: Step) throws(LearningError) {
        guard !sequence.isEmpty, sequence.count % step.width == 0 else {
            throw LearningError(.dimensionMismatch, "sequence \(place) has \(sequence.count) numbers: whole steps of \(step.width), and one at least, are needed")
        }
        for number in sequence {
            guard number.isFinite else { throw LearningError(.notFinite, "sequence \(place) has the number \(number)") }
            guard case .token(let count) = step else { continue }
            guard number >= 0, number < Float(count), number == number.rounded() else {
                throw LearningError(.invalidParameter, "sequence \(place) has the token \(number): whole numbers from 0 to \(count - 1) are allowed")
            }
        }
    }

    /// What sequences are compared by when nothing was learned: the numbers as they are when all are equally long, else the means and
    /// deviations over the steps; of tokens, how often each of the first 512 occurs.
    var plain: Matrix<Float> {
        guard case .numbers(let width) = step else { return counts }
        let length = sequences[0].count
        if sequences.allSatisfy({ $0.count == length }) { return Matrix(rows: sequences.count, columns: length, elements: sequences.flatMap { $0 }) }
        let rows = sequences.map { sequence in
            let sums = (0..<width).map { feature in stride(from: feature, to: sequence.count, by: width).map { Double(sequence[$0]) } }
            let means = sums.map { $0.reduce(0, +) / Double($0.count) }
            let deviations = zip(sums, means).map { sum, mean in (sum.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sum.count)).squareRoot() }
            return (means + deviations).map(Float.init)
        }
        return Matrix(rows: rows.count, columns: 2 * width, elements: rows.flatMap { $0 })
    }

    private var counts: Matrix<Float> {
        let limit = 512
        var result = Matrix<Float>(rows: sequences.count, columns: limit, elements: [Float](repeating: 0, count: sequences.count * limit))
        for (row, sequence) in sequences.enumerated() {
            for token in sequence where token > 0 && token < Float(limit) { result[row, Int(token)] += 1 }
        }
        return result
    }
}
