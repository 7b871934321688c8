internal import KindredMath
public import KindredNN

/// Projected gradient descent: many small steps along the gradient, brought back into the ball after each (Madry et al., "Towards deep
/// learning models resistant to adversarial attacks", ICLR 2018).
///
/// x ← Proj(x + α sign g) onto the ball of ε around the input and the box, α = 2.5 ε/steps. Departures: an attack may begin at several
/// points, and may keep the best point on its way instead of the last. One that begins at FGSM's own point and keeps the best is never
/// weaker than FGSM, row by row.
public struct PGD: Sendable, Hashable {
    /// Where a walk begins.
    public enum Start: Sendable, Hashable {
        /// At the input.
        case input
        /// Anywhere in the ball, each component evenly under `lInfinity`.
        case random
        /// At FGSM's point of the same size.
        case fgsm
    }
    /// ε, the size of the change at most.
    public var epsilon: Double
    /// How it is told.
    public var norm: AttackNorm
    /// Steps of each walk.
    public var steps: Int
    /// α, the size of a step; 2.5 ε/steps when nil.
    public var stepSize: Double?
    /// Where walks begin, one after the other; what comes nearest to the goal is kept of several.
    public var starts: [Start]
    /// Whether the best point of a walk counts, rather than its last.
    public var keepsBest: Bool
    /// What is wanted.
    public var goal: AttackGoal
    /// Seed of random starts.
    public var seed: UInt64

    /// Walks of a size; one from a random start, when nothing is said.
    ///
    /// - Precondition: `steps > 0`, and a start at least.
    public init(
        epsilon: Double = 0.1, norm: AttackNorm = .lInfinity, steps: Int = 40, stepSize: Double? = nil, starts: [Start] = [.random], keepsBest: Bool = false,
        goal: AttackGoal = AttackGoal(), seed: UInt64 = 0
    ) {
        precondition(steps > 0 && !starts.isEmpty, "\(steps) steps from \(starts.count) starts")
        self.epsilon = epsilon
        self.norm = norm
        self.steps = steps
        self.stepSize = stepSize
        self.starts = starts
        self.keepsBest = keepsBest
        self.goal = goal
        self.seed = seed
    }

    /// Changed inputs, of at most ε from the given ones and within the box; the inputs themselves for ε = 0.
    ///
    /// - Parameters:
    ///   - rows: which rows of the data the inputs are.
    ///   - labels: the right class of each, or the wanted one.
    ///   - known: changed inputs from an earlier, narrower attack: what is worse than them is not taken.
    /// - Precondition: as many labels as inputs.
    /// - Complexity: starts · steps passes through the model and back.
    public func callAsFunction<Model: AttackedModel>(
        _ model: Model, _ inputs: Tensor<Model.Scalar>, rows: [Int], labels: [Int], box: InputBox, known: Tensor<Model.Scalar>? = nil
    ) -> Tensor<Model.Scalar> {
        precondition(labels.count == inputs.shape[0], "\(labels.count) labels for \(inputs.shape[0]) inputs")
        guard epsilon > 0 else { return inputs }
        var best = BestInputs<Model.Scalar>(inputs, keeps: keepsBest || starts.count > 1 || known != nil)
        if let known { best.offer(known, model.evaluation(at: known, of: rows), goal, labels) }
        for (place, start) in starts.enumerated() {
            var x = begin(start, place, model, inputs, rows, labels, box)
            for _ in 0..<steps {
                let evaluation = model.evaluation(at: x, of: rows)
                if keepsBest { best.offer(x, evaluation, goal, labels) }
                let gradient = evaluation.gradients(of: goal.combinations(evaluation, labels: labels))
                x = x.stepped(along: gradient, norm, size: stepSize ?? 2.5 * epsilon / Double(steps), box: box)
                x = x.projected(around: inputs, norm, size: epsilon, box: box)
            }
            guard best.keeps else { return x }
            best.offer(x, model.evaluation(at: x, of: rows), goal, labels)
        }
        return best.inputs
    }

    private func begin<Model: AttackedModel>(
        _ start: Start, _ place: Int, _ model: Model, _ inputs: Tensor<Model.Scalar>, _ rows: [Int], _ labels: [Int], _ box: InputBox
    ) -> Tensor<Model.Scalar> {
        switch start {
        case .input: return inputs
        case .fgsm: return FGSM(epsilon: epsilon, norm: norm, goal: goal)(model, inputs, rows: rows, labels: labels, box: box)
        case .random:
            var x = inputs
            let width = inputs.shape[1]
            for (i, row) in rows.enumerated() {
                // A row's draws are its own, whatever else is in the batch.
                var random = SeededRandom(seed: seed, stream: UInt64(truncatingIfNeeded: row) &* 64 &+ UInt64(place) &+ 1)
                let change = norm.draw(width, size: Model.Scalar(epsilon), &random)
                for j in 0..<width { x.scalars[i * width + j] = box.clipped(x.scalars[i * width + j] + change[j]) }
            }
            return x
        }
    }
}

/// Of all inputs offered for each row, what came nearest to a goal.
private struct BestInputs<Scalar: TensorScalar> {
    private(set) var inputs: Tensor<Scalar>
    let keeps: Bool
    private var reached: [Scalar]

    init(_ inputs: Tensor<Scalar>, keeps: Bool) {
        self.inputs = inputs
        self.keeps = keeps
        reached = [Scalar](repeating: -.infinity, count: inputs.shape[0])
    }

    mutating func offer(_ x: Tensor<Scalar>, _ evaluation: LogitEvaluation<Scalar>, _ goal: AttackGoal, _ labels: [Int]) {
        let width = x.shape[1]
        for (place, label) in labels.enumerated() {
            let success = goal.success(evaluation, place, label: label)
            guard success > reached[place] else { continue }
            reached[place] = success
            inputs.scalars.replaceSubrange(place * width..<(place + 1) * width, with: x.scalars[place * width..<(place + 1) * width])
        }
    }
}
