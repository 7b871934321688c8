public import KindredMath

// LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 86(11), 1998.

/// A convolution over images, batch × height × width × channels.
public final class Convolution<Scalar: TensorScalar>: Layer {
    /// k × k × channels × outputs.
    public let weight: Parameter<Scalar>
    /// Of shape [outputs].
    public let bias: Parameter<Scalar>?
    /// Rows and columns of zeros around the image.
    public let padding: Int

    /// A layer of windows drawn by `initializer`; the bias begins at 0. The padding is by default what keeps the image's size.
    public init(
        _ name: String = "convolution", channels: Int, outputs: Int, window: Int = 3, padding: Int? = nil, bias: Bool = true,
        initializer: Initializer = .he, _ random: inout SeededRandom
    ) {
        precondition(channels > 0 && outputs > 0 && window > 0, "\(outputs) windows of \(window) × \(window) × \(channels)")
        let cells = window * window
        let drawn = initializer.tensor(
            Scalar.self, shape: [window, window, channels, outputs], fanIn: cells * channels, fanOut: cells * outputs, &random)
        weight = Parameter(name + ".weight", drawn)
        self.bias = bias ? Parameter(name + ".bias", Tensor(repeating: 0, shape: [outputs])) : nil
        self.padding = padding ?? (window - 1) / 2
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [weight] + (bias.map { [$0] } ?? []) }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        x.conv2D(weight.variable(), bias?.variable(), padding: padding, threads: pass.threads)
    }
}

/// The largest or the mean of each square of pixels, or the mean of all.
public final class Pooling<Scalar: TensorScalar>: Layer {
    /// What is taken, and of which squares.
    public enum Form: Sendable, Hashable {
        /// The largest of each square of this side.
        case largest(Int)
        /// The mean of each square of this side.
        case mean(Int)
        /// The mean of all pixels, which leaves batch × channels.
        case globalMean
    }
    /// What is taken.
    public let form: Form

    /// A layer of squares of 2 × 2 by default.
    public init(_ form: Form = .largest(2)) { self.form = form }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        switch form {
        case .largest(let size): x.maxPool2D(size)
        case .mean(let size): x.averagePool2D(size)
        case .globalMean: x.globalAveragePool()
        }
    }
}

/// All axes but the first laid out as one.
public final class Flatten<Scalar: TensorScalar>: Layer {
    /// A layer without parameters.
    public init() {}

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        x.reshaped([x.shape[0], x.shape[1...].reduce(1, *)])
    }
}
