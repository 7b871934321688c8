#if Server
import KindredService

/// One setting of the server. Its name gives the key of the file, the variable of the environment, and the flag of the command:
/// `grpc_port`, `KINDRED_GRPC_PORT`, `--grpc-port`.
struct Setting: Sendable {
    /// What its values are.
    enum Kind: Sendable {
        case text
        /// Text that is never shown.
        case secret
        case toggle
        case whole(ClosedRange<Int>)
        /// A length of time, with its limits in seconds.
        case span(ClosedRange<Int>)
        case choice([String])
    }

    /// The key of the file.
    let name: String
    let kind: Kind
    /// The value when nobody sets it; nil for none.
    let initial: SettingValue?
    /// What the value when nobody sets it is called, where it depends on the machine.
    let initialName: String?
    /// What it does, in a sentence.
    let help: String

    init(_ name: String, _ kind: Kind, _ initial: SettingValue? = nil, named initialName: String? = nil, help: String) {
        self.name = name
        self.kind = kind
        self.initial = initial
        self.initialName = initialName
        self.help = help
    }

    /// The flag of the command.
    var flag: String { "--" + name.replacing("_", with: "-") }
    /// The variable of the environment.
    var variable: String { "KINDRED_" + name.uppercased() }
    /// Whether its value is never shown.
    var isSecret: Bool { if case .secret = kind { true } else { false } }
    /// What people read of the value when nobody sets it.
    var initialText: String { initialName ?? initial?.text ?? "none" }

    /// The value of a text from a flag or the environment.
    ///
    /// - Throws: `Failure` with `status`, naming the place, the text and what it should be.
    func value(_ text: String, at place: String, status: Int32) throws -> SettingValue {
        guard let value = read(text), accepts(value) else { throw wrong("\"\(text)\"", at: place, status) }
        return value
    }

    /// The value of a key of the file.
    func value(_ json: JSONValue, at place: String) throws -> SettingValue {
        let value: SettingValue? =
            switch (kind, json) {
            case (.toggle, .bool(let isOn)): .toggle(isOn)
            case (.whole, .int(let number)): .whole(Int(number))
            case (.text, .string(let text)), (.secret, .string(let text)), (.choice, .string(let text)), (.span, .string(let text)): read(text)
            default: nil
            }
        guard let value, accepts(value) else { throw wrong(json.jsonText, at: place, Failure.Status.configuration) }
        return value
    }

    private func read(_ text: String) -> SettingValue? {
        switch kind {
        case .text, .secret, .choice: .text(text)
        case .toggle: ["true": true, "1": true, "false": false, "0": false][text].map { .toggle($0) }
        case .whole: Int(text).map { .whole($0) }
        case .span: SettingValue.seconds(text).map { .span($0) }
        }
    }

    private func accepts(_ value: SettingValue) -> Bool {
        switch (kind, value) {
        // An empty key would look like protection.
        case (.text, .text(let text)), (.secret, .text(let text)): !text.isEmpty && !text.contains("\0")
        case (.choice(let names), .text(let text)): names.contains(text)
        case (.whole(let range), .whole(let number)): range.contains(number)
        case (.span(let range), .span(let seconds)): range.contains(seconds)
        case (.toggle, .toggle): true
        default: false
        }
    }

    private func wrong(_ found: String, at place: String, _ status: Int32) -> Failure {
        let shown = isSecret ? "what is given" : found.count > 80 ? found.prefix(79) + "…" : found
        return Failure(status, "\(place): \(shown.replacing("\n", with: " ")) is not \(expected)")
    }

    /// What a value must be.
    private var expected: String {
        switch kind {
        case .text, .secret: "a text of at least one character"
        case .toggle: "true or false"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .span(let range):
            "a length of time from \(SettingValue.span(range.lowerBound).text) to \(SettingValue.span(range.upperBound).text), such as 90s, 15m, 6h or 2d"
        case .choice(let names): names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        }
    }
}
#endif
