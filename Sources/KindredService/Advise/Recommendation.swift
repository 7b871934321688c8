/// A row of advice on the measure: a purpose, the measure for it, what these vectors say, and the experiment that shows it.
public struct Recommendation: Sendable, Hashable {
    /// What one wants.
    public var purpose: String
    /// The measure commonly advised for it.
    public var measure: String
    /// What follows from these vectors.
    public var here: String
    /// The experiment that supports or refutes the row, and how to run it.
    public var experiment: String
}

/// The index that vectors speak for.
public struct IndexAdvice: Sendable, Hashable {
    /// As `--index` takes it.
    public var name: String
    /// The figures that decide.
    public var reason: String
    /// The experiment that shows it, and how to run it.
    public var evidence: String
}

extension Advice {
    /// The table of purposes and measures.
    public var recommendations: [Recommendation] {
        [
            Recommendation(
                purpose: "simple semantic retrieval", measure: "dot (cosine of unit vectors is the same, sooner)", here: product,
                experiment: "kindred experiment inner-product, and on these vectors kindred compare \(path) --measure dot"),
            Recommendation(purpose: "hierarchies, long contexts", measure: "poincare", here: ball, experiment: "kindred experiment hierarchy"),
            Recommendation(purpose: "consistency inside one model, correlated axes", measure: "mahalanobis", here: axes, experiment: "similarity comparison: kindred compare \(path) --labels FILE"),
            Recommendation(
                purpose: "what a task means by alike, with labels", measure: "a learned metric, learned", here: "needs labels; the vectors alone cannot tell",
                experiment: "kindred experiment unseen-classes, and kindred learn on your labels"),
        ]
    }

    /// The index for so many vectors of such a dimension.
    public var index: IndexAdvice {
        let evidence = "index comparison: kindred compare \(path)"
        let size = "\(ReportNumber.fixed(Double(count), 0)) vectors"
        if count < 10_000 {
            return IndexAdvice(name: "flat", reason: "\(size), \(ReportNumber.short(Double(count * dimension) * 4e-6)) MB to scan a query: exact, and nothing to build", evidence: evidence)
        }
        let filled = intrinsicDimension.map { "about \(ReportNumber.fixed($0, 0)) of \(dimension) dimensions are filled" } ?? "most are copies of each other"
        return IndexAdvice(name: "hnsw", reason: "\(size), \(filled)" + (isHubby ? "; hubs gather links, so ask for recall rather than ef" : ""), evidence: evidence)
    }

    private var isHubby: Bool { hubness.skewness > 1.4 }

    private var product: String {
        let shared = "\(ReportNumber.fixed(productOverlap * 100, 0)) % of the \(Hubness.k) nearest"
        if norms.spread < 1e-4 { return "norms are equal: dot, cosine and euclidean give one order" }
        let spread = "norms vary by \(ReportNumber.fixed(norms.spread * 100, 1)) %, and dot and cosine share \(shared)"
        return productOverlap >= 0.9 ? spread + ": either will do" : spread + ": dot prefers long vectors; take cosine unless length means something"
    }

    private var ball: String {
        norms.most < 1 ? "all norms are below 1, as the ball needs" : "norms reach \(ReportNumber.short(norms.most)): the ball needs vectors trained for it, others end at its rim"
    }

    private var axes: String {
        let figure = ReportNumber.fixed(axisCorrelation, 2)
        let cosine =
            meanCosine > 0.2
            ? "; the mean cosine of \(ReportNumber.fixed(meanCosine, 2)) becomes \(ReportNumber.fixed(meanCosineCentred, 2)) by centring, so correlation or a centred copy may help" : ""
        return (axisCorrelation > 0.15 ? "axes are correlated (\(figure)): worth trying" : "axes are nearly independent (\(figure)): little to gain") + cosine
    }
}
