internal import KindredMath
internal import KindredNN
internal import KindredSimilarity

/// What compares a query with rows under a measure: maps, perhaps a division by the norm, then a dot product or a Euclidean distance.
struct RetrievalForm: ComparedForm {
    /// The network's maps, in their order; none when vectors are compared as they are.
    private let maps: [AffineMap]
    /// Weights as the tape wants them, inputs × outputs.
    private let weights: [Tensor<Float>]
    private let isUnit: Bool
    let isDistance: Bool

    /// Nil for a measure that has no such form.
    init?(_ measure: Measure, dimension: Int) {
        let form = measure.form
        switch (form.reduction, form.finish) {
        case (.dot, .identity): isDistance = false
        case (.dot, .cosineOfUnit), (.dot, .cosine), (.squaredEuclidean, .angleOfChord), (.squaredEuclidean, .cosineOfChord): isDistance = false
        case (.squaredEuclidean, .squareRoot), (.squaredEuclidean, .identity), (.squaredEuclidean, .gaussian): isDistance = true
        default: return nil
        }
        switch form.preparation {
        case .identity: (maps, isUnit) = ([], form.finish == .cosine)
        case .unit: (maps, isUnit) = ([], true)
        case .encoded(let encoder, let unit): (maps, isUnit) = (encoder.maps, unit)
        case .whitened:
            guard let map = Self.linear(form.preparation, dimension) else { return nil }
            (maps, isUnit) = ([map], false)
        default: return nil
        }
        weights = maps.map { Tensor($0.weights, shape: [$0.outputs, $0.inputs]).transposed() }
    }

    /// An affine preparation as a map: what it makes of the axes, less what it makes of 0.
    private static func linear(_ preparation: Preparation, _ dimension: Int) -> AffineMap? {
        let zero = preparation.prepared([Float](repeating: 0, count: dimension).span)
        let axes = preparation.prepared(Matrix<Float>.identity(dimension).elements.span, dimension: dimension)
        let columns = Matrix(rows: dimension, columns: zero.count, elements: axes.enumerated().map { $1 - zero[$0 % zero.count] })
        return try? AffineMap(weights: columns.transposed.elements, bias: zero)
    }

    func embedded(_ x: Variable<Float>) -> Variable<Float> {
        let mapped = zip(maps, weights).reduce(x) { x, layer in
            let y = x.affine(Variable(layer.1), Variable(Tensor(layer.0.bias, shape: [layer.0.outputs])))
            return layer.0.activation == .relu ? y.relu() : y
        }
        return isUnit ? mapped.unitRows() : mapped
    }
}
