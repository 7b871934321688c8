/// A piece of HTML that is also well-formed XML. Text enters it escaped, so that nothing a file or a user named can become markup.
struct Markup: Sendable, Hashable {
    /// The characters of the document.
    let text: String

    private init(trusted text: String) { self.text = text }

    /// Text between tags.
    init(_ text: String) { self.text = Self.escaped(text) }

    /// An element. Attributes keep their order, so that the same report has the same bytes.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [Markup] = []) {
        let head = attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
        text = content.isEmpty && Self.mayBeEmpty.contains(name) ? "<\(name)\(head)/>" : "<\(name)\(head)>\(content.map(\.text).joined())</\(name)>"
    }

    /// An element that holds text.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: String) {
        self.init(name, attributes, [Markup(content)])
    }

    /// A style sheet of ours. Browsers read its characters as they are, so it must need no escaping.
    static func style(_ css: String) -> Markup {
        precondition(!css.contains("<") && !css.contains("&"), "a style sheet with characters of markup")
        return Markup(trusted: "<style>\n\(css)\n</style>")
    }

    /// Elements without content; all others are closed by a tag of their own, as HTML asks.
    private static let mayBeEmpty: Set<String> = ["meta", "line", "path", "circle", "rect", "br"]

    /// The five characters that mean something, and those that XML 1.0 forbids.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }
}
