import KindredNN

/// Two layers over the same steps, one from each end; their outputs side by side.
struct BidirectionalLayer: SequenceLayer {
    /// The layer that begins at the first step.
    private(set) var forward: LSTMLayer
    /// The layer that begins at the last step.
    private(set) var backward: LSTMLayer

    private static func halves(_ layer: LayerDescription) throws(KerasError) -> (forward: LayerDescription, backward: LayerDescription) {
        guard let inner = layer.options["layer"] else { throw KerasError(.malformed, "layer '\(layer.name)' (Bidirectional) has no layer inside") }
        let forward = try LayerDescription(inner)
        let backward = try layer.options["backward_layer"].flatMap { $0 == .null ? nil : $0 }.map { value throws(KerasError) in try LayerDescription(value) } ?? forward.reversed
        for half in [forward, backward] where half.kind != "LSTM" {
            throw KerasError(.unsupported, "layer '\(layer.name)' (Bidirectional) holds a layer of class \(half.kind); LSTM is read")
        }
        return (forward, backward)
    }

    static func slots(_ layer: LayerDescription, input: [Int?]) throws(KerasError) -> [WeightSlot] {
        let halves = try halves(layer)
        func slots(_ half: LayerDescription, _ name: String) throws(KerasError) -> [WeightSlot] {
            try LSTMLayer.slots(half, input: input).map { WeightSlot(name: "\(name).\($0.name)", path: "\(name)_layer/\($0.path)", shape: $0.shape) }
        }
        return try slots(halves.forward, "forward") + slots(halves.backward, "backward")
    }

    init(_ layer: LayerDescription, input: [Int?], weights: [Tensor<Float>]) throws(KerasError) {
        let merge = layer.options["merge_mode"]?.text ?? layer.options["merge_mode"]?.json ?? "concat"
        guard merge == "concat" else { throw KerasError(.unsupported, "layer '\(layer.name)' (Bidirectional) has merge_mode '\(merge)'; concat is computed") }
        let halves = try Self.halves(layer), split = try LSTMLayer.slots(halves.forward, input: input).count
        forward = try LSTMLayer(halves.forward, input: input, weights: Array(weights[..<split]))
        backward = try LSTMLayer(halves.backward, input: input, weights: Array(weights[split...]))
        // Keras decides so when it makes the layer, whatever the halves' own options say.
        forward.zeroesMasked = forward.returnsSequences
        backward.zeroesMasked = backward.returnsSequences
        guard forward.returnsSequences == backward.returnsSequences, forward.goesBackwards != backward.goesBackwards else {
            throw KerasError(.unsupported, "layer '\(layer.name)' (Bidirectional) has halves that do not run from both ends to the same outputs")
        }
    }

    func shape(after input: [Int?]) throws(KerasError) -> [Int?] {
        let width = forward.weights.units + backward.weights.units
        return forward.returnsSequences ? [input[0], width] : [width]
    }

    var start: [LSTMState] { forward.start + backward.start }
    var isStateful: Bool { forward.isStateful || backward.isStateful }

    func callAsFunction(_ signal: Signal, _ states: inout [LSTMState]) throws(KerasError) -> Signal {
        let first = forward.run(signal, &states[0]), second = backward.run(signal, &states[1])
        guard forward.returnsSequences else { return Signal(values: first.values + second.values, shape: [first.shape[0] + second.shape[0]], mask: nil) }
        // Outputs of the layer that runs backwards come last step first.
        let steps = signal.shape[0], (a, b) = (forward.weights.units, backward.weights.units)
        var values = [Float]()
        values.reserveCapacity(steps * (a + b))
        for step in 0..<steps {
            let back = steps - 1 - step
            values += first.values[(step * a)..<((step + 1) * a)]
            values += second.values[(back * b)..<((back + 1) * b)]
        }
        return Signal(values: values, shape: [steps, a + b], mask: signal.mask)
    }
}

extension LayerDescription {
    /// The same layer from the other end.
    fileprivate var reversed: LayerDescription {
        var members = options.object ?? [:]
        members["go_backwards"] = .bool(!(members["go_backwards"]?.bool ?? false))
        return LayerDescription(kind: kind, name: name, options: .object(members))
    }
}
