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

    /// Gram and Schmidt's, twice for each vector, over normal draws: the shorter side's vectors become orthonormal. Vectors go by blocks, so
    /// that what they share with all earlier blocks is a product of matrices.
    private static func orthogonal<Scalar: TensorScalar>(_ shape: [Int], _ random: inout SeededRandom) -> Tensor<Scalar> {
        precondition(shape.count == 2, "an orthogonal tensor of shape \(shape)")
        let (count, length) = (min(shape[0], shape[1]), max(shape[0], shape[1]))
        var vectors = [Double]()
        vectors.reserveCapacity(count * length)
        while vectors.count < count * length {
            let some = min(32, count - vectors.count / length)
            var block = (0..<some * length).map { _ in random.normal() }
            for _ in 0..<2 { takeOff(vectors, from: &block, rows: some, length: length) }
            let start = vectors.count
            for row in 0..<some { appendUnit(Array(block[(row * length)..<((row + 1) * length)]), after: start, to: &vectors) }
        }
        let rows = Tensor(vectors.map { Scalar($0) }, shape: [count, length])
        return shape[0] <= shape[1] ? rows : rows.transposed()
    }

    /// B ← B − (B·Qᵀ)·Q for rows of B and orthonormal rows of Q.
    private static func takeOff(_ vectors: [Double], from block: inout [Double], rows: Int, length: Int) {
        let known = vectors.count / length
        guard known > 0 else { return }
        let along = product(block, transposed: false, vectors, transposed: true, m: rows, n: known, k: length, threads: 1)
        let shared = product(along, transposed: false, vectors, transposed: false, m: rows, n: length, k: known, threads: 1)
        update(&block, with: shared) { $0 - $1 }
    }

    /// The vector without what it shares with those of its own block, at length 1; left out when nothing remains.
    private static func appendUnit(_ vector: [Double], after start: Int, to vectors: inout [Double]) {
        var vector = vector
        for _ in 0..<2 { takeOff(Array(vectors[start...]), from: &vector, rows: 1, length: vector.count) }
        let norm = rowDots(vector, vector, rows: 1, width: vector.count)[0].squareRoot()
        if norm > 1e-6 { vectors += vector.map { $0 / norm } }
    }
}
