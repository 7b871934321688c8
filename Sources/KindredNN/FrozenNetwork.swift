import KindredMath

/// A network that only answers: no tape, normalisations folded into the maps before them, any number of threads.
///
///     let vectors = network.frozen()(rows.span, threads: 4)   // outputs numbers for each row
///
/// A value that any thread may use.
public struct FrozenNetwork: Sendable {
    /// What it was made to.
    public let plan: NetworkPlan
    let steps: [FrozenStep]

    /// The rows taken together by a thread, for products large enough.
    private var block: Int {
        if case .convolutional = plan.form { return 16 }
        return 128
    }

    /// The embeddings of some rows, one after the other.
    ///
    /// - Parameters:
    ///   - rows: the plan's inputs for each, row after row.
    ///   - threads: nothing depends on it but the time.
    /// - Precondition: `rows.count` is a multiple of the plan's inputs.
    public func callAsFunction(_ rows: Span<Float>, threads: Int = 1) -> [Float] {
        precondition(rows.count % plan.inputs == 0, "\(rows.count) numbers are no rows of \(plan.inputs)")
        return embed(rows, count: rows.count / plan.inputs, block: block, threads: threads)
    }
}

/// A step of a frozen network, over a block of rows.
enum FrozenStep: Sendable {
    /// x·W + b, then ReLU if wanted.
    case affine(weight: [Float], bias: [Float], rectified: Bool)
    /// Windows 3 × 3 of one image's shape, + b, ReLU, then pooled if wanted.
    case block(weight: [Float], bias: [Float], shape: ConvolutionShape, pooled: Bool)

    /// Numbers that go in for each row, and come out.
    var sizes: (inputs: Int, outputs: Int) {
        switch self {
        case .affine(let weight, let bias, _): (weight.count / bias.count, bias.count)
        case .block(_, let bias, let shape, let pooled):
            (shape.imageCount, pooled ? shape.height / 2 * (shape.width / 2) * bias.count : shape.places * bias.count)
        }
    }
}

extension Network where Scalar == Float {
    /// The network as it is now, to embed with.
    public func frozen() -> FrozenNetwork {
        var size = (height: 0, width: 0)
        if case .convolutional(let height, let width, _, _, _) = plan.form { size = (height, width) }
        var steps = [FrozenStep]()
        for layer in layers {
            switch layer {
            case let map as Linear<Float>:
                let bias = map.bias?.value.scalars ?? [Float](repeating: 0, count: map.weight.value.shape[1])
                steps.append(.affine(weight: map.weight.value.scalars, bias: bias, rectified: false))
            case is Activation<Float>:
                if case .affine(let weight, let bias, _) = steps.removeLast() { steps.append(.affine(weight: weight, bias: bias, rectified: true)) }
            case let block as ConvolutionBlock<Float>:
                steps.append(block.frozen(height: size.height, width: size.width))
                if block.isPooled { size = (size.height / 2, size.width / 2) }
            default: break
            }
        }
        return FrozenNetwork(plan: plan, steps: steps)
    }
}

extension ConvolutionBlock where Scalar == Float {
    /// The block with its normalisation in the windows: γ/σ of each output into the weights, β − γ·mean/σ as the bias.
    func frozen(height: Int, width: Int) -> FrozenStep {
        let (_, _, channels, outputs) = (3, 3, weight.value.shape[2], weight.value.shape[3])
        let norm = normalisation, factor = (0..<outputs).map { norm.scale.value.scalars[$0] / (norm.variance.value.scalars[$0] + norm.epsilon).squareRoot() }
        let bias = (0..<outputs).map { norm.shift.value.scalars[$0] - factor[$0] * norm.mean.value.scalars[$0] }
        let folded = weight.value.scalars.indices.map { weight.value.scalars[$0] * factor[$0 % outputs] }
        let shape = ConvolutionShape(batch: 16, height: height, width: width, channels: channels, outputs: outputs, window: 3, padding: 1)
        return .block(weight: folded, bias: bias, shape: shape, pooled: isPooled)
    }
}
