public import KindredNN

/// The fast gradient sign method: one step of a size along the gradient (Goodfellow, Shlens, Szegedy, "Explaining and harnessing
/// adversarial examples", ICLR 2015).
///
/// x′ = clip(x + ε sign ∂J(x, y)/∂x) with the right class y, or minus that with the class wanted; sign 0 = 0. Under `l2`,
/// ε g/max(|g|, 1e-12) instead.
public struct FGSM: Sendable, Hashable {
    /// ε, the size of the change.
    public var epsilon: Double
    /// How it is told.
    public var norm: AttackNorm
    /// What is wanted.
    public var goal: AttackGoal

    /// A step of a size.
    public init(epsilon: Double = 0.1, norm: AttackNorm = .lInfinity, goal: AttackGoal = AttackGoal()) {
        self.epsilon = epsilon
        self.norm = norm
        self.goal = goal
    }

    /// Changed inputs, of at most ε from the given ones and within the box.
    ///
    /// - Parameters:
    ///   - rows: which rows of the data the inputs are.
    ///   - labels: the right class of each, or the wanted one.
    /// - Precondition: as many labels as inputs.
    /// - Complexity: one pass through the model and back.
    public func callAsFunction<Model: AttackedModel>(_ model: Model, _ inputs: Tensor<Model.Scalar>, rows: [Int], labels: [Int], box: InputBox) -> Tensor<Model.Scalar> {
        precondition(labels.count == inputs.shape[0], "\(labels.count) labels for \(inputs.shape[0]) inputs")
        let evaluation = model.evaluation(at: inputs, of: rows)
        let gradient = evaluation.gradients(of: goal.combinations(evaluation, labels: labels))
        return inputs.stepped(along: gradient, norm, size: epsilon, box: box)
    }
}

extension Tensor {
    /// Each row moved along its gradient by a step of a size, within the box.
    func stepped(along gradient: Tensor, _ norm: AttackNorm, size: Double, box: InputBox) -> Tensor {
        let width = shape[1]
        var result = self
        for start in stride(from: 0, to: count, by: width) {
            let step = norm.step(along: gradient.scalars[start..<start + width], size: Scalar(size))
            for j in 0..<width where step[j] != 0 { result.scalars[start + j] = box.clipped(scalars[start + j] + step[j]) }
        }
        return result
    }

    /// Each row brought back to at most a size from where it began, and into the box.
    func projected(around origin: Tensor, _ norm: AttackNorm, size: Double, box: InputBox) -> Tensor {
        let width = shape[1]
        var result = self
        for start in stride(from: 0, to: count, by: width) {
            let change = norm.projected((start..<start + width).map { scalars[$0] - origin.scalars[$0] }, size: Scalar(size))
            for j in 0..<width { result.scalars[start + j] = box.clipped(origin.scalars[start + j] + change[j]) }
        }
        return result
    }
}
