extension FilterEvaluator {
    /// A prepared predicate.
    enum Test: Sendable {
        case match(Filter.Value)
        case any(Set<Filter.Value>)
        case except(Set<Filter.Value>)
        case text(TextQuery)
        case prefix(String)
        case range(NumberRange)
        case dateRange(DateRange)
        case geoRadius(GeoPoint, Double)
        case geoBox(GeoBox)
        case geoPolygon(GeoPolygon)
        case valuesCount(CountRange)
        case isEmpty
        case isNull

        init(_ predicate: Filter.Predicate, _ options: TextIndexOptions) {
            switch predicate {
            case .match(let value): self = .match(value)
            case .any(let values): self = .any(Set(values))
            case .except(let values): self = .except(Set(values))
            case .text(let query): self = .text(TextQuery(.all, query, options))
            case .textAny(let query): self = .text(TextQuery(.any, query, options))
            case .phrase(let query): self = .text(TextQuery(.phrase, query, options))
            case .prefix(let prefix): self = .prefix(prefix)
            case .range(let range): self = .range(range)
            case .dateRange(let range): self = .dateRange(range)
            case .geoRadius(let center, let radius): self = .geoRadius(center, radius)
            case .geoBox(let box): self = .geoBox(box)
            case .geoPolygon(let polygon): self = .geoPolygon(polygon)
            case .valuesCount(let range): self = .valuesCount(range)
            case .isEmpty: self = .isEmpty
            case .isNull: self = .isNull
            }
        }

        /// Whether the values at a path pass.
        func matches(_ payload: Payload, _ path: PayloadPath) -> Bool {
            switch self {
            case .isEmpty: return !payload.contains(at: path) { !Self.isEmpty($0) }
            case .isNull: return payload.containsElement(at: path) { $0 == .null }
            case .valuesCount(let range):
                var found = false
                let passed = payload.contains(at: path) { value in
                    found = true
                    return range.contains(Self.count(value))
                }
                return passed || (!found && range.contains(0))
            default: return payload.containsElement(at: path, where: holds)
            }
        }

        static func isEmpty(_ value: JSONValue) -> Bool {
            switch value {
            case .null: true
            case .array(let elements): elements.isEmpty
            default: false
            }
        }

        static func count(_ value: JSONValue) -> UInt64 {
            switch value {
            case .null: 0
            case .array(let elements): UInt64(elements.count)
            default: 1
            }
        }

        /// Whether one value passes; the tests of whole fields never ask.
        private func holds(_ value: JSONValue) -> Bool {
            switch self {
            case .match(let wanted): return Filter.Value(value) == wanted
            case .any(let wanted): return Filter.Value(value).map(wanted.contains) ?? false
            case .except(let unwanted):
                return value != .null && !(Filter.Value(value).map(unwanted.contains) ?? false)
            case .text(let query): return value.stringValue.map(query.matches) ?? false
            case .prefix(let prefix): return value.stringValue.map { beginsWithBytes($0, prefix) } ?? false
            case .range(let range): return Number(value).map(range.contains) ?? false
            case .dateRange(let range):
                return value.stringValue.flatMap { Timestamp($0) }.map(range.contains) ?? false
            case .geoRadius(let center, let radius): return GeoPoint(value).map { $0.distance(to: center) < radius } ?? false
            case .geoBox(let box): return GeoPoint(value).map(box.contains) ?? false
            case .geoPolygon(let polygon): return GeoPoint(value).map(polygon.contains) ?? false
            case .valuesCount, .isEmpty, .isNull: return false
            }
        }
    }

    /// The tokens a text condition asks for.
    struct TextQuery: Sendable {
        enum Kind: Sendable { case all, any, phrase }
        let kind: Kind
        let tokens: [ByteString]
        let options: TextIndexOptions

        init(_ kind: Kind, _ query: String, _ options: TextIndexOptions) {
            self.kind = kind
            self.options = options
            tokens = options.queryTokens(query)
        }

        /// Whether a stored text has them; a query without tokens matches nothing.
        func matches(_ text: String) -> Bool {
            guard let first = tokens.first else { return false }
            switch kind {
            case .all:
                let found = Set(options.documentTokens(text))
                return tokens.allSatisfy(found.contains)
            case .any:
                let wanted = Set(tokens)
                return options.documentTokens(text).contains(where: wanted.contains)
            case .phrase:
                // Beginnings of words do not stand next to each other: a phrase is made of whole words.
                let words = options.queryTokens(text)
                return words.indices.contains { words[$0] == first && words[$0...].starts(with: tokens) }
            }
        }
    }
}

extension Filter.Value {
    /// The payload value as something that can be matched; an integral double is its integer. Nil for all that no match
    /// can equal.
    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .int(let integer): self = .int(integer)
        case .bool(let bool): self = .bool(bool)
        case .double(let double):
            guard let integer = Int64(exactly: double) else { return nil }
            self = .int(integer)
        default: return nil
        }
    }
}
