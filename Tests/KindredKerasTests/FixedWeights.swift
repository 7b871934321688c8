import KindredNN

@testable import KindredKeras

/// Zeros, and a bias.
struct FixedWeights: WeightSource {
    let bias: [Float]

    func weights(of layer: LayerDescription, place: Int, _ slots: [WeightSlot]) throws(KerasError) -> [Tensor<Float>] {
        slots.map { slot in slot.name == "bias" ? Tensor(bias, shape: slot.shape) : Tensor(repeating: 0, shape: slot.shape) }
    }
}
