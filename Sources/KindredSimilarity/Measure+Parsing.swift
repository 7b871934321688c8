extension Measure {
    /// The formulas in the order people should read them.
    static let formulas: [any Formula.Type] = [
        Cosine.self, DotProduct.self, Euclidean.self, Manhattan.self, Chebyshev.self, Minkowski.self, Angular.self,
        Correlation.self, Mahalanobis.self, Poincare.self, Gaussian.self, NDD.self, LogScaled.self, Hybrid.self, Hamming.self,
        Jaccard.self, PerDimension.self, LearnedSimilarity.self, Encoded.self, Towers.self,
    ]

    /// The names `init(parsing:)` knows.
    public static var names: [String] { formulas.map { $0.name } }

    /// Other names people use, and what they mean here.
    static let synonyms = [
        "l2": "euclidean", "l1": "manhattan", "taxicab": "manhattan", "linf": "chebyshev", "ip": "dot",
        "inner-product": "dot", "pearson": "correlation", "hyperbolic": "poincare",
    ]

    /// Reads a measure's text: a name, then options after colons.
    ///
    ///     try Measure(parsing: "minkowski:3")
    ///     try Measure(parsing: "per-dimension:exp:trimmed")
    ///     try Measure(parsing: "l2").description   // "euclidean"
    ///
    /// - Throws: `MeasureError` `.unknownMeasure`, with the known names; `.invalidOption`, with the option.
    public init(parsing text: String) throws(MeasureError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let given = parts.first.map { $0.lowercased() } ?? ""
        let name = Self.synonyms[given] ?? given
        guard let type = Self.formulas.first(where: { $0.name == name }) else {
            throw MeasureError(.unknownMeasure, "unknown measure \"\(text)\": known are \(Self.names.joined(separator: ", "))")
        }
        var options = MeasureOptions(measure: name, parts.count > 1 ? parts[1] : "")
        self.init(try Self.parse(type, &options))
    }

    private static func parse<F: Formula>(_ type: F.Type, _ options: inout MeasureOptions) throws(MeasureError) -> any Formula {
        let formula = try F.parse(&options)
        try options.finish()
        return formula
    }
}

extension Measure {
    /// The cosine of the angle between two vectors.
    public static let cosine = Measure(Cosine())
    /// The dot product.
    public static let dot = Measure(DotProduct())
    /// The Euclidean distance.
    public static let euclidean = Measure(Euclidean())
    /// The sum of absolute differences.
    public static let manhattan = Measure(Manhattan())
    /// The largest absolute difference.
    public static let chebyshev = Measure(Chebyshev())
}
