import Foundation
import KindredSimilarity
import KindredStorage
import Testing

/// A collection as a dictionary, changed by the same operations as the collection itself.
struct UpdateModel {
    struct Entry: Equatable {
        var values: [String: VectorValue] = [:]
        var payload: Payload = [:]

        func matches(_ filter: Filter?, _ id: PointID) -> Bool {
            filter?.matches(payload, id: id, hasVector: { values[$0] != nil }) ?? true
        }
    }

    var configuration: CollectionConfiguration
    var points: [PointID: Entry] = [:]

    mutating func upsert(_ batch: [Point], mode: UpdateMode, filter: Filter?) {
        var last: [PointID: Point] = [:]
        for point in batch { last[point.id] = point }
        for (id, point) in last {
            let old = points[id]
            guard old.map({ mode != .insertOnly && $0.matches(filter, id) }) ?? (mode != .updateOnly) else { continue }
            points[id] = Entry(values: point.values, payload: point.payload)
        }
    }

    mutating func updateVectors(_ batch: [Point], filter: Filter?) {
        let matching = Set(batch.map(\.id).filter { points[$0]?.matches(filter, $0) ?? false })
        for point in batch where matching.contains(point.id) { points[point.id]?.values.merge(point.values) { $1 } }
    }

    mutating func removeVector(_ name: String) {
        configuration.vectors[name] = nil
        configuration.sparseVectors[name] = nil
        for id in points.keys { points[id]?.values[name] = nil }
    }

    func ids(matching filter: Filter) -> [PointID] { points.filter { $0.value.matches(filter, $0.key) }.keys.sorted() }

    /// Compares all that a collection says with what it must.
    func check(_ collection: VectorCollection, _ random: inout TestRandom, _ what: String) throws {
        let page = try collection.scroll(limit: 1 << 20, withVectors: true)
        try #require(page.points.map(\.id) == points.keys.sorted(), "\(what)")
        for point in page.points {
            try #require(Entry(values: point.values, payload: point.payload) == points[point.id], "point \(point.id) after \(what)")
        }
        #expect(collection.count == points.count)
        for (name, vector) in configuration.vectors where !vector.isMultivector { try checkSearch(collection, name, vector, &random, what) }
        for name in configuration.vectors.keys.sorted() + configuration.sparseVectors.keys.sorted() {
            let filter = Filter(.hasVector(name))
            #expect(try collection.ids(matching: filter) == ids(matching: filter), "has_vector \(name) after \(what)")
        }
    }

    private func checkSearch(_ collection: VectorCollection, _ name: String, _ vector: VectorConfiguration, _ random: inout TestRandom, _ what: String) throws {
        let query = random.vector(vector.dimension)
        var request = SearchRequest(query, limit: 1 << 20)
        request.using = name
        request.effort = .exact
        let hits = try collection.search(request)
        var expected: [PointID: Float] = [:]
        for (id, entry) in points {
            guard case .dense(let stored)? = entry.values[name] else { continue }
            expected[id] = vector.measure.value(query.span, stored.span)
        }
        #expect(Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.score) }) == expected, "search over \(name) after \(what)")
    }
}

extension TestRandom {
    /// A payload with few values, so that filters meet many points.
    mutating func payload() -> Payload {
        var payload: Payload = ["n": .int(Int64.random(in: 0..<6, using: &self))]
        if Bool.random(using: &self) { payload["tags"] = .array(["a", "b", "c"].filter { _ in Bool.random(using: &self) }.map { .string($0) }) }
        if Bool.random(using: &self) { payload["parts"] = [["k": "x", "m": 1], ["k": "y"]] }
        if Int.random(in: 0..<4, using: &self) == 0 { payload["o"] = ["p": ["q": 1]] }
        return payload
    }

    mutating func filter() -> Filter {
        let n = Int64.random(in: 0..<6, using: &self)
        switch Int.random(in: 0..<5, using: &self) {
        case 0: return Filter("n", .match(.int(n)))
        case 1: return Filter("tags", .match("a"))
        case 2: return Filter(mustNot: [.field("tags", .isEmpty), .field("n", .match(.int(n)))])
        case 3: return Filter(.hasVector(["a", "b", "s", "m"].randomElement(using: &self) ?? "a"))
        default: return Filter("o.p.q", .match(1))
        }
    }

    mutating func value(_ name: String, in configuration: CollectionConfiguration) -> VectorValue {
        if configuration.sparseVectors[name] != nil {
            let indices = (0..<20).filter { _ in Int.random(in: 0..<4, using: &self) == 0 }.map { UInt32($0) }
            return .sparse(SparseVector(indices: indices, values: indices.map { _ in Float.random(in: -1...1, using: &self) }))
        }
        let vector = configuration.vectors[name], dimension = vector?.dimension ?? 1
        if vector?.isMultivector == true { return .multi((0..<Int.random(in: 1...3, using: &self)).map { _ in self.vector(dimension) }) }
        return .dense(self.vector(dimension))
    }

    /// A point with some of the vectors that a collection has.
    mutating func point(_ id: PointID, _ configuration: CollectionConfiguration, least: Int = 0) -> Point {
        let names = (configuration.vectors.keys.sorted() + configuration.sparseVectors.keys.sorted()).shuffled(using: &self)
        let chosen = names.prefix(max(least, Int.random(in: 0...names.count, using: &self)))
        var values: [String: VectorValue] = [:]
        for name in chosen { values[name] = value(name, in: configuration) }
        return Point(id: id, values: values, payload: payload())
    }
}
