/// An array that a layer needs.
struct WeightSlot: Sendable, Equatable {
    /// Its name in safetensors, below the layer's: `forward.kernel`.
    let name: String
    /// Its place below the layer's folder in Keras 3's weights: `forward_layer/cell/vars/0`.
    let path: String
    /// Its shape, as the configuration makes it.
    let shape: [Int]
}
