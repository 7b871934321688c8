internal import KindredMath
internal import KindredNN

/// What is encoded, as batches: vectors, or images.
protocol TrainingInputs: Sendable {
    /// The inputs of rows as they are served, and changed a little at random to train on.
    func tensor(_ rows: [Int], _ augmentation: inout SeededRandom?) -> Tensor<Float>
}

/// Vectors, with noise to train on.
struct VectorInputs: TrainingInputs {
    let rows: Matrix<Float>
    let scaling: InputScaling
    let noise: Double

    func tensor(_ chosen: [Int], _ augmentation: inout SeededRandom?) -> Tensor<Float> {
        var result = scaling.tensor(rows, chosen)
        guard noise > 0, var random = augmentation else { return result }
        for i in result.scalars.indices { result.scalars[i] += Float(noise * random.normal()) }
        augmentation = random
        return result
    }
}
