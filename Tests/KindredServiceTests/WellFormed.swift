/// A reader of XML that knows elements, attributes, comments and references, and nothing else: enough to tell whether a report is well-formed.
struct WellFormed {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Names of the elements in the order they open.
    private(set) var elements: [String] = []
    /// All attributes, by name, in order.
    private(set) var attributes: [(name: String, value: String)] = []
    /// All text, references resolved, the pieces separated by line ends.
    private(set) var text = ""

    init(_ document: String) throws {
        var rest = Substring(document)
        if rest.hasPrefix("<!DOCTYPE html>") { rest = rest.dropFirst("<!DOCTYPE html>".count) }
        var open: [String] = []
        while let character = rest.first {
            guard character == "<" else {
                let piece = rest.prefix { $0 != "<" }
                rest = rest.dropFirst(piece.count)
                let resolved = try Self.resolved(piece)
                guard !open.isEmpty || resolved.allSatisfy(\.isWhitespace) else { throw Failure(description: "text outside the root: \(piece)") }
                text += resolved + "\n"
                continue
            }
            guard let end = rest.firstIndex(of: ">") else { throw Failure(description: "a tag that never ends") }
            let tag = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { throw Failure(description: "</\(tag.dropFirst())> closes nothing") }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            let name = try start(isClosed ? tag.dropLast() : tag)
            if !isClosed { open.append(name) }
        }
        guard open.isEmpty else { throw Failure(description: "\(open) are never closed") }
    }

    /// The name and the attributes of a tag.
    private mutating func start(_ tag: Substring) throws -> String {
        let name = tag.prefix { $0.isLetter || $0.isNumber }
        guard !name.isEmpty else { throw Failure(description: "<\(tag)> has no name") }
        elements.append(String(name))
        var rest = tag.dropFirst(name.count), seen: Set<String> = []
        while !rest.isEmpty {
            guard rest.first == " ", let equals = rest.firstIndex(of: "=") else { throw Failure(description: "<\(tag)>: no attribute where one should be") }
            let key = String(rest[rest.index(after: rest.startIndex)..<equals])
            rest = rest[rest.index(after: equals)...]
            guard rest.first == "\"", let close = rest.dropFirst().firstIndex(of: "\""), seen.insert(key).inserted else {
                throw Failure(description: "<\(tag)>: \(key) has no quotes, or stands twice")
            }
            attributes.append((key, try Self.resolved(rest[rest.index(after: rest.startIndex)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        return String(name)
    }

    private static func resolved(_ text: Substring) throws -> String {
        var result = "", rest = text
        while let place = rest.firstIndex(of: "&") {
            result += rest[..<place]
            guard let end = rest[place...].firstIndex(of: ";") else { throw Failure(description: "& without ; in \(text)") }
            let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
            guard let character = known[String(rest[rest.index(after: place)..<end])] else { throw Failure(description: "\(rest[place...end]) is unknown") }
            result += character
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
