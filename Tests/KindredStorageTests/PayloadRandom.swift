@testable import KindredStorage

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ part: Int, in whole: Int) -> Bool { Int.random(in: 0..<whole, using: &self) < part }
    mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &self)] }
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// Random payloads and filters over a small world of fields and values, so that they meet often.
struct RandomWorld {
    var random: SplitMix
    init(_ seed: UInt64) { random = SplitMix(seed) }

    static let fields = ["a", "b", "c.d", "l[].k", "l[].n", "l", "g", "t", "when", "u", "l[0].k", "\"odd key\""]
    static let words = ["red", "green", "Honey badger", "honey", "the badger, honey!", "ratel", "", "e\u{301}", "é", "2020-01-02", "本日は"]
    static let dates = ["2020-01-02", "2020-01-02T00:00:00Z", "2020-01-02 01:00:00+01:00", "2021-06-15T12:30:00.5Z", "2021-13-01", "1999-12-31 23:59"]
    static let uuids = [
        "550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41D4-A716-446655440000", "00000000-0000-0000-0000-000000000001", "5",
    ]
    static let numbers: [JSONValue] = [
        0, 1, 1.0, -0.0, 2, 3, 2.5, -7, 9_007_199_254_740_993, 9_007_199_254_740_992.0, .int(.max), .int(.min), .uint(.max), 1e300,
        .double(0x1p63),
    ]

    mutating func place() -> JSONValue {
        let lat: JSONValue = random.pick([.double(Double(random.below(1900)) / 10 - 95), .int(Int64(random.below(20)))])
        let lon: JSONValue = random.pick([.double(Double(random.below(3700)) / 10 - 185), .int(Int64(random.below(20)))])
        return random.chance(1, in: 12) ? ["lat": lat] : ["lat": lat, "lon": lon]
    }

    mutating func scalar(_ field: Character) -> JSONValue {
        if random.chance(1, in: 12) { return .null }
        if random.chance(1, in: 8) { return .string(random.pick(Self.words)) }
        if random.chance(1, in: 10) { return random.pick([true, false, [], [:], ["x": 1], [[1]]]) }
        switch field {
        case "a": return random.pick(Self.numbers)
        case "g": return place()
        case "w": return .string(random.pick(Self.dates))
        case "u": return .string(random.pick(Self.uuids))
        case "t": return .string(random.pick(Self.words) + " " + random.pick(Self.words))
        case "b": return .bool(random.chance(1, in: 2))
        default: return random.chance(1, in: 2) ? .string(random.pick(Self.words)) : .int(Int64(random.below(5)))
        }
    }

    mutating func value(_ field: Character) -> JSONValue {
        random.chance(1, in: 4) ? .array((0..<random.below(4)).map { _ in scalar(field) }) : scalar(field)
    }

    mutating func payload() -> Payload {
        var payload = Payload()
        for key in ["a", "b", "g", "t", "when", "u", "odd key"] where random.chance(3, in: 4) {
            payload[key] = value(key.first ?? "a")
        }
        if random.chance(2, in: 3) { payload["c"] = random.chance(3, in: 4) ? ["d": value("d")] : value("d") }
        if random.chance(3, in: 4) {
            payload["l"] = random.chance(5, in: 6) ? .array((0..<random.below(4)).map { _ in element() }) : value("l")
        }
        return payload
    }

    private mutating func element() -> JSONValue {
        if random.chance(1, in: 10) { return scalar("l") }
        var object = JSONObject()
        if random.chance(4, in: 5) { object["k"] = value("k") }
        if random.chance(4, in: 5) { object["n"] = value("a") }
        return .object(object)
    }

    mutating func number() -> Number { Number(random.pick(Self.numbers)) ?? 0 }

    mutating func matchValue() -> Filter.Value {
        switch random.below(6) {
        case 0: .bool(random.chance(1, in: 2))
        case 1, 2: .int(random.pick([0, 1, 2, 3, -7, .max, 9_007_199_254_740_993, 9_007_199_254_740_992]))
        default: .string(random.pick(Self.words + Self.dates + Self.uuids))
        }
    }

    mutating func bounds<B>(_ bound: (inout RandomWorld) -> B) -> Bounds<B> {
        var bounds = Bounds<B>()
        if random.chance(1, in: 3) { bounds.gt = bound(&self) }
        if random.chance(1, in: 3) { bounds.gte = bound(&self) }
        if random.chance(1, in: 3) { bounds.lt = bound(&self) }
        if random.chance(1, in: 3) { bounds.lte = bound(&self) }
        return bounds
    }

