import Foundation
import Testing

@testable import KindredService

@Suite struct ComparisonTests {
    /// 240 vectors around four centres, and their labels.
    private func files(_ scratch: Scratch) throws -> (vectors: String, labels: String) {
        let values = (0..<240 * 6).map { (index: Int) -> Float in
            let row = index / 6, step = (index &* 7_919 &+ row &* 31) % 1_009
            return Float(step) / 1_009 + Float(row % 4 == index % 6 ? 6 : 0)
        }
        try VectorFileWriter.npy(values, dimension: 6, to: scratch.path("v.npy"))
        return (scratch.path("v.npy"), try scratch.file("l.txt", (0..<240).map { "class \($0 % 4)\n" }.joined()))
    }

    @Test func comparesEverythingAndSaysSo() throws {
        let scratch = try Scratch(), (vectors, labels) = try files(scratch)
        var request = ComparisonRequest(vectors: vectors, labels: labels), steps: [Int] = []
        request.threads = 2
        let comparison = try Comparison(request) { done, all, _ in
            steps.append(done)
            return done <= all
        }
        // And one step for the KD-tree by dimension.
        #expect(steps == Array(0..<steps.count) && steps.count == comparison.measures.count + comparison.indexes.count + comparison.skipped.count + 1)
        #expect(comparison.count == 240 && comparison.indexed == 192)
        let texts = ["cosine", "dot", "euclidean", "manhattan", "mahalanobis", "ndd", "log-scaled", "hybrid", "correlation"]
        #expect(Set(texts).isSubset(of: comparison.measures.map(\.measure)))
        #expect(comparison.measures.first { $0.measure == "euclidean" }?.quality?.precisionAt1 == 1)
        #expect(comparison.indexes.map(\.name) == IndexEntry.all.map(\.name))
        let flat = try #require(comparison.indexes.first)
        #expect(flat.standard.recallAt10 == 1 && flat.recallAt1 == 1 && flat.recallAt100 == 1 && flat.bytesPerVector == 24 && flat.evaluations == 192)
        // One code of 8 bits a row only estimates; buckets as wide as four times the distance to the nearest promise the nearest, not ten.
        let coarse = ["pq": 0.3, "lsh": 0.1]
        for index in comparison.indexes { #expect(index.standard.recallAt10 > coarse[index.name] ?? 0.9, "\(index.name)") }
        #expect(comparison.claims.count > 8)
        _ = try WellFormed(comparison.page(date: "2026-11-27", machine: "m").html)
    }

    @Test func theKeysOfTheContract() throws {
        let scratch = try Scratch(), (vectors, labels) = try files(scratch)
        let json = try Comparison(ComparisonRequest(vectors: vectors, labels: labels)).json
        func keys(_ name: String) -> Set<String> { Set(json[name]?.arrayValue?.first?.objectValue?.keys ?? []) }
        #expect(keys("measures").isSuperset(of: ["measure", "p_at_1", "map_at_r", "ns_per_pair"]))
        #expect(keys("indexes").isSuperset(of: ["index", "recall_at_10", "build_s", "bytes_per_vector", "p50_us", "p99_us", "recall_at_1", "recall_at_100", "distance_evaluations"]))
        #expect(keys("claims").isSuperset(of: ["claim", "verdict", "figure"]))
        let verdicts = json["claims"]?.arrayValue?.compactMap { $0.objectValue?["verdict"]?.stringValue } ?? []
        #expect(!verdicts.isEmpty && verdicts.allSatisfy { ["confirmed", "refuted"].contains($0) })
        let unlabelled = try Comparison(ComparisonRequest(vectors: vectors)).json
        #expect(unlabelled["measures"]?.arrayValue?.first?.objectValue?["p_at_1"] == .null)
    }

    @Test func stopsWhenAsked() throws {
        let scratch = try Scratch(), (vectors, _) = try files(scratch)
        let error = #expect(throws: StorageError.self) { try Comparison(ComparisonRequest(vectors: vectors)) { done, _, _ in done < 2 } }
        #expect(error?.code == .cancelled)
    }

    @Test func whatCannotBeCompared() throws {
        let scratch = try Scratch()
        try VectorFileWriter.npy([1, 2, 3, 4], dimension: 2, to: scratch.path("tiny.npy"))
        expectFileError(.mismatch, "has 2 vectors; at least 20") { _ = try Comparison(ComparisonRequest(vectors: scratch.path("tiny.npy"))) }
        var request = ComparisonRequest(vectors: try files(scratch).vectors)
        request.measure = try Measure(parsing: "ndd")
        #expect(throws: StorageError.self) { try Comparison(request) }
    }

    @Test func equalVectorsAreCompared() throws {
        let scratch = try Scratch()
        try VectorFileWriter.npy([Float](repeating: 0, count: 400), dimension: 4, to: scratch.path("zero.npy"))
        let comparison = try Comparison(ComparisonRequest(vectors: scratch.path("zero.npy")))
        #expect(comparison.indexes.allSatisfy { $0.standard.recallAt10 == 1 }, "any row is as near as any other")
        #expect(comparison.skipped.contains { $0.name == "mahalanobis" && $0.reason.contains("singular") })
    }

    @Test func growthIsTheSlopeOfTheLogarithms() {
        #expect(abs(IndexTrial.slope([1, 2, 4, 8].map { (log($0), log(3 * $0)) }) - 1) < 1e-12)
        #expect(abs(IndexTrial.slope([1, 2, 4, 8].map { (log($0), 0.5 * log($0) + 2) }) - 0.5) < 1e-12)
    }
}

@Suite struct ClaimTests {
    private func index(_ name: String, recall: Double = 1, build: Double = 0, bytes: Double = 100, p50: Double = 50, growth: Double? = 1) -> IndexFigures {
        let setting = IndexFigures.Setting(effort: nil, recallAt10: recall, queriesPerSecond: 1e6 / p50, p50: p50, p99: p50 * 2)
        return IndexFigures(name: name, buildSeconds: build, bytesPerVector: bytes, standard: setting, recallAt1: recall, recallAt100: recall, evaluations: nil, growth: growth, sweep: [])
    }

