internal import KindredNN

/// What an attack wants, and what it climbs to get there.
public struct AttackGoal: Sendable, Hashable {
    /// What is climbed.
    public enum Objective: String, Sendable, Hashable, CaseIterable, Codable {
        /// The cross-entropy of the softmax of the logits.
        case crossEntropy = "cross-entropy"
        /// The lead of the best wrong class over the right one: does not flatten where a network is sure, and is above 0 exactly where
        /// the answer is wrong (Carlini, Wagner, "Towards evaluating the robustness of neural networks", S&P 2017).
        case margin
    }
    /// What is climbed.
    public var objective: Objective
    /// Whether the labels name the class wanted as an answer, rather than the right one, which is not wanted.
    public var isTargeted: Bool

    /// A goal.
    public init(_ objective: Objective = .crossEntropy, isTargeted: Bool = false) {
        self.objective = objective
        self.isTargeted = isTargeted
    }

    /// What has to grow, as combinations of logits: the derivative of the objective by them.
    func combinations<Scalar: TensorScalar>(_ evaluation: LogitEvaluation<Scalar>, labels: [Int]) -> [LogitCombination<Scalar>] {
        let sign: Scalar = isTargeted ? -1 : 1
        return labels.enumerated().map { place, label in
            switch objective {
            case .margin: LogitCombination(place, [(evaluation.best(place, excluding: label), sign), (label, -sign)])
            case .crossEntropy:
                LogitCombination(
                    place, Self.softmax(evaluation.row(place)).enumerated().map { ($0, sign * ($1 - ($0 == label ? 1 : 0))) }.filter { $0.1 != 0 })
            }
        }
    }

    /// How far an input is where the attack wants it: above 0 once the answer is what it wants.
    func success<Scalar: TensorScalar>(_ evaluation: LogitEvaluation<Scalar>, _ place: Int, label: Int) -> Scalar {
        let lead = evaluation.lead(over: label, place)
        return isTargeted ? -lead : lead
    }

    private static func softmax<Scalar: TensorScalar>(_ logits: ArraySlice<Scalar>) -> [Scalar] {
        let greatest = logits.max() ?? 0, powers = logits.map { Scalar.exponential($0 - greatest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
