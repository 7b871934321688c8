internal import RoaringBitmaps

extension PayloadFieldIndex {
    typealias Test = FilterEvaluator.Test

    /// What the index knows about a condition on its field. `live` are the slots there are; `unknown` those whose
    /// payload changed since it was added.
    func bounds(_ test: Test, live: RoaringBitmap, unknown: RoaringBitmap) -> SlotBounds {
        switch test {
        case .isEmpty: return SlotBounds(exactly: live.subtracting(nonEmpty)).doubting(unknown)
        case .isNull: return SlotBounds(exactly: nulls).doubting(unknown)
        case .valuesCount(let range): return SlotBounds(exactly: slots(countedIn: range, live)).doubting(unknown)
        default: return regularBounds(test).doubting(irregular.isEmpty ? unknown : unknown.union(irregular))
        }
    }

    private func slots(countedIn range: CountRange, _ live: RoaringBitmap) -> RoaringBitmap {
        var parts = counts.filter { range.contains($0.key) }.map(\.value)
        if range.contains(1) { parts.append(nonEmpty.subtracting(oddlyCounted)) }
        // A missing field counts as 0.
        if range.contains(0) { parts.append(live.subtracting(nonEmpty).subtracting(oddlyCounted)) }
        return RoaringBitmap.union(of: parts)
    }

    /// Right for slots that hold nothing but values of the index's kind, and nulls.
    private func regularBounds(_ test: Test) -> SlotBounds {
        if case .except(let values) = test { return exceptBounds(values) }
        switch schema {
        case .keyword: return keywordBounds(test)
        case .text(let options): return textBounds(test, options)
        case .bool: return boolBounds(test)
        case .uuid: return uuidBounds(test)
        case .integer: return numberBounds(test, integers) { .int($0) }
        case .float: return numberBounds(test, doubles) { .double($0) }
        case .datetime: return dateBounds(test)
        case .geo: return geoBounds(test)
        }
    }

    private var nothing: SlotBounds { SlotBounds(exactly: RoaringBitmap()) }

    /// Slots of one element that is none of the values match surely. Those of several, or with a null, must be looked
    /// at as soon as they have one of the values.
    private func exceptBounds(_ values: Set<Filter.Value>) -> SlotBounds {
        let hits = regularBounds(.any(values))
        let certain = nonEmpty.subtracting(hits.possible).subtracting(nulls)
        var doubtful = nonEmpty.intersection(nulls)
        doubtful.formUnion(hits.possible.intersection(multiple))
        if !hits.isExact { doubtful.formUnion(hits.possible.subtracting(hits.certain)) }
        return SlotBounds(exactly: certain).doubting(doubtful)
    }

    private func keywordBounds(_ test: Test) -> SlotBounds {
        switch test {
        case .match(.string(let text)): SlotBounds(exactly: strings.slots(ByteString(text)))
        case .any(let values): SlotBounds(exactly: strings.slots(anyOf: values.compactMap(\.byteString)))
        case .prefix(let prefix): SlotBounds(exactly: strings.slots { beginsWithBytes($0.string, prefix) })
        case .text, .dateRange: SlotBounds(possible: nonEmpty)
        default: nothing
        }
    }

    private func boolBounds(_ test: Test) -> SlotBounds {
        switch test {
        case .match(.bool(let bool)): SlotBounds(exactly: bools.slots(bool))
        case .any(let values): SlotBounds(exactly: bools.slots(anyOf: [true, false].filter { values.contains(.bool($0)) }))
        default: nothing
        }
    }

    private func uuidBounds(_ test: Test) -> SlotBounds {
        func key(_ text: String) -> PointID? { PointID(uuid: text).flatMap { $0.description == text ? $0 : nil } }
        switch test {
        case .match(.string(let text)): return key(text).map { SlotBounds(exactly: uuids.slots($0)) } ?? nothing
        case .any(let values): return SlotBounds(exactly: uuids.slots(anyOf: values.compactMap { $0.byteString.flatMap { key($0.string) } }))
        case .prefix(let prefix): return SlotBounds(exactly: uuids.slots { beginsWithBytes($0.description, prefix) })
        case .text, .dateRange: return SlotBounds(possible: nonEmpty)
        default: return nothing
        }
    }

