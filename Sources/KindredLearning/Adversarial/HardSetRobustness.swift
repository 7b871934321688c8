internal import KindredMath
public import KindredSimilarity

/// How figures on a hard set hold up: with queries as they are, under noise of several sizes, and under FGSM of the same sizes.
///
///     let attack = try RetrievalAttack(rows, labels: labels, measure: measure)
///     let found = try HardSetRobustness(attack, set, measure: measure, evaluation: evaluation, sizes: [0.1, 0.2])
///     found.conditions.last?.result.hard.mean(.precision(at: 1))
///
/// Queries alone are changed: the rows that answer and each query's candidates stay what they were. Noise is as long as FGSM's step, so that
/// the gap between them is what the aim is worth.
public struct HardSetRobustness: Sendable {
    /// What is done to queries.
    public enum Change: String, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case none
        /// See ``RetrievalAttack/noisy(_:epsilon:norm:seed:)``.
        case noise
        /// See ``RetrievalAttack/stepped(_:epsilon:norm:threads:isCancelled:)``.
        case fgsm
    }
    /// One change, and the figures under it.
    public struct Condition: Sendable {
        /// What was done.
        public let change: Change
        /// Its size; 0 for none.
        public let epsilon: Double
        /// What came of it.
        public let result: HardSetResult
    }
    /// None, then noise and FGSM of each size, as given.
    public let conditions: [Condition]

    /// Judges a measure.
    ///
    /// - Parameters:
    ///   - attack: of the rows that answer, under this measure.
    ///   - sizes: of the changes, in the data's own units, above 0.
    ///   - progress: told how many of how many conditions are done.
    ///   - isCancelled: asked between blocks of queries.
    /// - Throws: `invalidParameter` for a size; `cancelled`; `MeasureError`.
    /// - Complexity: O(sizes · queries · rows · dimension).
    public init(
        _ attack: RetrievalAttack, _ set: HardSet, measure: Measure, evaluation: RetrievalEvaluation, sizes: [Double], norm: AttackNorm = .lInfinity, seed: UInt64 = 0,
        progress: (Int, Int) -> Void = { _, _ in }, isCancelled: @Sendable () -> Bool = { false }
    ) throws {
        if let size = sizes.first(where: { !($0 > 0 && $0.isFinite) }) { throw LearningError(.invalidParameter, "a size of \(size): above 0 is allowed") }
        let ranking = try MeasureRanking(measure: measure, rows: attack.rows, threads: evaluation.threads)
        let wanted = [(Change.none, 0)] + sizes.flatMap { [(.noise, $0), (.fgsm, $0)] }
        conditions = try wanted.enumerated().map { place, change in
            progress(place, wanted.count)
            let inputs: Matrix<Float>?
            switch change.0 {
            case .none: inputs = nil
            case .noise: inputs = attack.noisy(set.queries, epsilon: change.1, norm: norm, seed: seed)
            case .fgsm: inputs = try attack.stepped(set.queries, epsilon: change.1, norm: norm, threads: evaluation.threads, isCancelled: isCancelled)
            }
            let result = try evaluation.evaluate(set, attack.labels, ranking, as: inputs, isCancelled: isCancelled)
            return Condition(change: change.0, epsilon: change.1, result: result)
        }
        progress(wanted.count, wanted.count)
    }

    /// Sizes that suit rows when nothing is known of them: a tenth, a quarter, a half and the whole of the deviation of their components.
    public static func sizes(for attack: RetrievalAttack, norm: AttackNorm = .lInfinity) -> [Double] {
        let elements = attack.rows.elements, count = Double(max(1, elements.count)), mean = elements.reduce(0.0) { $0 + Double($1) } / count
        let deviation = (elements.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
        let scale = norm == .lInfinity ? 1 : Double(attack.rows.columns).squareRoot()
        return [0.1, 0.25, 0.5, 1].map { $0 * deviation * scale }
    }
}
