import KindredService

extension Demonstration {
    /// Handwritten digits: neighbours one can see, and how often the nearest is the same digit.
    mutating func digits(_ operations: Operations) throws {
        title("2. Pictures: 1,797 handwritten digits of 8 × 8 grey values")
        try fill(operations, "digits", CollectionConfiguration(dimension: 64, measure: .euclidean), fields: ["digit": .integer])
        try draw(operations, 5)
        var right = 0
        let asked = 500
        for row in 0..<asked {
            var query = SearchQuery(collection: "digits", limit: 1)
            query.withPayload = true
            let own = try operations.get("digits", ids: [.number(UInt64(row))], withVectors: false)[0].payload["digit"]
            if try operations.search(query, like: .number(UInt64(row))).first?.payload?["digit"] == own { right += 1 }
        }
        say("")
        say("The nearest other picture shows the same digit for \(Text.fixed(Double(right) * 100 / Double(asked), 1)) % of \(asked) digits.")
        figures["same_digit"] = .double(Double(right) / Double(asked))
    }

    /// A digit beside its three nearest, as characters.
    private func draw(_ operations: Operations, _ row: UInt64) throws {
        let hits = try operations.search(SearchQuery(collection: "digits", limit: 3), like: .number(row))
        let pictures = try operations.get("digits", ids: [.number(row)] + hits.map(\.id)).map { $0.vector ?? [] }
        say("")
        for y in 0..<8 {
            let parts = pictures.map { picture in (0..<8).map { Self.ink(picture[y * 8 + $0]) }.joined() }
            say("    " + parts[0] + "   →   " + parts.dropFirst().joined(separator: "   "))
        }
        let distances = hits.dropLast().map { "at \(Text.fixed(Double($0.score), 1))".padded(to: 19) } + hits.suffix(1).map { "at \(Text.fixed(Double($0.score), 1))" }
        say("    " + "asked for".padded(to: 23) + distances.joined())
    }

    /// A grey value of 0…16 as two characters.
    private static func ink(_ value: Float) -> String {
        let shades = ["  ", "░░", "▒▒", "▓▓", "██"]
        return shades[min(4, max(0, Int(value / 3.4)))]
    }
}

extension String {
    /// The text with spaces behind it, at least `width` characters.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
