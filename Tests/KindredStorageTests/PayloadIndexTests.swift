import RoaringBitmaps
import Testing

@testable import KindredStorage

/// A segment in memory that counts how many payloads it was asked for.
private final class World: FilterSource {
    var payloads: [UInt32: Payload] = [:]
    var asked = 0

    func payload(at slot: UInt32) throws -> Payload {
        asked += 1
        return payloads[slot] ?? [:]
    }
    func id(at slot: UInt32) throws -> PointID { RandomWorld(0).id(Int(slot)) }
    func slot(of id: PointID) throws -> UInt32? {
        switch id {
        case .number(let number): number % 3 == 0 ? nil : UInt32(number)
        case .uuid(_, let low): UInt32(low)
        }
    }
    func slots(withVector name: String) throws -> RoaringBitmap {
        name.isEmpty ? RoaringBitmap((0..<300).filter { $0 % 2 == 0 }.map(UInt32.init)) : RoaringBitmap(range: 5..<30 as Range<UInt32>)
    }
}

@Suite struct PayloadIndexTests {
    /// The evaluator is the oracle: whatever is indexed, added, changed and removed, the bitmap holds what it says.
    @Test(arguments: 0..<40) func equalsTheEvaluator(seed: Int) throws {
        var world = RandomWorld(UInt64(seed) &+ 1000)
        let schema = seed == 0 ? [:] : world.schema()
        let source = World()
        var indexes = PayloadIndexSet(schema: schema)
        for slot in 0..<UInt32(60 + seed * 12 % 400) {
            let payload = world.payload()
            source.payloads[slot] = payload
            indexes.add(slot, payload)
        }
        for round in 0..<3 {
            if round > 0 { change(&indexes, source, &world) }
            if round == 2 { indexes = try PayloadIndexSet(serialized: indexes.serialized()) }
            for _ in 0..<60 {
                let filter = world.filter(2)
                let found = try indexes.slots(matching: filter, in: source)
                let wanted = try expected(filter, schema, indexes, source)
                #expect(found == wanted, "filter \(filter), schema \(schema)")
                let estimate = indexes.estimate(filter)
                #expect((estimate.minimum...estimate.maximum).contains(wanted.count), "\(estimate) of \(wanted.count): \(filter), schema \(schema)")
                #expect((estimate.minimum...estimate.maximum).contains(estimate.expected))
            }
        }
    }

    /// Single conditions, so that each predicate meets each kind of index.
    @Test(arguments: 0..<20) func equalsTheEvaluatorConditionByCondition(seed: Int) throws {
        var world = RandomWorld(UInt64(seed) &+ 77)
        let kinds: [PayloadFieldSchema] = [
            .keyword, .integer, .float, .bool, .datetime, .geo, .text(.init()), .text(.init(tokenizer: .prefix, minTokenLength: 2)), .uuid,
        ]
        for kind in kinds {
            let schema = Dictionary(uniqueKeysWithValues: RandomWorld.fields.map { (PayloadPath(stringLiteral: $0), kind) })
            let source = World()
            var indexes = PayloadIndexSet(schema: schema)
            for slot in 0..<UInt32(80) {
                let payload = world.payload()
                source.payloads[slot] = payload
                indexes.add(slot, payload)
            }
            for _ in 0..<60 {
                let filter = Filter(world.condition(1))
                #expect(try indexes.slots(matching: filter, in: source) == expected(filter, schema, indexes, source), "filter \(filter), \(kind)")
            }
        }
    }

    private func change(_ indexes: inout PayloadIndexSet, _ source: World, _ world: inout RandomWorld) {
        for _ in 0..<30 {
            let slot = UInt32(world.random.below(100))
            if world.random.chance(1, in: 2) {
                indexes.remove(slot)
            } else {
                let payload = world.payload()
                source.payloads[slot] = payload
                indexes.add(slot, payload)
            }
        }
    }

    private func expected(
        _ filter: Filter, _ schema: [PayloadPath: PayloadFieldSchema], _ indexes: PayloadIndexSet, _ source: World
    ) throws -> RoaringBitmap {
        let evaluator = FilterEvaluator(filter, schema: schema)
        let vectors = ["": try source.slots(withVector: ""), "image": try source.slots(withVector: "image")]
        return RoaringBitmap(
            try indexes.live.filter { slot in
                try evaluator.matches(source.payloads[slot] ?? [:], id: source.id(at: slot)) { vectors[$0]?.contains(slot) ?? false }
            })
    }

