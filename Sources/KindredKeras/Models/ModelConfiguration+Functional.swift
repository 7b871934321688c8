extension ModelConfiguration {
    /// Where a layer's inputs come from.
    private struct Sources {
        /// The layer whose output it takes.
        var inputs: [String] = []
        /// The layer that makes its mask.
        var masks: [String] = []
    }

    /// Layers that a functional model of Keras 3 writes down for masks that other layers make anyway.
    private static let maskMakers: Set<String> = ["NotEqual", "Any"]

    /// Follows the chain from the output to the input.
    ///
    /// - Throws: `unsupported` with the layer at which the model is no chain.
    init(functional config: ConfigurationValue) throws(KerasError) {
        guard let list = config["layers"]?.list else { throw KerasError(.malformed, "the functional configuration has no list of layers") }
        let descriptions = try Self.descriptions(list)
        // Twice the same name would make a circle possible.
        let numbers = Dictionary(descriptions.indices.map { (descriptions[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        guard numbers.count == descriptions.count else { throw KerasError(.malformed, "the functional configuration names a layer twice") }
        let output = try Self.single(config["output_layers"], "outputs"), input = try Self.single(config["input_layers"], "inputs")
        var chain = [LayerDescription](), current = output, makers = Set<String>()
        while true {
            guard let number = numbers[current], chain.count <= descriptions.count else { throw KerasError(.malformed, "the functional configuration has no chain through '\(current)'") }
            chain.append(descriptions[number])
            if current == input { break }
            let sources = try Self.sources(of: list[number], name: current)
            guard sources.inputs.count == 1 else { throw Self.noChain(current, "has \(sources.inputs.count) inputs") }
            makers.formUnion(sources.masks)
            current = sources.inputs[0]
        }
        // What is left may only make masks, and the same ones that the chain's own layers make.
        let onChain = Set(chain.map(\.name))
        for (number, description) in descriptions.enumerated() where !onChain.contains(description.name) {
            guard Self.maskMakers.contains(description.kind) else { throw Self.noChain(description.name, "(\(description.kind)) is not on the way from '\(input)' to '\(output)'") }
            try Self.requireOwnMask(list[number], description, chain)
        }
        for maker in makers {
            guard let number = numbers[maker], Self.maskMakers.contains(descriptions[number].kind) else { throw Self.noChain(maker, "makes a mask for another layer") }
        }
        // Folders of weights are numbered in the order of the configuration, not of the chain.
        let order = chain.reversed().compactMap { numbers[$0.name] }
        guard order == order.sorted() else { throw Self.noChain(output, "is listed before what it needs") }
        try self.init(name: config["name"]?.text ?? "functional", chain.reversed())
    }

    /// That a comparison is the one that Embedding or Masking stands for: of ids with 0, of features with the mask's value.
    private static func requireOwnMask(_ layer: ConfigurationValue, _ description: LayerDescription, _ chain: [LayerDescription]) throws(KerasError) {
        guard description.kind == "NotEqual" else { return }
        let arguments = layer["inbound_nodes"]?.list?.first?["args"]?.list ?? []
        let isOwn = chain.contains { masking in
            switch masking.kind {
            case "Embedding": masking.options["mask_zero"]?.bool == true && arguments.last?.number == 0
            case "Masking": arguments.last?.number == masking.options["mask_value"]?.number
            default: false
            }
        }
        guard isOwn else { throw noChain(description.name, "makes a mask that is none of an Embedding's or a Masking's") }
    }

    private static func noChain(_ name: String, _ why: String) -> KerasError {
        KerasError(.unsupported, "the functional model is no chain: layer '\(name)' \(why)")
    }

    /// The only layer of `input_layers` or `output_layers`: `["name", 0, 0]` or `[["name", 0, 0]]`.
    private static func single(_ value: ConfigurationValue?, _ what: String) throws(KerasError) -> String {
        guard let list = value?.list else { throw KerasError(.malformed, "the functional configuration has no \(what)") }
        if let name = list.first?.text { return name }
        guard list.count == 1, let name = list[0].list?.first?.text else { throw KerasError(.unsupported, "the functional model has \(list.count) \(what); one is read") }
        return name
    }

    private static func sources(of layer: ConfigurationValue, name: String) throws(KerasError) -> Sources {
        guard let nodes = layer["inbound_nodes"]?.list else { throw KerasError(.malformed, "layer '\(name)' has no inbound_nodes") }
        guard nodes.count == 1 else { throw noChain(name, "is used \(nodes.count) times") }
        var sources = Sources()
        if let inputs = nodes[0].list {
            // Keras 2: [[["name", 0, 0, {arguments}]]]
            for input in inputs {
                guard let source = input.list?.first?.text else { throw KerasError(.malformed, "layer '\(name)' has inbound_nodes that are not Keras'") }
                if let arguments = input.list?.dropFirst(3).first?.object, arguments.values.contains(where: { $0.list?.first?.text != nil }) {
                    throw noChain(name, "takes another layer as an argument")
                }
                sources.inputs.append(source)
            }
            return sources
        }
        // Keras 3: {"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["name", 0, 0]}}], "kwargs": {}}
        for argument in nodes[0]["args"]?.list ?? [] {
            if argument.list != nil { throw noChain(name, "takes a list of inputs") }
            if let source = history(argument) { sources.inputs.append(source) }
        }
        for (key, argument) in nodes[0]["kwargs"]?.object ?? [:] {
            guard argument.list == nil else { throw noChain(name, "takes '\(key)' from other layers") }
            guard let source = history(argument) else { continue }
            guard key == "mask" else { throw noChain(name, "takes '\(key)' from layer '\(source)'") }
            sources.masks.append(source)
        }
        return sources
    }

    private static func history(_ argument: ConfigurationValue) -> String? { argument["config"]?["keras_history"]?.list?.first?.text }
}
