public import KindredNN

// Radford et al., "Learning transferable visual models from natural language supervision" (CLIP), ICML 2021, figure 3; the loss is that of
// Zhang et al., "Contrastive learning of medical visual representations from paired images and text", 2020, with equal weights.

/// InfoNCE over pairs of two modalities: in each direction a row's partner shall stand out among the partners of all others.
///
/// ½·(mean of −ln softmax over the rows of S + the same over its columns), each at the diagonal, where S = s·ab ᵀ for unit rows a, b,
/// and s = 1/T may be learned.
public struct SymmetricInfoNCE<Scalar: TensorScalar> {
    /// ln s, of shape [1]; nil when T stays as it was.
    public let logScale: Parameter<Scalar>?
    private let fixed: Scalar

    /// s is at most this: with a larger one, training hangs on single pairs.
    public static var scaleMax: Scalar { 100 }

    /// A loss that begins at a temperature.
    ///
    /// - Precondition: `temperature >= 0.01`, at which s is ``scaleMax``.
    public init(temperature: Double = 0.07, isLearned: Bool = true) {
        precondition(temperature >= 0.01, "a temperature of \(temperature)")
        fixed = Scalar(1 / temperature)
        logScale = isLearned ? Parameter("temperature.log_scale", Tensor([Scalar.logarithm(fixed)], shape: [1])) : nil
    }

    /// T as it is now.
    public var temperature: Double { Double(1 / scale) }

    /// What training moves: ln s, or nothing.
    public var parameters: [Parameter<Scalar>] { logScale.map { [$0] } ?? [] }

    private var scale: Scalar { logScale.map { Scalar.exponential($0.value.scalars[0]) } ?? fixed }

    /// The loss of a batch, of shape []; row i of one is the partner of row i of the other.
    ///
    /// - Precondition: embeddings of one shape [rows, dimension] with at least two rows.
    public func callAsFunction(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
        precondition(a.shape == b.shape && a.shape.count == 2 && a.shape[0] > 1, "embeddings of shapes \(a.shape) and \(b.shape)")
        let cosines = a.unitRows().matmul(b.unitRows(), transposingOther: true)
        let logits = logScale.map { cosines * $0.variable().exp() } ?? cosines * fixed
        let count = a.shape[0], own = logits.gathering((0..<count).map { $0 * count + $0 })
        let across = logits.logSumExp(axis: 1).mean() + logits.logSumExp(axis: 0).mean()
        return across / 2 - own.mean()
    }

    /// Called after the optimiser's step: keeps s at ``scaleMax`` or below.
    public func finishStep() {
        guard let logScale else { return }
        let most = Scalar.logarithm(Self.scaleMax)
        logScale.value.scalars[0] = Swift.min(logScale.value.scalars[0], most)
    }
}
