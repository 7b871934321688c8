/// Parts a Swift source into code and comments, each with as many lines as the source.
///
/// Strings keep their quotes and lose what is between them; code in an interpolation is code. Not known: regex literals.
struct SourceParts {
    private(set) var code = ""
    private(set) var comments = ""

    private enum Place {
        /// Code; of an interpolation, with the parentheses that are open in it.
        case code(parentheses: Int?)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let text: [Character]
    private var position = 0
    private var places: [Place] = [.code(parentheses: nil)]

    init(_ text: String) {
        self.text = Array(text)
        while position < self.text.count { step() }
    }

    private mutating func step() {
        switch places[places.count - 1] {
        case .code(let parentheses): stepInCode(parentheses)
        case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
        }
    }

    private mutating func stepInCode(_ parentheses: Int?) {
        if looksAt("//") { return takeLineComment() }
        if looksAt("/*") { return takeBlockComment() }
        if let hashes = openingHashes() { return openString(hashes) }
        if let parentheses {
            if text[position] == ")", parentheses == 0 {
                places.removeLast()
                return take(into: \.code)
            }
            let change = text[position] == "(" ? 1 : text[position] == ")" ? -1 : 0
            places[places.count - 1] = .code(parentheses: parentheses + change)
        }
        take(into: \.code)
    }

    private mutating func stepInString(_ hashes: Int, _ isMultiline: Bool) {
        let end = (isMultiline ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        if looksAt(end) || (text[position] == "\n" && !isMultiline) {
            places.removeLast()
            take(end.count, into: \.code)
        } else if looksAt(escape + "(") {
            places.append(.code(parentheses: 0))
            take(escape.count + 1, into: \.code)
        } else if looksAt(escape) {
            skip(escape.count + 1)
        } else {
            skip(1)
        }
    }

    /// The hashes of the string that opens here; nil when none does.
    private func openingHashes() -> Int? {
        var end = position
        while end < text.count, text[end] == "#" { end += 1 }
        return end < text.count && text[end] == "\"" ? end - position : nil
    }

    private mutating func openString(_ hashes: Int) {
        take(hashes, into: \.code)
        let isMultiline = looksAt("\"\"\"")
        places.append(.string(hashes: hashes, isMultiline: isMultiline))
        take(isMultiline ? 3 : 1, into: \.code)
    }

    private mutating func takeLineComment() {
        while position < text.count, text[position] != "\n" { take(into: \.comments) }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if looksAt("/*") { depth += 1 } else if looksAt("*/") { depth -= 1 }
            take(looksAt("/*") || looksAt("*/") ? 2 : 1, into: \.comments)
        } while depth > 0 && position < text.count
    }

    private func looksAt(_ word: String) -> Bool { text[position...].starts(with: word) }

    private mutating func take(_ count: Int = 1, into part: WritableKeyPath<SourceParts, String>) {
        for character in text[position...].prefix(count) {
            if character == "\n" { (code, comments) = (code + "\n", comments + "\n") } else { self[keyPath: part].append(character) }
        }
        position = min(position + count, text.count)
    }

    private mutating func skip(_ count: Int) {
        for character in text[position...].prefix(count) where character == "\n" { (code, comments) = (code + "\n", comments + "\n") }
        position = min(position + count, text.count)
    }
}