    /// Regular values are answered without a look at any payload, also in long sorted runs.
    @Test func indexedConditionsReadNoPayloads() throws {
        let schema: [PayloadPath: PayloadFieldSchema] = [
            "color": .keyword, "price": .float, "year": .integer, "when": .datetime, "at": .geo, "text": .text(.init()), "ok": .bool,
        ]
        let source = World()
        var indexes = PayloadIndexSet(schema: schema)
        var random = SplitMix(5)
        for slot in 0..<UInt32(5000) {
            let payload: Payload = [
                "color": .string(random.pick(["red", "green", "blue"])), "price": .double(Double(random.below(1000)) / 10),
                "year": .int(Int64(random.below(100))), "when": .string("20\(10 + random.below(10))-01-01"),
                "at": ["lat": .double(Double(random.below(90))), "lon": 5], "text": .string(random.pick(["honey badger", "ratel"])),
                "ok": .bool(random.chance(1, in: 2)),
            ]
            source.payloads[slot] = payload
            indexes.add(slot, payload)
        }
        for text in [
            "color = \"red\"", "price between 10 and 20", "year < 50 and color in (\"red\", \"blue\") and not ok", "when >= \"2015-01-01\"",
            "within(at, 45, 5, 500000)", "text ~ \"badger\" or price < 1", "color except (\"red\")", "ok", "missing or true",
        ] {
            let filter = try Filter(parsing: text)
            source.asked = 0
            let found = try indexes.slots(matching: filter, in: source)
            if text != "missing or true" { #expect(source.asked == 0, "\(text)") }
            #expect(found == (try expected(filter, schema, indexes, source)), "\(text)")
            #expect(!found.isEmpty, "\(text)")
        }
        source.asked = 0
        _ = try indexes.slots(matching: Filter(parsing: "color = \"red\" and year = 7 and unindexed = 1"), in: source)
        #expect(source.asked > 0 && source.asked < 60, "\(source.asked) payloads read; about 17 match both indexed conditions")
        let one = indexes.estimate(try Filter(parsing: "color = \"red\""))
        #expect(one.minimum == one.maximum)
    }

    @Test func bytesComeBackAndDamageIsRefused() throws {
        var world = RandomWorld(3)
        var schema = world.schema()
        schema["a"] = .integer
        schema["g"] = .geo
        schema["t"] = .text(.init(tokenizer: .word, stopwords: ["the"]))
        var indexes = PayloadIndexSet(schema: schema)
        for slot in 0..<UInt32(700) { indexes.add(slot, world.payload()) }
        indexes.remove(5)
        indexes.add(6, [:])
        let bytes = indexes.serialized()
        let back = try PayloadIndexSet(serialized: bytes)
        #expect(back.schema == schema)
        #expect(back.live == indexes.live)
        #expect(back.serialized() == bytes)
        #expect(back.memoryByteCount > 1000)

        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 500)) {
            #expect(throws: StorageError.self) { _ = try PayloadIndexSet(serialized: Array(bytes[..<length])) }
        }
        var newer = bytes
        newer[4] = 2
        let error = #expect(throws: StorageError.self) { _ = try PayloadIndexSet(serialized: newer) }
        #expect(error?.code == .newerVersion)
        // Flipped bits may pass for other indexes, which the file's checksum is there to notice; they must not crash.
        let source = World()
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0..<(1 + world.random.below(3)) { damaged[world.random.below(damaged.count)] ^= UInt8(1 << world.random.below(8)) }
            if let indexes = try? PayloadIndexSet(serialized: damaged) { _ = try indexes.slots(matching: world.filter(1), in: source) }
        }
    }

    @Test func emptySetsAnswer() throws {
        let indexes = PayloadIndexSet()
        #expect(try indexes.slots(matching: Filter(), in: World()).isEmpty)
        #expect(indexes.estimate(Filter()) == CardinalityEstimate(0, 0, 0))
    }
}
