internal import KindredMath
internal import KindredNN
internal import KindredSimilarity

/// A tower for rows that ask and one for rows that are stored. They begin alike, so learning starts from what one encoder would say.
final class TowersNetwork: EncoderNetwork {
    private let query: VectorNetwork
    private let item: VectorNetwork
    private let inputs: Int

    init(_ settings: TrainingSettings, inputs: Int, axes: Matrix<Float>) {
        query = VectorNetwork(settings, inputs: inputs, axes: axes, name: "query.")
        item = VectorNetwork(settings, inputs: inputs, axes: axes, name: "item.")
        self.inputs = inputs
    }

    var parameters: [Parameter<Float>] { query.parameters + item.parameters }
    var statistics: [Parameter<Float>] { [] }

    func embeddings(_ x: Variable<Float>, _ pass: Pass) -> Variable<Float> {
        let places = (0..<x.shape[0]).map { $0 * (inputs + 1) + inputs }
        let stored = places.indices.filter { x.value.scalars[places[$0]] == 0 }, asking = places.indices.filter { x.value.scalars[places[$0]] != 0 }
        let rows = x.sliced(axis: 1, 0..<inputs)
        if asking.isEmpty { return item.embeddings(rows, pass) }
        if stored.isEmpty { return query.embeddings(rows, pass) }
        let made = item.embeddings(rows.gatheringRows(stored), pass).concatenated(with: query.embeddings(rows.gatheringRows(asking), pass), axis: 0)
        var order = [Int](repeating: 0, count: places.count)
        for (place, row) in (stored + asking).enumerated() { order[row] = place }
        return made.gatheringRows(order)
    }

    /// Both towers over rows not yet scaled.
    ///
    /// - Throws: `notFinite` when a weight is no number.
    func towers(_ scaling: InputScaling) throws(LearningError) -> (query: LearnedEncoder, item: LearnedEncoder) {
        (try query.encoder(scaling), try item.encoder(scaling))
    }
}
