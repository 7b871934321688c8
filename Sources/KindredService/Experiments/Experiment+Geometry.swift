import Foundation
import Kindred
import KindredLearning
import KindredMath

extension Experiment {
    /// E9: whether sentence vectors point all ways alike.
    static let anisotropy = Experiment(
        number: "E9", name: "anisotropy",
        question:
            "Do the vectors of a text encoder share a direction that cosine counts for likeness (Ethayarajh, EMNLP 2019), and does taking it out help? The mean cosine of two entries drawn at random and MAP@R by category, as they are, centred, and whitened."
    ) { data in
        let glosses = data.sample(try data.glosses, 3_000), columns = glosses.rows.columns
        let moments = try Measure(parsing: "mahalanobis").fitted(to: glosses.rows.elements.span, dimension: columns)
        var mean = [Float](repeating: 0, count: columns)
        for row in 0..<glosses.rows.rows { for i in 0..<columns { mean[i] += glosses.rows[row, i] / Float(glosses.rows.rows) } }
        let centred = glosses.rows.elements.enumerated().map { $0.element - mean[$0.offset % columns] }
        let whitened = moments.preparation.prepared(glosses.rows.elements.span, dimension: columns)
        var table = ReportTable(["vectors", "mean cosine", "MAP@R"]), figures: [(Double, Double)] = []
        for (name, values) in [("as they are", glosses.rows.elements), ("centred", centred), ("whitened", whitened)] {
            let rows = Matrix(rows: glosses.rows.rows, columns: columns, elements: values)
            let result = try RetrievalEvaluation(figures: [.meanAveragePrecisionAtR], threads: data.threads).leaveOneOut(rows, labels: glosses.labels)
            figures.append((meanCosine(rows), result.mean(.meanAveragePrecisionAtR)))
            table.add([name] + [figures[figures.count - 1].0, figures[figures.count - 1].1].map { ReportNumber.fixed($0, 4) })
        }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("everything is a little alike: two entries drawn at random have a cosine above 0.1", figures[0].0 > 0.1, figures[0].0, "mean cosine of two entries"),
                Claim("centring helps retrieval", figures[1].1 > figures[0].1, figures[1].1 - figures[0].1, "MAP@R centred less that as they are"),
                Claim("whitening helps retrieval", figures[2].1 > figures[0].1, figures[2].1 - figures[0].1, "MAP@R whitened less that as they are"),
            ])
    }

    /// The mean cosine of two different rows: (|Σu|² − n)/(n(n − 1)) over unit rows u.
    private static func meanCosine(_ rows: Matrix<Float>) -> Double {
        let unit = Preparation.unit.prepared(rows.elements.span, dimension: rows.columns)
        var sums = [Double](repeating: 0, count: rows.columns)
        for (place, value) in unit.enumerated() { sums[place % rows.columns] += Double(value) }
        let n = Double(rows.rows)
        return (sums.reduce(0) { $0 + $1 * $1 } - n) / (n * (n - 1))
    }

    /// E10: how distances lose their meaning as dimensions grow.
    static let concentration = Experiment(
        number: "E10", name: "concentration",
        question:
            "Do the nearest and the farthest of random points become equally far as dimensions grow (Beyer et al., ICDT 1999)? (max − min)/min of the distances from a query to 1,000 points, uniform in a cube, mean of 20 queries."
    ) { data in
        var random = SeededRandom(seed: data.seed, stream: 51), table = ReportTable(["dimension", "contrast, Euclidean", "contrast, Manhattan"]), contrasts: [Double] = []
        var series: [[Plot.Series.Point]] = [[], []]
        let dimensions = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        for dimension in dimensions {
            let rows = (0..<1_000 * dimension).map { _ in Float(random.uniform()) }, queries = (0..<20 * dimension).map { _ in Float(random.uniform()) }
            let figures = try [Measure.euclidean, .manhattan].map { measure in
                let values = try measure.values(queries: queries.span, rows: rows.span, dimension: dimension)
                return (0..<20).reduce(0.0) { sum, query in
                    let row = values.row(query), least = Double(row.min() ?? 1)
                    return sum + (Double(row.max() ?? 0) - least) / least / 20
                }
            }
            contrasts.append(figures[0])
            for (place, figure) in figures.enumerated() { series[place].append(.init(Double(dimension), figure)) }
            table.add(["\(dimension)"] + figures.map { ReportNumber.fixed($0, 3) })
        }
        let fall = contrasts[0] / contrasts[contrasts.count - 1]
        return ExperimentOutcome(
            table: table, claims: [Claim("contrast falls with the dimension", zip(contrasts, contrasts.dropFirst()).allSatisfy { $0 > $1 }, fall, "contrast in 2 dimensions over that in 1,024")],
            plots: [
                Plot(
                    "Contrast of distances.", x: .init("dimension", .logarithmic), y: .init("(max − min)/min", .logarithmic),
                    zip(["Euclidean", "Manhattan"], series).map { Plot.Series($0, .line, $1) })
            ])
    }

    /// E13: how far largest products are from nearest neighbours.
    static let innerProduct = Experiment(
        number: "E13", name: "inner-product",
        question:
            "Are the rows of largest inner product other rows than the nearest ones, the more so the more norms differ? The share of the ten best by product among the ten nearest, and how many of them are among the longest tenth of the rows."
    ) { data in
        var table = ReportTable(["spread of norms σ", "overlap with nearest", "from the longest tenth"]), overlaps: [Double] = []
        var random = SeededRandom(seed: data.seed, stream: 52)
        let count = 4_000, dimension = 32, asked = 50
        for sigma in [0, 0.1, 0.2, 0.4, 0.8] {
            var rows: [Float] = [], norms: [Double] = []
            for _ in 0..<count {
                let direction = (0..<dimension).map { _ in random.normal() }, length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
                norms.append(exp(sigma * random.normal()))
                rows += direction.map { Float($0 / length * norms[norms.count - 1]) }
            }
            let queries = (0..<asked * dimension).map { _ in Float(random.normal() / Double(dimension).squareRoot()) }
            let best = try [Measure.dot, .euclidean].map { measure -> [Set<Int>] in
                let values = try measure.values(queries: queries.span, rows: rows.span, dimension: dimension)
                return (0..<asked).map { query in
                    let costs = values.row(query).map { measure.kind.cost(ofValue: $0) }
                    return Set(costs.indices.sorted { costs[$0] < costs[$1] }.prefix(10))
                }
            }
            let long = norms.sorted()[count * 9 / 10]
            overlaps.append(zip(best[0], best[1]).reduce(0.0) { $0 + Double($1.0.intersection($1.1).count) } / Double(10 * asked))
            let longest = best[0].reduce(0.0) { $0 + Double($1.count { norms[$0] >= long }) } / Double(10 * asked)
            table.add([ReportNumber.short(sigma), ReportNumber.fixed(overlaps[overlaps.count - 1], 3), sigma > 0 ? ReportNumber.fixed(longest, 3) : "–"])
        }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("with equal norms both are the same", overlaps[0] > 0.999, overlaps[0], "overlap with σ = 0"),
                Claim("with unequal norms they are not", overlaps[overlaps.count - 1] < 0.5, overlaps[overlaps.count - 1], "overlap with σ = 0.8"),
            ])
    }
}
