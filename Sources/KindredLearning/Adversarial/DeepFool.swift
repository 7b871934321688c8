public import KindredNN

/// The smallest change that makes another answer, nearly: steps to the nearest boundary of the classes taken for flat (Moosavi-Dezfooli,
/// Fawzi, Frossard, "DeepFool", CVPR 2016).
///
/// With the answer k₀ of the input, each step takes l = argmin |f_k − f_k₀|/(|w_k| + 1e-8), w_k = ∂(f_k − f_k₀)/∂x, and moves by
/// (|f_l − f_k₀|/(|w_l| + 1e-8) + 1e-4) · w_l/(|w_l| + 1e-8); the input is x₀ + 1.02 Σ steps, clipped. Under `lInfinity` the boundary is
/// at |f|/|w|₁, and a step goes along sign w. As foolbox's: only the classes of the largest logits at the input are candidates. A class
/// of |w| = 0 is passed over. Logits are wanted, not their softmax.
public struct DeepFool: Sendable, Hashable {
    /// How the change is told.
    public var norm: AttackNorm
    /// Steps at most.
    public var steps: Int
    /// By what share steps go too far, to be on the other side.
    public var overshoot: Double
    /// Classes looked at, the answer among them.
    public var candidates: Int

    /// DeepFool under a norm.
    ///
    /// - Precondition: `steps > 0`, `candidates > 1`.
    public init(norm: AttackNorm = .l2, steps: Int = 50, overshoot: Double = 0.02, candidates: Int = 10) {
        precondition(steps > 0 && candidates > 1, "\(steps) steps among \(candidates) candidates")
        self.norm = norm
        self.steps = steps
        self.overshoot = overshoot
        self.candidates = candidates
    }

    /// What became of inputs.
    public struct Outcome<Scalar: TensorScalar>: Sendable {
        /// Changed inputs; those whose answer was wrong already are as they were.
        public var inputs: Tensor<Scalar>
        /// Whether the answer is another one than the right one.
        public var isFooled: [Bool]
    }

    /// Changes inputs until the answer is no longer the given label.
    ///
    /// - Precondition: as many labels as inputs.
    /// - Complexity: at most `steps · candidates` passes through the model and back, of the inputs not yet fooled.
    public func callAsFunction<Model: AttackedModel>(_ model: Model, _ inputs: Tensor<Model.Scalar>, rows: [Int], labels: [Int], box: InputBox) -> Outcome<Model.Scalar> {
        precondition(labels.count == inputs.shape[0], "\(labels.count) labels for \(inputs.shape[0]) inputs")
        let width = inputs.shape[1]
        var x = inputs, total = Tensor<Model.Scalar>(repeating: 0, shape: inputs.shape)
        var isFooled = [Bool](repeating: false, count: labels.count), rivals: [Int: [Int]] = [:]
        var active = Array(labels.indices)
        for _ in 0...steps {
            let evaluation = model.evaluation(at: x.rows(active), of: active.map { rows[$0] })
            if rivals.isEmpty { for (place, i) in active.enumerated() { rivals[i] = Self.rivals(evaluation, place, candidates) } }
            for (place, i) in active.enumerated() { isFooled[i] = evaluation.best(place) != labels[i] }
            let left = active.indices.filter { !isFooled[active[$0]] }
            let moves = self.moves(evaluation, left.map { ($0, labels[active[$0]], rivals[active[$0]] ?? []) })
            active = zip(left, moves).compactMap { place, move in
                guard let move else { return nil }
                let i = active[place]
                for j in 0..<width {
                    total.scalars[i * width + j] += move[j]
                    x.scalars[i * width + j] = box.clipped(inputs.scalars[i * width + j] + Model.Scalar(1 + overshoot) * total.scalars[i * width + j])
                }
                return i
            }
            if active.isEmpty { break }
        }
        return Outcome(inputs: x, isFooled: isFooled)
    }

    /// The classes of the largest finite logits, largest first.
    private static func rivals<Scalar: TensorScalar>(_ evaluation: LogitEvaluation<Scalar>, _ place: Int, _ count: Int) -> [Int] {
        let logits = Array(evaluation.row(place))
        return Array(logits.indices.filter { logits[$0].isFinite }.sorted { (-logits[$0], $0) < (-logits[$1], $1) }.prefix(count))
    }

    /// The step of each input to its nearest boundary; nil when no class changes with the input.
    private func moves<Scalar: TensorScalar>(_ evaluation: LogitEvaluation<Scalar>, _ asked: [(place: Int, label: Int, rivals: [Int])]) -> [[Scalar]?] {
        let combinations = asked.flatMap { place, label, rivals in
            rivals.filter { $0 != label }.map { LogitCombination<Scalar>(place, [($0, 1), (label, -1)]) }
        }
        guard !combinations.isEmpty else { return asked.map { _ in nil } }
        let slopes = evaluation.gradients(of: combinations), width = slopes.shape[1]
        var next = 0
        return asked.map { place, label, rivals in
            var best: (distance: Scalar, move: [Scalar])?
            for rival in rivals where rival != label {
                let slope = slopes.scalars[next * width..<(next + 1) * width]
                next += 1
                let gap = evaluation.logits.scalars[place * evaluation.classes + rival] - evaluation.logits.scalars[place * evaluation.classes + label]
                let length = dualLength(slope)
                guard length > 0, gap.isFinite else { continue }
                let distance = abs(gap) / (length + 1e-8)
                if distance < best?.distance ?? .infinity { best = (distance, move(along: slope, length, by: distance + 1e-4)) }
            }
            return best?.move
        }
    }

    /// |w|, or |w|₁ under the norm of the largest component.
    private func dualLength<Scalar: TensorScalar>(_ slope: ArraySlice<Scalar>) -> Scalar {
        norm == .l2 ? norm(slope) : slope.reduce(0) { $0 + abs($1) }
    }

    private func move<Scalar: TensorScalar>(along slope: ArraySlice<Scalar>, _ length: Scalar, by distance: Scalar) -> [Scalar] {
        norm == .l2 ? slope.map { distance * $0 / (length + 1e-8) } : norm.step(along: slope, size: distance)
    }
}

extension Tensor {
    /// Some rows of two axes.
    func rows(_ places: [Int]) -> Tensor {
        let width = shape[1]
        return Tensor(places.flatMap { scalars[$0 * width..<($0 + 1) * width] }, shape: [places.count, width])
    }
}
