internal import KindredMath
internal import KindredNN

/// What is encoded, as batches: vectors, or images.
protocol TrainingInputs: Sendable {
    /// The inputs of rows as they are served, and changed a little at random to train on.
    func tensor(_ rows: [Int], _ augmentation: inout SeededRandom?) -> Tensor<Float>
    /// What a unit of the data is in inputs.
    var unit: Float { get }
    /// Inputs brought back to where data is valid; what began outside may stay as far outside as it was.
    func clipped(_ inputs: Tensor<Float>, around origin: Tensor<Float>) -> Tensor<Float>
    /// What is added to a row's number for the row as it asks; nil when one encoder serves both sides.
    var asking: Int? { get }
}

extension TrainingInputs {
    var unit: Float { 1 }
    func clipped(_ inputs: Tensor<Float>, around origin: Tensor<Float>) -> Tensor<Float> { inputs }
    var asking: Int? { nil }
}

/// Vectors, with noise to train on.
struct VectorInputs: TrainingInputs {
    let rows: Matrix<Float>
    let scaling: InputScaling
    let noise: Double
    /// Where data is valid; everywhere when nil.
    var box: InputBox?

    func tensor(_ chosen: [Int], _ augmentation: inout SeededRandom?) -> Tensor<Float> {
        var result = scaling.tensor(rows, chosen)
        guard noise > 0, var random = augmentation else { return result }
        for i in result.scalars.indices { result.scalars[i] += Float(noise * random.normal()) }
        augmentation = random
        return result
    }
    var unit: Float { scaling.factor }

    func clipped(_ inputs: Tensor<Float>, around origin: Tensor<Float>) -> Tensor<Float> {
        guard let box else { return inputs }
        var result = inputs
        let width = inputs.shape[1], (low, high) = (Float(box.low), Float(box.high))
        for i in result.scalars.indices {
            let mean = scaling.mean[i % width], began = origin.scalars[i]
            result.scalars[i] = min(max(inputs.scalars[i], min((low - mean) * scaling.factor, began)), max((high - mean) * scaling.factor, began))
        }
        return result
    }
}
