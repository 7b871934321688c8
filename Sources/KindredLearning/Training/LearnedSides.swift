internal import KindredMath
internal import KindredSimilarity

/// What training made for the two sides of a comparison.
struct LearnedSides: Sendable {
    /// Encodes what asks; nil when `item` does.
    var query: LearnedEncoder?
    /// Encodes what is stored.
    var item: LearnedEncoder

    func measure(isUnit: Bool) throws(MeasureError) -> Measure {
        try .encoded(item, query: query, base: isUnit ? .cosine : .euclidean)
    }
}

extension TrainingRun {
    /// What a run over vectors has made; nil when it has diverged.
    func learned(_ scaling: InputScaling) throws(LearningError) -> LearnedSides? {
        guard !hasDiverged else { return nil }
        if let towers = network as? TowersNetwork {
            let sides = try towers.towers(scaling)
            return LearnedSides(query: sides.query, item: sides.item)
        }
        return try (network as? VectorNetwork)?.encoder(scaling).asBothSides
    }
}

extension LearnedEncoder {
    fileprivate var asBothSides: LearnedSides { LearnedSides(query: nil, item: self) }
}

extension TrainingSettings {
    /// The network to learn over vectors.
    func makeNetwork(inputs: Int, axes: Matrix<Float>) -> any EncoderNetwork {
        isAsymmetric ? TowersNetwork(self, inputs: inputs, axes: axes) : VectorNetwork(self, inputs: inputs, axes: axes)
    }

    /// The inputs of vectors, on both sides where those are encoded apart.
    func makeInputs(_ inputs: VectorInputs) -> any TrainingInputs {
        isAsymmetric ? TowerInputs(inputs: inputs, count: inputs.rows.rows) : inputs
    }
}
