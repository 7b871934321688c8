/// What is commonly said of measures: a rank of quality for five of them, and that the simpler one costs less.
enum MeasureClaims {
    /// The ranks that are claimed; a higher number is said to be better.
    private static let ranks: [(measure: String, rank: Int, word: String)] = [
        ("ndd", 3, "high"), ("hybrid", 2, "medium-high"), ("dot", 2, "medium-high"), ("cosine", 1, "medium"), ("log-scaled", 1, "medium"),
    ]

    /// The claims, judged; those of quality need labels.
    static func judged(_ figures: [MeasureFigures]) -> [Claim] { quality(figures) + costs(figures) }

    /// A rank is confirmed when the measure is no worse than all that are ranked below it and no better than all that are ranked above it.
    private static func quality(_ figures: [MeasureFigures]) -> [Claim] {
        let found = ranks.compactMap { claim in
            figures.first { $0.measure == claim.measure }?.quality.map { (claim, value: $0.meanAveragePrecision) }
        }
        guard found.count > 1 else { return [] }
        return found.map { mine in
            let isWorse = found.contains { $0.0.rank < mine.0.rank && $0.value > mine.value }
            let isBetter = found.contains { $0.0.rank > mine.0.rank && $0.value < mine.value }
            let rule = mine.0.rank == 3 ? "no worse than those ranked below it" : "between those ranked below and above it"
            return Claim("\(mine.0.measure): quality \(mine.0.word) (\(rule))", !isWorse && !isBetter, mine.value, "MAP@R")
        }
    }

    /// Confirmed when it costs a quarter more than the dot product.
    private static func costs(_ figures: [MeasureFigures]) -> [Claim] {
        guard let dot = figures.first(where: { $0.measure == "dot" })?.nanosecondsPerPair, dot > 0 else { return [] }
        return ["cosine", "ndd", "log-scaled", "hybrid", "mahalanobis"].compactMap { name in
            guard let mine = figures.first(where: { $0.measure == name }) else { return nil }
            let ratio = mine.nanosecondsPerPair / dot
            return Claim("\(name): costs more per pair than the dot product (a quarter or more)", ratio >= 1.25, ratio, "times the dot product")
        }
    }
}
