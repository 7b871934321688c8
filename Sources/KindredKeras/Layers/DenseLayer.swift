import KindredMath
import KindredNN

/// activation(x·W + b) over the last axis.
struct DenseLayer: SequenceLayer {
    private let name: String
    private let inputs: Int
    private let units: Int
    /// units × inputs: each output's weights lie together.
    private let weights: [Float]
    private let bias: [Float]
    /// What is done to each output.
    let activation: LayerActivation

    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot] {
        for option in ["quantization_config", "lora_rank"] { try layer.refuse(option) }
        guard let last = input.last, let inputs = last else { throw KerasError(.mismatch, "layer '\(layer.name)' does not know how many features come in: \(input.text)") }
        let units = try layer.count("units")
        let kernel = WeightSlot(name: "kernel", path: "vars/0", shape: [inputs, units])
        return try layer.flag("use_bias", default: true) ? [kernel, WeightSlot(name: "bias", path: "vars/1", shape: [units])] : [kernel]
    }

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        name = layer.name
        activation = try layer.activation()
        (inputs, units) = (weights[0].shape[0], weights[0].shape[1])
        self.weights = weights[0].transposedRows
        bias = weights.count > 1 ? weights[1].scalars : [Float](repeating: 0, count: units)
    }

    func shape(after input: [Int?]) throws(KerasError) -> [Int?] { input.dropLast() + [units] }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        let kernels = Kernels.active, steps = signal.values.count / inputs
        var values = [Float](), row = [Float](repeating: 0, count: units)
        values.reserveCapacity(steps * units)
        for step in 0..<steps {
            var span = row.mutableSpan
            kernels.scan(.dot, query: signal.values.span.extracting((step * inputs)..<((step + 1) * inputs)), rows: weights.span, into: &span)
            for unit in 0..<units { values.append(row[unit] + bias[unit]) }
        }
        activation.apply(&values, width: units)
        return Signal(values: values, shape: signal.shape.dropLast() + [units], mask: signal.mask)
    }
}

extension Tensor<Float> {
    /// The scalars of a matrix by its columns.
    var transposedRows: [Float] {
        let (rows, columns) = (shape[0], shape[1])
        var result = [Float]()
        result.reserveCapacity(count)
        for column in 0..<columns {
            for row in 0..<rows { result.append(scalars[row * columns + column]) }
        }
        return result
    }
}
