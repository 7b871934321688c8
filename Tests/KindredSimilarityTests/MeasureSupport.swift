import KindredMath
import KindredSimilarity

/// The Float32 value of two vectors.
func narrowed(_ measure: Measure, _ a: [Double], _ b: [Double]) -> Double {
    let a = a.map { Float($0) }, b = b.map { Float($0) }
    return Double(measure.value(a.span, b.span))
}

/// Vectors that follow one another, drawn from N(0, scale²).
func normalRows(_ count: Int, _ dimension: Int, scale: Double = 1, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed)
    return (0..<(count * dimension)).map { _ in Float(random.normal() * scale) }
}

func normalVector(_ dimension: Int, scale: Double = 1, _ random: inout SeededRandom) -> [Double] {
    (0..<dimension).map { _ in Double(Float(random.normal() * scale)) }
}

/// A network of random weights.
func randomNetwork(_ dimension: Int, seed: UInt64) throws -> PairNetwork {
    try PairNetwork(
        dimension: dimension, inputWeights: normalRows(6, 2 * dimension, scale: 0.3, seed: seed),
        inputBias: normalRows(1, 6, seed: seed + 1), outputWeights: normalRows(1, 6, seed: seed + 2), outputBias: 0.1)
}

/// An encoder of random weights: a linear one, or one with hidden units.
func randomEncoder(_ dimension: Int, hidden: Int?, seed: UInt64) throws -> LearnedEncoder {
    let last = try AffineMap(weights: normalRows(5, hidden ?? dimension, scale: 0.5, seed: seed), bias: normalRows(1, 5, scale: 0.2, seed: seed + 1))
    guard let hidden else { return try LearnedEncoder([last]) }
    let first = try AffineMap(
        weights: normalRows(hidden, dimension, scale: 0.5, seed: seed + 2), bias: normalRows(1, hidden, scale: 0.2, seed: seed + 3), activation: .relu)
    return try LearnedEncoder([first, last])
}

/// Two encoders of one shape and different weights.
func randomTowers(_ dimension: Int, hidden: Int? = 7, seed: UInt64) throws -> LearnedTowers {
    try LearnedTowers(query: randomEncoder(dimension, hidden: hidden, seed: seed + 100), item: randomEncoder(dimension, hidden: hidden, seed: seed))
}

/// One of every measure and of the options that matter, fitted where they need it.
func everyMeasure(dimension: Int) throws -> [Measure] {
    let texts = [
        "cosine", "dot", "euclidean", "manhattan", "chebyshev", "minkowski:3", "minkowski:0.5", "minkowski:2", "minkowski:inf",
        "angular", "correlation", "mahalanobis", "mahalanobis:diagonal", "poincare", "gaussian:1.5", "gaussian", "ndd", "log-scaled",
        "hybrid", "hamming", "jaccard", "per-dimension", "per-dimension:exp:0.5:threshold", "per-dimension:range:tiers",
        "per-dimension:exp:scale=fit:trimmed", "per-dimension:range:trimmed:trim=both",
    ]
    let rows = normalRows(4 * dimension + 8, dimension, seed: 99)
    let learned = try ["learned", "learned:concat"].map {
        try Measure(parsing: $0, weights: .network(randomNetwork(dimension, seed: 7)))
    }
    let encoded = try ["encoded", "encoded:base=euclidean", "encoded:base=dot"].flatMap { text in
        try [nil, 7].map { try Measure(parsing: text, weights: .encoder(randomEncoder(dimension, hidden: $0, seed: 5))) }
    }
    let towers = try ["towers", "towers:base=euclidean", "towers:base=dot"].map { text in
        try Measure(parsing: text, weights: .towers(randomTowers(dimension, seed: 15)))
    }
    return try texts.map { try Measure(parsing: $0).fitted(to: rows.span, dimension: dimension) } + learned + encoded + towers
}
