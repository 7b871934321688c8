/// A model as its configuration describes it: a chain of layers.
///
/// Sequential models are chains; functional models are read when they are one. Keras 2 and 3 write both in different ways.
struct ModelConfiguration: Sendable, Equatable {
    /// The model's name.
    let name: String
    /// The layers from input to output. What comes in has no layer of its own.
    let layers: [LayerDescription]
    /// The batch's size, nil when it is free.
    let batch: Int?
    /// The shape of one input, lengths that are free as nil; nil when the configuration does not say.
    let inputShape: [Int?]?

    /// The configuration of a chain that is known.
    init(name: String, layers: [LayerDescription], batch: Int?, inputShape: [Int?]?) {
        self.name = name
        self.layers = layers
        self.batch = batch
        self.inputShape = inputShape
    }

    /// Reads the JSON that `model.to_json()` gives and model files hold.
    ///
    /// - Throws: `malformed`, `tooLarge`, `unsupported` for a model that is no chain.
    init(json: String) throws(KerasError) {
        let root = try ConfigurationValue(parsing: json, "the model's configuration")
        guard let kind = root["class_name"]?.text, let config = root["config"] else {
            throw KerasError(.malformed, "the model's configuration has no class_name and config")
        }
        switch kind {
        case "Sequential": try self.init(sequential: config)
        case "Functional", "Model": try self.init(functional: config)
        default: throw KerasError(.unsupported, "the model is a \(kind); Sequential models and functional chains are read")
        }
    }

    private init(sequential config: ConfigurationValue) throws(KerasError) {
        // Before Keras 2.2.3 the configuration was the list itself.
        guard let list = config.list ?? config["layers"]?.list else { throw KerasError(.malformed, "the Sequential configuration has no list of layers") }
        let inputShape = config["build_input_shape"]
        try self.init(name: config["name"]?.text ?? "sequential", try Self.descriptions(list), shape: inputShape)
    }

    /// The input layer, when there is one, becomes the shape.
    init(name: String, _ descriptions: [LayerDescription], shape fallback: ConfigurationValue? = nil) throws(KerasError) {
        self.name = name
        var layers = descriptions
        let first = layers.first
        if first?.kind == "InputLayer" { layers.removeFirst() }
        guard let first, !layers.isEmpty else { throw KerasError(.malformed, "the model '\(name)' has no layers") }
        if let other = layers.first(where: { $0.kind == "InputLayer" }) { throw KerasError(.unsupported, "layer '\(other.name)' is a second input; one is read") }
        self.layers = layers
        let shape = first.options["batch_shape"] ?? first.options["batch_input_shape"] ?? fallback
        guard let lengths = shape?.list else {
            (batch, inputShape) = (nil, nil)
            return
        }
        var whole = [Int?]()
        for length in lengths {
            if length == .null {
                whole.append(nil)
            } else if let length = length.integer, (1...ModelLimits.width).contains(length) {
                whole.append(length)
            } else {
                throw KerasError(.malformed, "the model '\(name)' takes inputs of shape \(shape?.json ?? ""), which is none")
            }
        }
        guard (2...3).contains(whole.count) else {
            throw KerasError(.unsupported, "the model '\(name)' takes inputs of shape \(shape?.json ?? ""); [batch, steps] and [batch, steps, features] are read")
        }
        (batch, inputShape) = (whole[0], Array(whole.dropFirst()))
    }

    static func descriptions(_ list: [ConfigurationValue]) throws(KerasError) -> [LayerDescription] {
        guard list.count <= ModelLimits.layers else { throw KerasError(.tooLarge, "the model has \(list.count) layers; at most \(ModelLimits.layers) are accepted") }
        var layers = [LayerDescription]()
        for value in list { layers.append(try LayerDescription(value)) }
        return layers
    }

    /// The chain as a Sequential configuration in JSON.
    var json: String {
        let lengths = inputShape.map { ([batch] + $0).map { $0.map { ConfigurationValue.number(Double($0)) } ?? .null } }
        let input = lengths.map { [Self.member("InputLayer", .object(["batch_shape": .list($0), "name": .text("input_layer")]))] } ?? []
        let members = input + layers.map { Self.member($0.kind, $0.options) }
        return ConfigurationValue.object(["class_name": .text("Sequential"), "config": .object(["name": .text(name), "layers": .list(members)])]).json
    }

    private static func member(_ kind: String, _ options: ConfigurationValue) -> ConfigurationValue { .object(["class_name": .text(kind), "config": options]) }
}
