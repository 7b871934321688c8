public import Kindred

extension Comparison {
    /// The comparison as one JSON object.
    public var json: JSONObject {
        [
            "vectors": .string(path), "n": .init(count), "dimension": .init(dimension), "index_measure": .string(measure), "indexed": .init(indexed),
            "measures": .array(measures.map { .object($0.json) }), "indexes": .array(indexes.map { .object($0.json) }),
            "claims": .array(claims.map { .object($0.json) }), "skipped": .array(skipped.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
        ]
    }
}

extension MeasureFigures {
    /// The figures under the keys of `kindred compare --json`; quality is null without labels.
    var json: JSONObject {
        [
            "measure": .string(measure), "p_at_1": .figure(quality?.precisionAt1, 6), "map_at_r": .figure(quality?.meanAveragePrecision, 6),
            "queries": quality.map { .init($0.queries) } ?? .null, "ns_per_pair": .figure(nanosecondsPerPair, 2), "ns_to_prepare": .figure(nanosecondsToPrepare, 1),
        ]
    }
}

extension IndexFigures {
    /// The figures under the keys of `kindred compare --json`.
    var json: JSONObject {
        [
            "index": .string(name), "recall_at_1": .figure(recallAt1, 5), "recall_at_10": .figure(standard.recallAt10, 5), "recall_at_100": .figure(recallAt100, 5),
            "build_s": .figure(buildSeconds, 6), "bytes_per_vector": .figure(bytesPerVector, 1), "p50_us": .figure(standard.p50, 2), "p99_us": .figure(standard.p99, 2),
            "qps": .figure(standard.queriesPerSecond, 1), "distance_evaluations": evaluations.map { .init($0) } ?? .null, "growth_exponent": .figure(growth, 3),
            "sweep": .array(sweep.map { .object($0.json) }),
        ]
    }
}

extension IndexFigures.Setting {
    var json: JSONObject {
        [
            "effort": effort.map { .init($0) } ?? .null, "recall_at_10": .figure(recallAt10, 5), "qps": .figure(queriesPerSecond, 1),
            "p50_us": .figure(p50, 2), "p99_us": .figure(p99, 2),
        ]
    }
}

extension Claim {
    var json: JSONObject { ["claim": .string(claim), "verdict": .string(verdict.rawValue), "figure": .figure(figure, 6), "meaning": .string(meaning)] }
}

extension JSONValue {
    /// A number rounded to some digits after the point; null for one that is not known or not finite.
    static func figure(_ value: Double?, _ digits: Int) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .double(Bench.rounded(value, digits))
    }
}