    private func verdicts(_ claims: [Claim]) -> [String: Claim.Verdict] {
        Dictionary(uniqueKeysWithValues: claims.map { ($0.claim.components(separatedBy: " (")[0], $0.verdict) })
    }

    @Test func indexesAreJudgedByTheirFigures() {
        let figures = [
            index("flat"), index("hnsw", recall: 0.98, build: 1, bytes: 250, p50: 10, growth: 0.2), index("lsh", recall: 0.85, build: 0.1, bytes: 180, p50: 20, growth: 0.5),
            index("kdtree", build: 0.01, bytes: 110, p50: 60), index("pq", recall: 0.7, build: 2, bytes: 8, p50: 15),
        ]
        let judged = verdicts(IndexClaims.judged(figures, dimension: 64, dimensions: [.init(dimension: 2, ratio: 0.1), .init(dimension: 128, ratio: 1.5)]))
        let expected: [String: Claim.Verdict] = [
            "lsh: good in many dimensions": .refuted, "lsh: query time does not depend on the number of vectors": .refuted, "kdtree: exact": .confirmed,
            "kdtree: slow to build": .refuted, "kdtree: fast in few dimensions": .confirmed, "kdtree: degrades with the dimension": .confirmed,
            "pq: takes the least memory": .confirmed, "pq: lossy": .confirmed, "pq: slow to train": .confirmed, "hnsw: the fastest search": .confirmed,
            "hnsw: accurate": .confirmed, "hnsw: slow to build": .refuted, "hnsw: quick to build": .refuted, "hnsw: takes the most memory": .confirmed,
        ]
        #expect(judged == expected)
    }

    @Test func claimsOfWhatIsNotThereAreLeftOut() {
        #expect(IndexClaims.judged([index("flat")], dimension: 64, dimensions: []).isEmpty)
        #expect(IndexClaims.judged([index("hnsw")], dimension: 64, dimensions: []).isEmpty, "nothing to compare with")
        #expect(!IndexClaims.judged([index("flat"), index("lsh")], dimension: 8, dimensions: []).contains { $0.claim.contains("many dimensions") })
    }

    private func measure(_ name: String, _ map: Double, _ cost: Double) throws -> MeasureFigures {
        // Of a hundred vectors on a line a share alternates its label, which gives another quality for each; only the order matters here.
        let changed = Int(map * 40), labels = (0..<100).map { $0 < changed ? $0 % 2 : $0 / 50 }
        let rows = (0..<100).map(Float.init)
        return MeasureFigures(measure: name, quality: try RetrievalQuality(.euclidean, rows: rows.span, dimension: 1, labels: labels), nanosecondsPerPair: cost, nanosecondsToPrepare: 0)
    }

    @Test func measuresAreJudgedByRank() throws {
        // The first number spoils: ndd is best here, cosine worst.
        let figures = [try measure("ndd", 0, 10), try measure("hybrid", 0.3, 30), try measure("dot", 0.4, 10), try measure("log-scaled", 0.7, 11), try measure("cosine", 0.9, 12)]
        let judged = verdicts(MeasureClaims.judged(figures))
        for name in ["ndd: quality high", "hybrid: quality medium-high", "dot: quality medium-high", "cosine: quality medium", "log-scaled: quality medium"] {
            #expect(judged[name] == .confirmed, "\(name)")
        }
        #expect(judged["hybrid: costs more per pair than the dot product"] == .confirmed && judged["cosine: costs more per pair than the dot product"] == .refuted)
        let turned = [try measure("ndd", 0.9, 10), try measure("cosine", 0, 10)]
        #expect(verdicts(MeasureClaims.judged(turned))["ndd: quality high"] == .refuted)
        #expect(verdicts(MeasureClaims.judged(turned))["cosine: quality medium"] == .refuted)
    }
}
