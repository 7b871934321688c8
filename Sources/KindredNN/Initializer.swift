public import KindredMath

/// How the numbers of a parameter begin.
///
///     Initializer.he.tensor(shape: [784, 256], fanIn: 784, fanOut: 256, &random)
///
/// Fan-in and fan-out are the numbers of inputs and outputs of a unit; a convolution counts its window into both.
public enum Initializer: Sendable, Hashable {
    /// All of one value.
    case constant(Double)
    /// N(0, 2/fan-in), for units that rectify (He et al., ICCV 2015).
    case he
    /// Uniform within ±√(6/fan-in).
    case heUniform
    /// N(0, 2/(fan-in + fan-out)) (Glorot, Bengio, AISTATS 2010).
    case glorot
    /// Uniform within ±√(6/(fan-in + fan-out)); Keras's default.
    case glorotUniform
    /// Uniform within ±1/√fan-in; torch's default for weights and biases.
    case inverseRootUniform
    /// N(0, deviation²).
    case normal(deviation: Double)
    /// Rows or columns of length 1 at right angles (Saxe, McClelland, Ganguli, ICLR 2014), for two axes.
    case orthogonal

    /// All 0.
    public static let zeros = Initializer.constant(0)
    /// All 1.
    public static let ones = Initializer.constant(1)

    /// A tensor of such numbers, in row-major order of drawing.
    ///
    /// - Precondition: `orthogonal` needs two axes.
    public func tensor<Scalar: TensorScalar>(
        _ type: Scalar.Type = Scalar.self, shape: [Int], fanIn: Int, fanOut: Int, _ random: inout SeededRandom
    ) -> Tensor<Scalar> {
        let ingoing = Double(max(1, fanIn)), both = Double(max(1, fanIn + fanOut))
        switch self {
        case .constant(let value): return Tensor(repeating: Scalar(value), shape: shape)
        case .he: return Self.normal((2 / ingoing).squareRoot(), shape, &random)
        case .heUniform: return Self.uniform((6 / ingoing).squareRoot(), shape, &random)
        case .glorot: return Self.normal((2 / both).squareRoot(), shape, &random)
        case .glorotUniform: return Self.uniform((6 / both).squareRoot(), shape, &random)
        case .inverseRootUniform: return Self.uniform((1 / ingoing).squareRoot(), shape, &random)
        case .normal(let deviation): return Self.normal(deviation, shape, &random)
        case .orthogonal: return Self.orthogonal(shape, &random)
        }
    }

    private static func normal<Scalar: TensorScalar>(_ deviation: Double, _ shape: [Int], _ random: inout SeededRandom) -> Tensor<Scalar> {
        Tensor((0..<shape.reduce(1, *)).map { _ in Scalar(deviation * random.normal()) }, shape: shape)
    }

    private static func uniform<Scalar: TensorScalar>(_ bound: Double, _ shape: [Int], _ random: inout SeededRandom) -> Tensor<Scalar> {
        Tensor((0..<shape.reduce(1, *)).map { _ in Scalar(random.uniform(in: -bound..<bound)) }, shape: shape)
    }

    /// Gram and Schmidt's, twice for each vector, over normal draws: the shorter side's vectors become orthonormal.
    private static func orthogonal<Scalar: TensorScalar>(_ shape: [Int], _ random: inout SeededRandom) -> Tensor<Scalar> {
        precondition(shape.count == 2, "an orthogonal tensor of shape \(shape)")
        let (count, length) = (min(shape[0], shape[1]), max(shape[0], shape[1]))
        var vectors = [[Double]]()
        while vectors.count < count {
            var vector = (0..<length).map { _ in random.normal() }
            for _ in 0..<2 {
                for other in vectors {
                    let along = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for i in 0..<length { vector[i] -= along * other[i] }
                }
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm > 1e-6 { vectors.append(vector.map { $0 / norm }) }
        }
        let rows = Tensor(vectors.flatMap { $0.map { Scalar($0) } }, shape: [count, length])
        return shape[0] <= shape[1] ? rows : rows.transposed()
    }
}