    private func numberBounds<Key>(_ test: Test, _ index: SortedIndex<Key>, _ number: (Key) -> Number) -> SlotBounds {
        func slots(_ range: NumberRange) -> RoaringBitmap {
            index.slots(below: { range.isBelow(number($0)) }, above: { range.isAbove(number($0)) })
        }
        switch test {
        case .match(.int(let integer)): return SlotBounds(exactly: slots(.init(equalTo: .int(integer))))
        case .any(let values):
            return SlotBounds(exactly: .union(of: values.compactMap(\.integer).map { slots(.init(equalTo: .int($0))) }))
        case .range(let range): return SlotBounds(exactly: slots(range))
        default: return nothing
        }
    }

    private func dateBounds(_ test: Test) -> SlotBounds {
        func slots(_ range: DateRange) -> RoaringBitmap {
            integers.slots(
                below: { range.isBelow(Timestamp(microseconds: $0)) }, above: { range.isAbove(Timestamp(microseconds: $0)) })
        }
        /// Several texts are the same moment, so equal texts are among those of equal moments.
        func possible(_ text: String) -> RoaringBitmap { Timestamp(text).map { slots(.init(equalTo: $0)) } ?? RoaringBitmap() }
        switch test {
        case .dateRange(let range): return SlotBounds(exactly: slots(range))
        case .match(.string(let text)): return SlotBounds(possible: possible(text))
        case .any(let values): return SlotBounds(possible: .union(of: values.compactMap { $0.byteString.map { possible($0.string) } }))
        case .text, .prefix: return SlotBounds(possible: nonEmpty)
        default: return nothing
        }
    }

    /// Places are sorted by latitude: the band that can hold a match is cut out, and its places are checked exactly.
    private func geoBounds(_ test: Test) -> SlotBounds {
        func slots(_ south: Double, _ north: Double, _ check: @escaping (GeoPoint) -> Bool) -> SlotBounds {
            SlotBounds(exactly: places.slots(below: { $0.latitude < south }, above: { $0.latitude > north }, where: check))
        }
        switch test {
        case .geoRadius(let center, let radius):
            let degrees = radius / (GeoPoint.earthRadius * Double.pi / 180) * (1 + 1e-9) + 1e-9
            return slots(center.latitude - degrees, center.latitude + degrees) { $0.distance(to: center) < radius }
        case .geoBox(let box): return slots(box.bottom, box.top, box.contains)
        case .geoPolygon(let polygon):
            let latitudes = polygon.exterior.map(\.latitude)
            return slots(latitudes.min() ?? 0, latitudes.max() ?? 0, polygon.contains)
        default: return nothing
        }
    }

    private func textBounds(_ test: Test, _ options: TextIndexOptions) -> SlotBounds {
        switch test {
        case .text(let query):
            guard !query.tokens.isEmpty else { return nothing }
            if query.kind == .any { return SlotBounds(exactly: strings.slots(anyOf: Set(query.tokens))) }
            let slots = strings.slots(allOf: query.tokens)
            if query.kind == .phrase { return SlotBounds(possible: slots) }
            // Of several texts in a list one must have all tokens.
            return query.tokens.count == 1 || multiple.isDisjoint(with: slots)
                ? SlotBounds(exactly: slots) : SlotBounds(certain: slots.subtracting(multiple), possible: slots)
        case .match(.string(let text)): return SlotBounds(possible: slots(equalTo: text, options))
        case .any(let values):
            return SlotBounds(possible: .union(of: values.compactMap { $0.byteString.map { slots(equalTo: $0.string, options) } }))
        case .prefix, .dateRange: return SlotBounds(possible: nonEmpty)
        default: return nothing
        }
    }

    /// The slots that have the tokens of a text, among which are those that have the text.
    private func slots(equalTo text: String, _ options: TextIndexOptions) -> RoaringBitmap {
        let tokens = options.documentTokens(text)
        return tokens.isEmpty ? nonEmpty : strings.slots(allOf: tokens)
    }
}

extension Filter.Value {
    var byteString: ByteString? { if case .string(let text) = self { ByteString(text) } else { nil } }
    var integer: Int64? { if case .int(let integer) = self { integer } else { nil } }
}

extension Bounds {
    /// Whether the value, and all before it, breaks a lower bound.
    func isBelow(_ value: Bound) -> Bool {
        if let gt, value <= gt { return true }
        if let gte, value < gte { return true }
        return false
    }

    /// Whether the value, and all after it, breaks an upper bound.
    func isAbove(_ value: Bound) -> Bool {
        if let lt, value >= lt { return true }
        if let lte, value > lte { return true }
        return false
    }
}
