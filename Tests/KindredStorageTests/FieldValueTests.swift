import Foundation
import Testing

@testable import KindredStorage

/// Facets, orders and filtered pages by payload indexes are what plain loops over all payloads give.
@Suite struct FieldValueTests {
    private let folder: TemporaryFolder
    private let collection: VectorCollection
    private static let field: PayloadPath = "v", rank: PayloadPath = "rank"

    init() throws {
        folder = try TemporaryFolder()
        var configuration = CollectionConfiguration(dimension: 2)
        configuration.optimizer.segmentRows = 150
        configuration.optimizer.runsInBackground = false
        collection = try folder.database().createCollection("c", configuration)
    }

    /// Values of every kind, alone and in lists, some twice, some missing.
    private static func value(_ random: inout TestRandom) -> JSONValue? {
        let uuid = PointID.uuid(high: 0, low: .random(in: 0..<4, using: &random)).description
        let scalars: [JSONValue] = [
            .int(.random(in: -3...5, using: &random)), .double(Double(Int.random(in: -6...10, using: &random)) / 2), .string("w\(Int.random(in: 0..<6, using: &random))"),
            .bool(.random(using: &random)), .string(uuid), .string(uuid.uppercased()), .string("2024-06-0\(Int.random(in: 1...9, using: &random))"), .null, ["lat": 1, "lon": 2],
        ]
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return nil
        case 1, 2: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in scalars.randomElement(using: &random) ?? .null })
        case 3: return .array([scalars[0], scalars[0]])
        default: return scalars.randomElement(using: &random)
        }
    }

    private func fill(_ random: inout TestRandom, _ ids: some Sequence<UInt64>) throws {
        let points = ids.map { id in
            var payload: JSONObject = ["rank": .int(Int64(id % 10))]
            payload["v"] = Self.value(&random)
            return Point(id: .number(id), vector: [1, 2], payload: payload)
        }
        try collection.upsert(points)
    }

    /// A sealed part, a growing one, replaced and removed points, and payloads changed in place.
    private func grow(_ seed: UInt64) throws {
        var random = TestRandom(seed)
        try fill(&random, 0..<300)
        try collection.optimize()
        try fill(&random, 300..<420)
        try fill(&random, stride(from: 0, to: 300, by: 11))
        try collection.delete(stride(from: 5, to: 420, by: 13).map { .number($0) })
    }

    private func matching(_ filter: Filter?) throws -> [Point] { try collection.scroll(limit: 1000, filter: filter).points }

    private func counts(_ filter: Filter?, _ schema: PayloadFieldSchema?) throws -> [JSONValue: Int] {
        var counts: [JSONValue: Int] = [:]
        for point in try matching(filter) {
            let values = point.payload.elements(at: Self.field).compactMap { value -> JSONValue? in
                switch (schema, value) {
                case (.uuid, .string(let text)): UUID(uuidString: text).map { .string($0.uuidString.lowercased()) }
                case (.integer, .double(let number)): Int64(exactly: number).map { .int($0) }
                case (.integer, .int), (.keyword, .string), (.bool, .bool), (nil, .int), (nil, .string), (nil, .bool): value
                default: nil
                }
            }
            for value in Set(values) { counts[value, default: 0] += 1 }
        }
        return counts
    }

    private static let filters: [Filter?] = [
        nil, Filter(must: [.field("rank", .range(NumberRange(gte: .int(3))))]), Filter(must: [.field("rank", .match(.int(4)))]),
        Filter(must: [.hasID([1, 2, 3, 400])]), Filter(must: [.field("rank", .match(.int(77)))]),
    ]

    @Test(arguments: [nil, .keyword, .integer, .bool, .uuid, .float, .geo] as [PayloadFieldSchema?]) func valuesAreCounted(_ schema: PayloadFieldSchema?) throws {
        if let schema { try collection.createFieldIndex(Self.field, schema) }
        try grow(21)
        for filter in Self.filters {
            let expected = [.float, .geo].contains(schema) ? [:] : try counts(filter, schema)
            #expect(try collection.valueCounts(of: Self.field, matching: filter) == expected)
        }
        var random = TestRandom(22)
        try fill(&random, stride(from: 300, to: 420, by: 3))
        try collection.optimize()
        #expect(try collection.valueCounts(of: Self.field) == ([.float, .geo].contains(schema) ? [:] : try counts(nil, schema)))
    }

    private func ordered(_ schema: PayloadFieldSchema, _ isDescending: Bool, _ start: OrderValue?, _ filter: Filter?) throws -> [(PointID, Double)] {
        var rows: [(PointID, Double)] = []
        for point in try matching(filter) {
            var numbers = Set<Double>()
            for value in point.payload.elements(at: Self.field) {
                switch (schema, value) {
                case (.integer, .int(let number)), (.float, .int(let number)): numbers.insert(Double(number))
                case (.integer, .double(let number)): if number == number.rounded() { numbers.insert(number) }
                case (.float, .double(let number)): numbers.insert(number)
                case (.datetime, .string(let text)): if let moment = Timestamp(text) { numbers.insert(Double(moment.microseconds)) }
                default: break
                }
            }
            rows += numbers.filter { number in start.map { isDescending ? number <= $0.number : number >= $0.number } ?? true }.map { (point.id, $0) }
        }
        return rows.sorted { $0.1 != $1.1 ? ($0.1 < $1.1) != isDescending : $0.0 < $1.0 }
    }

    @Test(arguments: [PayloadFieldSchema.integer, .float, .datetime]) func pointsComeInOrder(_ schema: PayloadFieldSchema) throws {
        try collection.createFieldIndex(Self.field, schema)
        try grow(23)
        let starts: [OrderValue?] = schema == .datetime ? [nil, .int(1_717_500_000_000_000)] : [nil, .int(2), .double(1.5)]
        for filter in Self.filters {
            for start in starts {
                for isDescending in [false, true] {
                    let expected = try ordered(schema, isDescending, start, filter)
                    for limit in [1, 7, 60, Int.max] {
                        let found = try collection.points(orderedBy: Self.field, isDescending: isDescending, from: start, limit: limit, matching: filter)
                        #expect(found.map(\.id) == expected.prefix(limit).map(\.0))
                        #expect(found.map(\.value.number) == expected.prefix(limit).map(\.1))
                    }
                }
            }
        }
    }

    /// Integers of a field of numbers come back as integers.
    @Test func valuesAreThoseThatWereGiven() throws {
        try collection.createFieldIndex(Self.field, .float)
        try collection.upsert((0..<40).map { Point(id: .number($0), vector: [1, 2], payload: ["v": $0 % 2 == 0 ? .int(Int64($0)) : .double(Double($0))]) })
        #expect(try collection.points(orderedBy: Self.field, limit: 3).map(\.value) == [.int(0), .double(1), .int(2)])
    }

    @Test func whatHasNoOrderIsRefused() throws {
        #expect(throws: StorageError.self) { try collection.points(orderedBy: Self.field, limit: 1) }
        try collection.createFieldIndex(Self.field, .keyword)
        #expect(throws: StorageError.self) { try collection.points(orderedBy: Self.field, limit: 1) }
        try collection.createFieldIndex(Self.rank, .integer)
        #expect(throws: StorageError.self) { try collection.points(orderedBy: Self.rank, limit: 0) }
        #expect(try collection.points(orderedBy: Self.rank, limit: 1).isEmpty)
    }

    /// Pages of few matches are looked up, others read in order: both are the same pages.
    @Test func filteredPagesGoOn() throws {
        try grow(24)
        for filter in [Filter(must: [.field("rank", .match(.int(4)))]), Filter(must: [.field("rank", .range(NumberRange(gte: .int(1))))])] {
            let all = try matching(nil).filter { point in
                let rank = point.payload["rank"]?.intValue ?? 0
                return filter.must.count == 1 && (filter == Self.filters[2] ? rank == 4 : rank >= 1)
            }.map(\.id)
            var next: PointID?, found: [PointID] = []
            repeat {
                let page = try collection.scroll(from: next, limit: 7, filter: filter)
                found += page.points.map(\.id)
                next = page.next
            } while next != nil
            #expect(found == all)
        }
    }
}
