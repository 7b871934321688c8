internal import KindredSimilarity
internal import KindredMath
internal import KindredNN

/// A map to embeddings that is being learnt.
protocol EncoderNetwork: AnyObject {
    /// What training moves.
    var parameters: [Parameter<Float>] { get }
    /// Running statistics, which no gradient moves.
    var statistics: [Parameter<Float>] { get }
    /// The embeddings of a batch, of any norm.
    func embeddings(_ x: Variable<Float>, _ pass: Pass) -> Variable<Float>
}

/// Hidden layers of rectified units, and beside them a linear map that begins as the principal axes of the data: the raw
/// similarities are where learning starts from.
final class VectorNetwork: EncoderNetwork {
    private let hidden: [Linear<Float>]
    private let output: Linear<Float>?
    private let bypass: Linear<Float>
    private let dropout: Dropout<Float>

    /// A network whose bypass is `axes`, embeddings × inputs.
    convenience init(_ settings: TrainingSettings, inputs: Int, axes: Matrix<Float>, name: String = "") {
        self.init(hidden: settings.hidden, dimension: settings.dimension, dropout: settings.dropout, seed: settings.seed, inputs: inputs, axes: axes, name: name)
    }

    /// A network whose bypass is `axes`, dimension × inputs, beside hidden layers of so many units; its parameters' names begin with `name`.
    init(hidden units: [Int], dimension: Int, dropout rate: Double, seed: UInt64, inputs: Int, axes: Matrix<Float>, name: String = "") {
        var random = SeededRandom(seed: seed, stream: 0xE4C0)
        var width = inputs
        hidden = units.enumerated().map { place, units in
            defer { width = units }
            return Linear("\(name)hidden\(place + 1)", inputs: width, outputs: units, &random)
        }
        // Small at first, so that what is learnt begins as a correction of the bypass.
        output = hidden.isEmpty ? nil : Linear(name + "output", inputs: width, outputs: dimension, initializer: .normal(deviation: 0.1 / Double(width).squareRoot()), &random)
        bypass = Linear(name + "bypass", inputs: inputs, outputs: dimension, bias: false, &random)
        bypass.weight.value = Tensor(axes.transposed.elements, shape: [inputs, dimension])
        dropout = Dropout(Float(rate))
    }

    var parameters: [Parameter<Float>] { hidden.flatMap(\.parameters) + (output?.parameters ?? []) + bypass.parameters }
    var statistics: [Parameter<Float>] { [] }

    func embeddings(_ x: Variable<Float>, _ pass: Pass) -> Variable<Float> {
        guard let output else { return bypass(x, pass) }
        let units = hidden.reduce(x) { dropout($1($0, pass).relu(), pass) }
        return output(units, pass) + bypass(x, pass)
    }

    /// The network over rows not yet scaled, as a chain of layers.
    ///
    /// What passes by the hidden layers is carried through them as max(0, z) and max(0, −z), whose difference is z.
    ///
    /// - Throws: `notFinite` when a weight is no number.
    func encoder(_ scaling: InputScaling) throws(LearningError) -> LearnedEncoder {
        do { return try chain(scaling) } catch { throw LearningError(.notFinite, error.message) }
    }

    private func chain(_ scaling: InputScaling) throws(MeasureError) -> LearnedEncoder {
        let by = Self.matrix(bypass.weight.value)
        guard let output else { return try LearnedEncoder([Self.map(by, nil, .none, after: scaling)]) }
        let carried = by.rows
        var maps: [AffineMap] = []
        for (place, layer) in hidden.enumerated() {
            let weight = Self.matrix(layer.weight.value), bias = layer.bias?.value.scalars
            if place == 0 {
                maps.append(try Self.map(weight.above(by).above(by.negative), (bias ?? []) + [Float](repeating: 0, count: 2 * carried), .relu, after: scaling))
            } else {
                maps.append(try AffineMap(weights: weight.beside(.identity(2 * carried)).elements, bias: (bias ?? []) + [Float](repeating: 0, count: 2 * carried), activation: .relu))
            }
        }
        let last = Self.matrix(output.weight.value), identity = Matrix<Float>.identity(carried)
        let weight = Matrix<Float>((0..<carried).map { last.row($0) + identity.row($0) + identity.negative.row($0) })
        maps.append(try AffineMap(weights: weight.elements, bias: output.bias?.value.scalars ?? [Float](repeating: 0, count: carried)))
        return try LearnedEncoder(maps)
    }

    /// A weight of a layer, outputs × inputs.
    private static func matrix(_ weight: Tensor<Float>) -> Matrix<Float> {
        Matrix(rows: weight.shape[0], columns: weight.shape[1], elements: weight.scalars).transposed
    }

    /// W(x − μ)s + b as one map of x.
    private static func map(
        _ weight: Matrix<Float>, _ bias: [Float]?, _ activation: AffineMap.Activation, after scaling: InputScaling
    ) throws(MeasureError) -> AffineMap {
        let scaled = Matrix(rows: weight.rows, columns: weight.columns, elements: weight.elements.map { $0 * scaling.factor })
        let biases = (0..<weight.rows).map { i in
            var sum = Double(bias?[i] ?? 0)
            for j in 0..<weight.columns { sum -= Double(scaled[i, j]) * Double(scaling.mean[j]) }
            return Float(sum)
        }
        return try AffineMap(weights: scaled.elements, bias: biases, activation: activation)
    }
}

extension Matrix where Scalar == Float {
    fileprivate var negative: Matrix { Matrix(rows: rows, columns: columns, elements: elements.map { -$0 }) }

    fileprivate func above(_ other: Matrix) -> Matrix {
        Matrix(rows: rows + other.rows, columns: columns, elements: elements + other.elements)
    }

    /// This and another as blocks of a diagonal.
    fileprivate func beside(_ other: Matrix) -> Matrix {
        let above = (0..<rows).map { row($0) + [Float](repeating: 0, count: other.columns) }
        let below = (0..<other.rows).map { [Float](repeating: 0, count: columns) + other.row($0) }
        return Matrix(above + below)
    }
}
