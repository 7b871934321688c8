public import KindredSimilarity
public import KindredStorage

/// What the writer that gets killed writes: everything a point holds follows from its id and a version number, so that whoever
/// finds the database afterwards can tell exactly what should be in it.
public enum CrashScript {
    public static let dimension = 8
    public static let ids: UInt64 = 1500

    /// Small segments, each with a graph, and a background optimiser that always has something to do.
    public static var configuration: CollectionConfiguration {
        get throws {
            var configuration = CollectionConfiguration(dimension: dimension, measure: .euclidean, index: index(.hnsw))
            configuration.sparseVectors["sparse"] = SparseVectorConfiguration()
            configuration.vectors["multi"] = VectorConfiguration(dimension: 3, measure: .dot, isMultivector: true)
            configuration.optimizer.segmentRows = 64
            configuration.optimizer.indexingThreshold = 0
            return configuration
        }
    }

    public static let kinds: [IndexConfiguration.Kind] = [.hnsw, .kdtree, .ivfflat, .flat]

    public static func index(_ kind: IndexConfiguration.Kind) -> IndexConfiguration {
        var index = IndexConfiguration(kind)
        index.m = 4
        index.efConstruction = 24
        return index
    }

    /// A learned measure under which everything is `scale` times as far as before.
    public static func measure(scale: Float) -> Measure {
        let weights = (0..<dimension * dimension).map { $0 % (dimension + 1) == 0 ? scale : 0 }
        guard let map = try? AffineMap(weights: weights, bias: [Float](repeating: 0, count: dimension)), let encoder = try? LearnedEncoder([map]),
            let measure = try? Measure.encoded(encoder, base: .euclidean)
        else { preconditionFailure("no measure of scale \(scale)") }
        return measure
    }

    public static func vector(_ id: UInt64, _ version: UInt64) -> [Float] {
        var random = CrashRandom(id &* 0x1_0000_0001 &+ version << 20)
        return (0..<dimension).map { _ in Float(Int64(bitPattern: random.next()) >> 20) / 0x1p43 }
    }

    /// The vectors that vary in length: each point lacks them at some of its versions.
    public static func variableVectors(_ id: UInt64, _ version: UInt64) -> [String: VectorValue] {
        var random = CrashRandom(id &* 0x1_0000_0003 &+ version << 20)
        func value() -> Float { Float(Int64(bitPattern: random.next()) >> 20) / 0x1p43 }
        var values: [String: VectorValue] = [:]
        let indices = Array(Set((0..<random.next() % 20).map { _ in UInt32(random.next() % 50) })).sorted(by: >)
        if (id &+ version) % 4 > 0 { values["sparse"] = .sparse(SparseVector(indices: indices, values: indices.map { _ in value() })) }
        if (id &+ version) % 3 > 0 { values["multi"] = .multi((0...random.next() % 3).map { _ in [value(), value(), value()] }) }
        return values
    }

    public static func payload(_ id: UInt64, _ version: UInt64) -> Payload {
        [
            "id": JSONValue(id), "version": JSONValue(version), "big": JSONValue(UInt64.max - version), "tag": .string("t\(version % 7)"),
            "text": .string("née \(id) 🦡"), "nested": ["list": [.int(-1), .double(0.1), .null, [:]]],
        ]
    }

    /// What a change adds to payloads.
    public static func mark(_ version: UInt64) -> Payload { ["mark": JSONValue(version)] }

    /// The name of the vector that comes and goes.
    public static let second = "second"

    /// The second vector of a point.
    public static func second(_ id: UInt64, _ version: UInt64, dimension: Int) -> [Float] { (0..<dimension).map { Float(id) + Float(version % 1000) / 1024 + Float($0) } }

    /// A point, with a second vector when there is one.
    public static func point(_ id: UInt64, _ version: UInt64, second dimension: Int? = nil) -> Point {
        var values = variableVectors(id, version)
        values[""] = .dense(vector(id, version))
        if let dimension { values[second] = .dense(second(id, version, dimension: dimension)) }
        return Point(id: .number(id), values: values, payload: payload(id, version))
    }
}

/// Numbers that look random and are the same in the writer and in the test.
public struct CrashRandom: RandomNumberGenerator {
    private var state: UInt64

    public init(_ seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
