/// What is commonly said of kinds of index. A claim about a kind that was not measured is left out.
enum IndexClaims {
    /// The claims, judged.
    ///
    /// - Parameter dimensions: how the KD-tree fared beside the scan by dimension, when it was tried.
    static func judged(_ figures: [IndexFigures], dimension: Int, dimensions: [DimensionTrial.Outcome]) -> [Claim] {
        rules.flatMap { rule -> [Claim] in
            guard let mine = figures.first(where: { $0.name == rule.index }) else { return [] }
            let others = figures.filter { $0.name != rule.index }
            return others.isEmpty ? [] : rule.judge(mine, others, dimension)
        } + tree(dimensions)
    }

    private struct Rule: Sendable {
        let index: String
        let judge: @Sendable (_ mine: IndexFigures, _ others: [IndexFigures], _ dimension: Int) -> [Claim]
    }

    /// In the order of what is said: LSH, KD-tree, product quantisation, HNSW.
    private static let rules: [Rule] = [
        Rule(index: "lsh") { mine, others, dimension in
            guard dimension >= 32, let flat = others.first(where: { $0.name == "flat" }) else { return [] }
            let isGood = mine.standard.recallAt10 >= 0.9 && mine.standard.p50 < flat.standard.p50
            return [Claim("lsh: good in many dimensions (recall@10 of 0.9 or more, sooner than a scan)", isGood, mine.standard.recallAt10, "recall@10 in \(dimension) dimensions")]
        },
        Rule(index: "lsh") { mine, _, _ in
            mine.growth.map { [Claim("lsh: query time does not depend on the number of vectors (exponent below 0.1)", $0 < 0.1, $0, "exponent of the growth")] } ?? []
        },
        Rule(index: "kdtree") { mine, _, _ in [Claim("kdtree: exact (recall@10 of 1)", mine.standard.recallAt10 >= 0.99999, mine.standard.recallAt10, "recall@10")] },
        Rule(index: "kdtree") { mine, others, _ in [slowest("kdtree: slow to build (the slowest)", mine, others)] },
        Rule(index: "pq") { mine, others, _ in
            let least = others.map(\.bytesPerVector).min() ?? 0
            return [Claim("pq: takes the least memory", mine.bytesPerVector <= least, mine.bytesPerVector, "bytes per vector; the least of the others \(ReportNumber.fixed(least, 1))")]
        },
        Rule(index: "pq") { mine, _, _ in [Claim("pq: lossy (recall@10 below 0.99)", mine.standard.recallAt10 < 0.99, mine.standard.recallAt10, "recall@10")] },
        Rule(index: "pq") { mine, others, _ in
            let built = others.map(\.buildSeconds).sorted(), middle = built[built.count / 2]
            return [Claim("pq: slow to train (slower than half of the others)", mine.buildSeconds > middle, mine.buildSeconds, "seconds; the median of the others \(ReportNumber.fixed(middle, 3))")]
        },
        Rule(index: "hnsw") { mine, others, _ in
            let best = others.filter { $0.standard.recallAt10 >= 0.9 }.map(\.standard.p50).min() ?? .infinity
            return [
                Claim(
                    "hnsw: the fastest search (of those with recall@10 of 0.9 or more)", mine.standard.p50 <= best, mine.standard.p50,
                    "µs, median; the best of the others \(ReportNumber.fixed(best, 1))")
            ]
        },
        Rule(index: "hnsw") { mine, _, _ in [Claim("hnsw: accurate (recall@10 of 0.95 or more)", mine.standard.recallAt10 >= 0.95, mine.standard.recallAt10, "recall@10")] },
        Rule(index: "hnsw") { mine, others, _ in [slowest("hnsw: slow to build (the slowest)", mine, others)] },
        Rule(index: "hnsw") { mine, others, _ in
            let quicker = others.count { $0.buildSeconds < mine.buildSeconds }
            let share = Double(quicker) / Double(others.count)
            return [Claim("hnsw: quick to build (at most half of the others are quicker)", share <= 0.5, share, "of the others are quicker")]
        },
        Rule(index: "hnsw") { mine, others, _ in
            let most = others.map(\.bytesPerVector).max() ?? 0
            return [Claim("hnsw: takes the most memory", mine.bytesPerVector >= most, mine.bytesPerVector, "bytes per vector; the most of the others \(ReportNumber.fixed(most, 1))")]
        },
    ]

    private static func slowest(_ claim: String, _ mine: IndexFigures, _ others: [IndexFigures]) -> Claim {
        let most = others.map(\.buildSeconds).max() ?? 0
        return Claim(claim, mine.buildSeconds >= most, mine.buildSeconds, "seconds; the slowest of the others \(ReportNumber.fixed(most, 3))")
    }

    private static func tree(_ outcomes: [DimensionTrial.Outcome]) -> [Claim] {
        guard let few = outcomes.first, let many = outcomes.last, few.dimension < many.dimension else { return [] }
        let growth = many.ratio / few.ratio
        return [
            Claim("kdtree: fast in few dimensions (sooner than a scan)", few.ratio < 1, few.ratio, "of a scan's time in \(few.dimension) dimensions, normal vectors"),
            Claim(
                "kdtree: degrades with the dimension (twice as slow beside a scan, or more)", growth >= 2, growth, "times slower beside a scan in \(many.dimension) dimensions than in \(few.dimension)"
            ),
        ]
    }
}
