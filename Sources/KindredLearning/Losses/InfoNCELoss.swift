public import KindredNN

// L-13: Sohn, "Improved deep metric learning with multi-class N-pair loss objective", NIPS 2016; Chen et al., "SimCLR", ICML 2020.
// L-14: Robinson et al., "Contrastive learning with hard negative samples", ICLR 2021. Its published code weighs negatives by
// exp(β·s/t), its text by exp(β·s) on a sphere of radius 1/t: ours is the code's, in logarithms.

/// L-13, NT-Xent: the positive shall stand out among the negatives of its anchor.
///
/// −ln(e^{s₊/T} / (e^{s₊/T} + Σ e^{s₋/T})) for every positive pair; other positives of the anchor count as neither.
public struct InfoNCELoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// T: the smaller, the more the nearest negatives matter.
    public var temperature: Double
    /// Where s comes from.
    public var distance: EmbeddingDistance

    /// NT-Xent; SimCLR takes a temperature of 0.5.
    public init(temperature: Double = 0.07, distance: EmbeddingDistance = .cosine) {
        self.temperature = temperature
        self.distance = distance
    }

    /// One term for each positive pair whose anchor has a negative.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let pairs = batch.pairs
        let logits = distance.similarities(embeddings) / Scalar(temperature)
        let negatives = logits.masked(by: pairs.negative).logSumExp(axis: 1)
        let positive = pairs.positive.filter { pair in negatives.value.scalars[pair.anchor] > -.infinity }
        // −ln(eᵃ/(eᵃ + eᵇ)) = ln(1 + e^{b − a})
        let terms = (negatives.gathering(positive.map(\.anchor)) - logits.gathering(positive)).softplus()
        return [LossTerms(terms, weights: positive.weights)]
    }
}

/// L-14: NT-Xent whose negatives count the more the harder they are, less the share expected to be positives in disguise.
///
/// With N negatives e_j = e^{s_j/t} of an anchor, imp_j = e_j^β and pos = e^{s₊/t}:
/// R = N·Σ imp_j e_j / Σ imp_j, Ng = max((R − τ₊N·pos)/(1 − τ₊), N·e^{−1/t}), and −ln(pos/(pos + Ng)).
/// β = 0 and τ₊ = 0 make NT-Xent.
public struct HardContrastiveLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// t.
    public var temperature: Double
    /// β at the first iteration.
    public var hardness: Double
    /// τ₊ in [0, 1): how many of the negatives are believed to be of the anchor's class.
    public var positivePrior: Double
    /// Iterations over which β falls to 0 in a straight line; nil leaves it.
    public var annealingIterations: Int?

    /// A hard-negative contrastive loss.
    ///
    /// - Precondition: `0 <= positivePrior && positivePrior < 1`.
    public init(temperature: Double = 0.5, hardness: Double = 1, positivePrior: Double = 0.1, annealingIterations: Int? = nil) {
        precondition(positivePrior >= 0 && positivePrior < 1, "a positive prior of \(positivePrior)")
        self.temperature = temperature
        self.hardness = hardness
        self.positivePrior = positivePrior
        self.annealingIterations = annealingIterations
    }

    /// One term for each positive pair whose anchor has a negative.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let pairs = batch.pairs
        let counts = pairs.negative.reduce(into: [:]) { $0[$1.anchor, default: 0] += 1 }
        let positive = pairs.positive.filter { counts[$0.anchor] != nil }
        guard !positive.isEmpty else { return [] }
        let logits = EmbeddingDistance.cosine.similarities(embeddings) / Scalar(temperature)
        let masked = logits.masked(by: pairs.negative.map { RowPair($0.anchor, $0.other) }), hardness = Scalar(hardness(at: batch.iteration))
        let importance = hardness == 0 ? logits.zeros.masked(by: pairs.negative) : (logits * hardness).masked(by: pairs.negative)
        // ln R − ln N, of every anchor that has negatives.
        let anchors = positive.map(\.anchor), own = logits.gathering(positive)
        let raised = (masked + importance).gatheringRows(anchors).logSumExp(axis: 1) - importance.gatheringRows(anchors).logSumExp(axis: 1)
        let numbers = Variable(Tensor(anchors.map { Scalar(counts[$0] ?? 0) }, shape: [anchors.count]))
        let prior = Scalar(positivePrior)
        // Both sides of the maximum over pos.
        let weighted = numbers * (((raised - own).exp() - prior) / (1 - prior))
        let least = numbers * (-own - Scalar(1 / temperature)).exp()
        return [LossTerms((weighted.maximum(least) + 1).log(), weights: positive.weights)]
    }

    private func hardness(at iteration: Int) -> Double {
        guard let annealingIterations else { return hardness }
        return hardness * max(0, 1 - Double(iteration - 1) / Double(max(1, annealingIterations)))
    }
}

/// L-15, SupCon: every positive shall stand out among all other rows. Khosla et al., NeurIPS 2020.
///
/// For each anchor the mean over its positives of −ln softmax over all rows but itself; the mean over anchors.
public struct SupConLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// T.
    public var temperature: Double

    /// SupCon.
    public init(temperature: Double = 0.1) { self.temperature = temperature }

    /// One term for each positive pair, weighted so that anchors count alike.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let pairs = batch.pairs
        let logits = EmbeddingDistance.cosine.similarities(embeddings) / Scalar(temperature)
        let others = logits.masked(by: pairs.positive + pairs.negative).logSumExp(axis: 1)
        let positives = Dictionary(grouping: pairs.positive, by: \.anchor)
        let anchors = positives.keys.sorted()
        guard !anchors.isEmpty else { return [] }
        let terms = others.gathering(pairs.positive.map(\.anchor)) - logits.gathering(pairs.positive)
        // Each anchor's positives count as one together.
        let weights = pairs.positive.map { $0.weight * Double(pairs.positive.count) / Double(anchors.count) / Double(positives[$0.anchor]?.count ?? 1) }
        return [LossTerms(terms, weights: weights)]
    }
}

extension Variable {
    /// The elements that pairs name plus ln of their weight, so that their powers count by it, and −∞ elsewhere.
    func masked(by pairs: [RowPair]) -> Variable {
        var mask = [Bool](repeating: false, count: value.count), logarithms = Tensor<Scalar>(repeating: 0, shape: shape), isWeighted = false
        for pair in pairs {
            let place = pair.anchor * shape[1] + pair.other
            mask[place] = true
            guard pair.weight != 1 else { continue }
            (logarithms.scalars[place], isWeighted) = (Scalar.logarithm(Scalar(pair.weight)), true)
        }
        let shifted = isWeighted ? self + Variable(logarithms) : self
        return shifted.where(mask, else: Variable(Tensor(repeating: -.infinity, shape: shape)))
    }

    /// Zeros of the same shape, a constant.
    var zeros: Variable { Variable(Tensor(repeating: 0, shape: shape)) }
}