    mutating func predicate() -> Filter.Predicate {
        switch random.below(18) {
        case 0, 1: .match(matchValue())
        case 2: .any((0..<random.below(4)).map { _ in matchValue() })
        case 3: .except((0..<random.below(4)).map { _ in matchValue() })
        case 4: .text(random.pick(Self.words))
        case 5: .textAny(random.pick(Self.words) + " " + random.pick(Self.words))
        case 6: .phrase(random.pick(Self.words))
        case 7: .prefix(String(random.pick(Self.words + Self.uuids).prefix(random.below(4))))
        case 8, 9: .range(bounds { $0.number() })
        case 10: dateRange()
        case 11: .geoRadius(center: point(), radius: Double(random.below(9_000_000)))
        case 12: .geoBox(box())
        case 13: .geoPolygon(polygon())
        case 14: .valuesCount(bounds { UInt64($0.random.below(4)) })
        case 15: .isEmpty
        case 16: .isNull
        default: .range(bounds { Number.int(Int64($0.random.below(4))) })
        }
    }

    /// With a bound at least: without any it could not be told from a range of numbers in JSON.
    private mutating func dateRange() -> Filter.Predicate {
        let range: DateRange = bounds { Timestamp($0.random.pick(Self.dates)) ?? Timestamp(microseconds: 5) }
        return range == DateRange() ? .isNull : .dateRange(range)
    }

    private mutating func point() -> GeoPoint {
        GeoPoint(latitude: Double(random.below(180) - 90), longitude: Double(random.below(360) - 180))
    }

    private mutating func box() -> GeoBox {
        let (a, b) = (point(), point())
        return GeoBox(top: max(a.latitude, b.latitude), left: a.longitude, bottom: min(a.latitude, b.latitude), right: b.longitude)
    }

    private mutating func polygon() -> GeoPolygon {
        let c = point()
        func ring(_ r: Double) -> [GeoPoint] {
            let corners = [(r, r), (r, -r), (-r, -r / 2), (-r, r), (r, r)]
            return corners.map { lat, lon in
                GeoPoint(latitude: min(90, max(-90, c.latitude + lat)), longitude: min(180, max(-180, c.longitude + lon)))
            }
        }
        return GeoPolygon(exterior: ring(40), interiors: random.chance(1, in: 2) ? [ring(10)] : [])
    }

    mutating func path() -> PayloadPath { PayloadPath(stringLiteral: random.pick(Self.fields)) }

    mutating func condition(_ depth: Int, inList: Bool = false) -> Filter.Condition {
        let roll = random.below(20)
        if depth > 0, roll < 4 { return .filter(filter(depth - 1, inList: inList)) }
        if depth > 0, roll < 6 { return .nested(random.pick(["l", "l[]"]), filter(depth - 1, inList: true)) }
        if !inList, roll < 8 { return .hasID((0..<random.below(12)).map { _ in id(random.below(60)) }) }
        if !inList, roll < 9 { return .hasVector(random.pick(["", "image"])) }
        if !inList, roll < 10 { return .slice(total: 3, index: UInt64(random.below(3))) }
        return .field(inList ? random.pick(["k", "n"]) : path(), predicate())
    }

    func id(_ slot: Int) -> PointID { slot % 3 == 0 ? .uuid(high: 7, low: UInt64(slot)) : .number(UInt64(slot)) }

    mutating func filter(_ depth: Int, inList: Bool = false) -> Filter {
        var filter = Filter()
        func some(_ world: inout RandomWorld, _ limit: Int) -> [Filter.Condition] {
            (0..<world.random.below(limit)).map { _ in world.condition(depth, inList: inList) }
        }
        filter.must = some(&self, 3)
        if random.chance(1, in: 2) { filter.should = some(&self, 4) }
        if random.chance(1, in: 3) { filter.mustNot = some(&self, 3) }
        if random.chance(1, in: 6) { filter.minShould = .init(1 + random.below(2), of: some(&self, 4)) }
        return filter
    }

    mutating func schema() -> [PayloadPath: PayloadFieldSchema] {
        let likely: [String: [PayloadFieldSchema]] = [
            "a": [.integer, .float], "b": [.bool], "c.d": [.keyword, .integer], "l[].k": [.keyword], "l[].n": [.integer, .float],
            "g": [.geo], "when": [.datetime, .keyword], "u": [.uuid, .keyword], "l[0].k": [.keyword],
            "t": [.text(.init()), .text(.init(tokenizer: .prefix, maxTokenLength: 4)), .text(.init(tokenizer: .whitespace, lowercase: false))],
        ]
        let all: [PayloadFieldSchema] = [.keyword, .integer, .float, .bool, .datetime, .geo, .text(.init(tokenizer: .multilingual)), .uuid]
        var schema: [PayloadPath: PayloadFieldSchema] = [:]
        for field in Self.fields where random.chance(1, in: 2) {
            schema[PayloadPath(stringLiteral: field)] = random.pick(random.chance(3, in: 4) ? likely[field] ?? all : all)
        }
        return schema
    }
}
