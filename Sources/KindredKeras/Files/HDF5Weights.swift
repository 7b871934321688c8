#if Keras
import KindredNN

/// Weights of an `.h5` that holds a whole model: each layer's group lists the paths of its arrays in the attribute `weight_names`.
///
/// The paths differ by Keras' version (`lstm/lstm_cell/kernel:0`, `sequential/lstm/lstm_cell/kernel`), their order does not.
struct NamedWeights: WeightSource {
    let file: HDF5Process
    /// The group of the layers: `model_weights`, or the root in files of weights of Keras 2.
    let root: String

    func weights(of layer: LayerDescription, place: Int, _ slots: [WeightSlot]) throws(KerasError) -> [Tensor<Float>] {
        if slots.isEmpty { return [] }
        let group = root + "/" + layer.name
        let names = try file.chunkedStrings("weight_names", of: group)
        guard names.count == slots.count else { throw KerasError(.mismatch, "layer '\(layer.name)' (\(layer.kind)) has \(names.count) weights in the file; \(slots.count) belong to it") }
        return try zip(names, slots).map { name, slot throws(KerasError) in Tensor(try file.array(group + "/" + name, shape: slot.shape), shape: slot.shape) }
    }
}

/// Weights as Keras 3 numbers them: `layers/lstm_1/cell/vars/0` is the second LSTM's first array.
struct NumberedWeights: WeightSource {
    let file: HDF5Process

    func weights(of layer: LayerDescription, place: Int, _ slots: [WeightSlot]) throws(KerasError) -> [Tensor<Float>] {
        if slots.isEmpty { return [] }
        // The first releases of the format called the root otherwise.
        let root = try file.contains("_layer_checkpoint_dependencies") ? "_layer_checkpoint_dependencies" : "layers"
        let group = "\(root)/\(layer.folder)" + (place == 0 ? "" : "_\(place)")
        return try slots.map { slot throws(KerasError) in Tensor(try file.array(group + "/" + slot.path, shape: slot.shape), shape: slot.shape) }
    }
}

extension HDF5Process {
    /// An attribute's texts; lists too long for one attribute lie in `name0`, `name1`, ….
    ///
    /// - Throws: `malformed` when there is none.
    func chunkedStrings(_ name: String, of path: String) throws(KerasError) -> [String] {
        if let whole = try strings(name, of: path) { return whole }
        var all = [String](), part = 0
        while part < ModelLimits.layers, let texts = try strings(name + String(part), of: path) {
            all += texts
            part += 1
        }
        guard part > 0 else { throw KerasError(.malformed, "'\(path)' has no attribute '\(name)'") }
        return all
    }
}
#endif
