/// A layer as a model's configuration names it.
struct LayerDescription: Sendable, Equatable {
    /// Keras' class, as in `LSTM`.
    let kind: String
    /// The layer's own name, as in `lstm_1`.
    let name: String
    /// The layer's options.
    let options: ConfigurationValue

    init(kind: String, name: String, options: ConfigurationValue) {
        self.kind = kind
        self.name = name
        self.options = options
    }

    /// A layer of a configuration's list.
    ///
    /// - Throws: `malformed` without class or options.
    init(_ value: ConfigurationValue) throws(KerasError) {
        guard let kind = value["class_name"]?.text, let options = value["config"], options.object != nil else {
            throw KerasError(.malformed, "the configuration has a layer without class_name and config: \(value.json.prefix(80))")
        }
        self.init(kind: kind, name: options["name"]?.text ?? value["name"]?.text ?? kind.lowercased(), options: options)
    }

    /// What Keras calls the folder of such a layer's weights, without its number: `TimeDistributed` becomes `time_distributed`.
    var folder: String {
        var result = ""
        let letters = Array(kind)
        for (place, letter) in letters.enumerated() {
            let beginsWord = letter.isUppercase && place + 1 < letters.count && letters[place + 1].isLowercase
            if place > 0, beginsWord || (letter.isUppercase && letters[place - 1].isLowercase) { result.append("_") }
            result.append(contentsOf: letter.lowercased())
        }
        return result
    }

    /// An option that is a count within limits.
    ///
    /// - Throws: `malformed` when it is missing or no count, `tooLarge`.
    func count(_ key: String, atMost limit: Int = ModelLimits.width) throws(KerasError) -> Int {
        guard let number = options[key]?.integer, number >= 1 else {
            throw KerasError(.malformed, "layer '\(name)' has \(options[key].map { "\(key) \($0.json)" } ?? "no \(key)"), where a positive count belongs")
        }
        guard number <= limit else { throw KerasError(.tooLarge, "layer '\(name)' has \(key) \(number); at most \(limit) is accepted") }
        return number
    }

    /// An option that is true or false; what Keras takes when it is not there.
    ///
    /// - Throws: `malformed` for something else.
    func flag(_ key: String, default value: Bool = false) throws(KerasError) -> Bool {
        switch options[key] {
        case nil, .null?: return value
        case .bool(let value)?: return value
        case let other?: throw KerasError(.malformed, "layer '\(name)' has \(key) \(other.json), where true or false belongs")
        }
    }

    /// Refuses an option that changes what the layer computes and that Kindred does not follow.
    func refuse(_ key: String) throws(KerasError) {
        guard let value = options[key], value.isSet else { return }
        throw KerasError(.unsupported, "layer '\(name)' (\(kind)) has \(key) \(value.json.prefix(60)), which is not computed")
    }

    /// The activation of an option.
    ///
    /// - Throws: `unsupported` for one that is not computed, with its name.
    func activation(_ key: String = "activation", default standard: LayerActivation = .linear) throws(KerasError) -> LayerActivation {
        guard let value = options[key], value != .null else { return standard }
        // Keras 3 may write {"module": "builtins", "class_name": "function", "config": "softmax"}.
        let name = value.text ?? value["config"]?.text ?? value["class_name"]?.text
        guard let name, let activation = LayerActivation(rawValue: name.lowercased()) else {
            throw KerasError(.unsupported, "layer '\(self.name)' (\(kind)) has \(key) '\(name ?? value.json)'; computed are \(LayerActivation.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return activation
    }
}
