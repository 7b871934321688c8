import KindredNN

/// Where a model's weights come from.
protocol WeightSource {
    /// The arrays of a layer, one for each slot.
    ///
    /// - Parameter place: how many layers of the same class come before it.
    func weights(of layer: LayerDescription, place: Int, _ slots: [WeightSlot]) throws(KerasError) -> [Tensor<Float>]
}

/// Weights of a safetensors file: `<layer>.<slot>`.
struct CheckpointWeights: WeightSource {
    let checkpoint: Checkpoint

    func weights(of layer: LayerDescription, place: Int, _ slots: [WeightSlot]) throws(KerasError) -> [Tensor<Float>] {
        try slots.map { slot throws(KerasError) in
            let name = "\(layer.name).\(slot.name)"
            guard let tensor = checkpoint.tensors[name] else { throw KerasError(.malformed, "has no tensor '\(name)'") }
            guard tensor.shape == slot.shape else { throw KerasError(.mismatch, "tensor '\(name)' has shape \(tensor.shape); the configuration makes it \(slot.shape)") }
            guard tensor.scalars.allSatisfy(\.isFinite) else { throw KerasError(.malformed, "tensor '\(name)' holds numbers that are not finite") }
            return tensor
        }
    }
}
