import Foundation
import KindredMath
import KindredSimilarity
import Testing

@Suite struct ParsingTests {
    @Test(arguments: [
        "cosine", "dot", "euclidean", "manhattan", "chebyshev", "minkowski:3", "minkowski:0.5", "minkowski:inf", "angular",
        "correlation", "mahalanobis", "mahalanobis:empirical", "mahalanobis:shrink:0.1", "mahalanobis:diagonal", "mahalanobis:given",
        "poincare", "poincare:strict", "gaussian:1.5", "gaussian:auto", "ndd", "log-scaled", "hybrid", "hamming", "jaccard",
        "per-dimension:exp", "per-dimension:range", "per-dimension:exp:0.5", "per-dimension:exp:scale=fit:trimmed",
        "per-dimension:exp:trimmed:share=0.2:trim=both", "per-dimension:range:threshold:tau=0.4:share=0.6",
        "per-dimension:exp:tiers:tau=0.3:counts=2:critical=0,3", "per-dimension:exp:weighted:weights=1,2,1", "learned",
        "learned:concat", "learned:base=euclidean", "encoded", "encoded:base=dot", "towers", "towers:base=euclidean",
    ])
    func canonicalTextReadsBack(text: String) throws {
        let measure = try Measure(parsing: text)
        #expect(measure.description == text)
        #expect(try Measure(parsing: measure.description) == measure)
        #expect(try JSONDecoder().decode(Measure.self, from: JSONEncoder().encode(measure)) == measure)
        #expect(!measure.summary.isEmpty && Measure.names.contains(measure.name))
    }

    @Test func otherWaysToSayIt() throws {
        #expect(try Measure(parsing: "L2") == .euclidean)
        #expect(try Measure(parsing: "ip") == .dot)
        #expect(try Measure(parsing: "pearson").description == "correlation")
        #expect(try Measure(parsing: "gaussian").description == "gaussian:auto")
        #expect(try Measure(parsing: "mahalanobis:ledoit-wolf").description == "mahalanobis")
        #expect(try Measure(parsing: "per-dimension").description == "per-dimension:exp")
    }

    @Test func unknownNamesAreAnsweredWithTheKnown() {
        let error = #expect(throws: MeasureError.self) { try Measure(parsing: "cosin") }
        #expect(error?.code == .unknownMeasure)
        #expect(
            error?.message
                == "unknown measure \"cosin\": known are cosine, dot, euclidean, manhattan, chebyshev, minkowski, angular, correlation, mahalanobis, poincare, gaussian, ndd, log-scaled, hybrid, hamming, jaccard, per-dimension, learned, encoded, towers"
        )
    }

    @Test(arguments: [
        ("cosine:3", "measure cosine: unknown option \"3\""),
        ("minkowski", "measure minkowski: give p, as in minkowski:3 or minkowski:inf"),
        ("minkowski:0", "measure minkowski: p is 0: it must be positive"),
        ("minkowski:-1", "measure minkowski: p is -1: it must be positive"),
        ("minkowski:nan", "measure minkowski: give p, as in minkowski:3 or minkowski:inf"),
        ("gaussian:0", "measure gaussian: sigma is 0: 1e-150...1e150 is allowed"),
        ("mahalanobis:shrink:2", "measure mahalanobis: give alpha in 0...1, as in mahalanobis:shrink:0.1"),
        ("mahalanobis:magic", "measure mahalanobis: unknown option \"magic\""),
        ("per-dimension:exp:weighted:weights=0,0", "measure per-dimension: weights must not be negative, and their sum must be positive"),
        ("per-dimension:exp:weighted:weights=1,x", "measure per-dimension: weights: \"x\" is not a number"),
        ("per-dimension:exp:threshold:tau=2", "measure per-dimension: tau=2 is not in 0...1"),
        ("per-dimension:exp:trimmed:trim=left", "measure per-dimension: trim=left: bottom, top or both"),
        ("encoded:base=ndd", "measure encoded: base=ndd: cosine, euclidean, dot"),
        ("towers:base=angular", "measure towers: base=angular: cosine, euclidean, dot"),
        ("learned:base=learned", "measure learned: base=learned: cosine, dot, euclidean, manhattan, correlation"),
    ])
    func wrongOptionsAreOneClearLine(text: String, message: String) {
        let error = #expect(throws: MeasureError.self) { try Measure(parsing: text) }
        #expect(error?.code == .invalidOption && error?.message == message)
    }

    @Test func weightsSurviveCoding() throws {
        for measure in try everyMeasure(dimension: 3) {
            let decoded = try JSONDecoder().decode(Measure.self, from: JSONEncoder().encode(measure))
            #expect(decoded == measure)
            #expect(decoded.value([0.1, 0.2, 0.3], [0.3, 0.1, 0.2]) == measure.value([0.1, 0.2, 0.3], [0.3, 0.1, 0.2]))
            if let weights = measure.weights { #expect(try Measure(parsing: measure.description, weights: weights) == measure) }
        }
    }

    @Test func foreignWeightsAreRefused() throws {
        let ranges = try DimensionStatistics(minimum: [0], maximum: [1])
        for text in ["cosine", "mahalanobis", "learned"] {
            let error = #expect(throws: MeasureError.self) { try Measure(parsing: text, weights: .dimensions(ranges)) }
            #expect(error?.code == .invalidWeights)
        }
        #expect(throws: MeasureError.self) { try DimensionStatistics(minimum: [2], maximum: [1]) }
        #expect(throws: MeasureError.self) {
            try PairNetwork(dimension: 2, inputWeights: [1, 2], inputBias: [0], outputWeights: [1], outputBias: 0)
        }
    }

    /// Weights come from files: what is damaged is an error, not a trap.
    @Test(arguments: [
        #"{"covariance":{"_0":{"mean":[0],"factor":{"rows":1,"columns":1,"elements":[0]},"shrinkage":0,"trace":1}}}"#,
        #"{"covariance":{"_0":{"mean":[0,1],"factor":{"rows":1,"columns":1,"elements":[1]},"shrinkage":0,"trace":1}}}"#,
        #"{"covariance":{"_0":{"mean":[0,1],"factor":{"rows":2,"columns":2,"elements":[1,1,0,1]},"shrinkage":0,"trace":1}}}"#,
        #"{"covariance":{"_0":{"mean":[],"factor":{"rows":-1,"columns":0,"elements":[]},"shrinkage":0,"trace":1}}}"#,
        #"{"dimensions":{"_0":{"minimum":[0],"maximum":[],"deviation":[1]}}}"#,
        #"{"network":{"_0":{"dimension":9223372036854775807,"hidden":1,"inputWeights":[1,2],"inputBias":[0],"outputWeights":[1],"outputBias":0}}}"#,
        #"{"network":{"_0":{"dimension":1,"hidden":0,"inputWeights":[],"inputBias":[],"outputWeights":[],"outputBias":0}}}"#,
    ])
    func damagedWeightsAreRefused(json: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(MeasureWeights.self, from: Data(json.utf8)) }
    }

    @Test func notFiniteVectorsAreRefused() {
        let error = #expect(throws: MeasureError.self) { try Measure.cosine.validate([1, .nan, 2].span) }
        #expect(error?.message == "component 1 is nan")
        #expect(throws: MeasureError.self) { try Measure.cosine.validate([.infinity].span) }
    }
}
