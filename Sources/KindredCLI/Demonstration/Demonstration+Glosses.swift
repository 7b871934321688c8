import KindredService

extension Demonstration {
    /// Dictionary entries by meaning, with and without a filter.
    mutating func glosses(_ operations: Operations) throws {
        title("1. Words by meaning: 5,000 entries of WordNet, as vectors of a sentence encoder")
        try fill(operations, "glosses", CollectionConfiguration(dimension: 384, measure: .cosine), fields: ["word": .keyword, "category": .keyword, "part": .keyword])
        for word in ["ratel", "espresso", "glacier"] { try neighbors(operations, of: word) }
        say("")
        say("The same question among verbs only, and among what people make:")
        try neighbors(operations, of: "glacier", filter: "category = \"verb.motion\"")
        try neighbors(operations, of: "whisper", filter: "category = \"noun.artifact\"")
    }

    private func neighbors(_ operations: Operations, of word: String, filter: String? = nil) throws {
        let page = try operations.database.collection("glosses").scroll(limit: 1, filter: try Filter(parsing: "word = \"\(word)\""))
        guard let point = page.points.first else { return }
        var query = SearchQuery(collection: "glosses", limit: filter == nil ? 4 : 3)
        query.filter = filter
        query.withPayload = true
        let hits = try operations.search(query, like: point.id)
        say("")
        say("\(word) (\(Self.gloss(point.payload)))\(filter.map { " where \($0)" } ?? "") is near:")
        for hit in hits {
            let payload = hit.payload ?? [:]
            say("    \(Text.fixed(Double(hit.score), 3))  \(Self.words(payload)): \(Self.gloss(payload))")
        }
    }

    private static func words(_ payload: Payload) -> String {
        (payload["words"]?.arrayValue ?? []).prefix(2).compactMap(\.stringValue).joined(separator: ", ")
    }

    private static func gloss(_ payload: Payload) -> String {
        Text.cut(payload["gloss"]?.stringValue ?? "", 88)
    }
}
