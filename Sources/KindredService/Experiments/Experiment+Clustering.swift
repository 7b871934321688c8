import Kindred
import KindredMath

extension Experiment {
    /// E14: how much a spectral clustering hangs on its parameters.
    static let spectralSensitivity = Experiment(
        number: "E14", name: "spectral",
        question:
            "Does a spectral clustering find shapes that k-means cannot, and does it hang on the width of a Gaussian, on the number of neighbours and on the Laplacian? Agreement (ARI) with the true groups of two moons and two rings, 300 noisy points each, and of the handwritten digits into ten."
    ) { data in
        var table = ReportTable(["data", "graph", "parameter", "Laplacian", "ARI"])
        let trial = SpectralTrial(data)
        var figures: [String: Double] = [:]
        func add(_ name: String, _ points: LabelledRows, _ graph: String, _ parameter: Double, _ laplacian: Laplacian) throws {
            let ari = try trial.agreement(points, graph, parameter, laplacian)
            figures["\(name) \(graph) \(ReportNumber.short(parameter)) \(laplacian.rawValue)"] = ari
            table.add([name, graph, ReportNumber.short(parameter), laplacian.rawValue, ReportNumber.fixed(ari, 4)])
        }
        var series: [String: [Plot.Series.Point]] = [:], best: [String: Double] = [:], means: [String: Double] = [:]
        for (name, points) in [("moons", trial.moons), ("rings", trial.rings)] {
            means[name] = try trial.means(points)
            table.add([name, "none", "–", "k-means", ReportNumber.fixed(means[name] ?? 0, 4)])
            for gamma in SpectralTrial.gammas {
                try add(name, points, "gaussian", gamma, .symmetric)
                let ari = figures["\(name) gaussian \(ReportNumber.short(gamma)) symmetric"] ?? 0
                series[name, default: []].append(.init(gamma, ari, note: "γ = \(ReportNumber.short(gamma))"))
                best[name] = max(best[name] ?? -1, ari)
            }
            for neighbors in [5.0, 10, 20, 40] { try add(name, points, "knn", neighbors, .symmetric) }
        }
        let digits = try data.digits
        for neighbors in [5.0, 10, 20] { try add("digits", digits, "knn", neighbors, .symmetric) }
        for laplacian in [Laplacian.randomWalk, .unnormalized] { try add("digits", digits, "knn", 10, laplacian) }
        let spread = (series["rings"] ?? []).map(\.y), rows = figures["digits knn 10 symmetric"] ?? 0, walk = figures["digits knn 10 random-walk"] ?? 0
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim(
                    "a spectral clustering finds moons and rings that k-means does not", min(best["moons"] ?? 0, best["rings"] ?? 0) > 0.95 && max(means["moons"] ?? 1, means["rings"] ?? 1) < 0.5,
                    min(best["moons"] ?? 0, best["rings"] ?? 0), "the lesser of both best ARIs"),
                Claim(
                    "the width of the Gaussian decides", (spread.max() ?? 0) - (spread.min() ?? 0) > 0.5, (spread.max() ?? 0) - (spread.min() ?? 0),
                    "best less worst ARI on the rings over γ"),
                Claim("rows of unit length help on the digits", rows > walk, rows - walk, "ARI of the symmetric Laplacian less that of the random walk"),
            ],
            plots: [
                Plot(
                    "Agreement over the width of the Gaussian.", x: .init("γ", .logarithmic), y: .init("ARI"), series.keys.sorted().map { Plot.Series($0, .line, series[$0] ?? []) })
            ])
    }
}

/// The data and the clusterings of E14.
private struct SpectralTrial {
    let moons: LabelledRows
    let rings: LabelledRows
    private let seed: UInt64
    private let threads: Int

    static let gammas: [Double] = [1, 5, 15, 30, 50, 100, 300]

    init(_ data: ExperimentData) {
        seed = data.seed
        threads = data.threads
        moons = .moons(seed: data.seed)
        rings = .rings(seed: data.seed)
    }

    func agreement(_ points: LabelledRows, _ graph: String, _ parameter: Double, _ laplacian: Laplacian) throws -> Double {
        let parameters = graph == "knn" ? GraphParameters(.nearest(Int(parameter))) : GraphParameters(.full, weight: .gaussian(gamma: parameter))
        let built = try SimilarityGraph(points.rows.elements.span, dimension: points.rows.columns, parameters: parameters, threads: threads)
        let shape = SpectralParameters(clusters: points.classes.count, laplacian: laplacian, seed: seed)
        return try LabelAgreement(SpectralClustering(built, parameters: shape, threads: threads).labels, points.labels).adjustedRand
    }

    func means(_ points: LabelledRows) throws -> Double {
        let parameters = KMeansParameters(k: points.classes.count, iterations: 300, tolerance: 1e-6, restarts: 10, seed: seed)
        let means = try KMeans(points.rows.elements.span, dimension: points.rows.columns, parameters: parameters, threads: threads)
        return try LabelAgreement(means.labels(of: points.rows.elements.span), points.labels).adjustedRand
    }
}
