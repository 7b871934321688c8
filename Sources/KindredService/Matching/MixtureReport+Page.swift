import Foundation
import KindredRetrieval

extension MixtureReport {
    /// Vectors in the plot at most.
    private static let most = 3_000

    /// A page: the vectors in the two dimensions that tell components apart best, and the components in words.
    public func page(_ title: String) -> ReportPage {
        var table = ReportTable(["component", "weight", "vectors", "what sets it apart"])
        let labels = labels
        for component in mixture.components.indices {
            table.add(["\(component)", ReportNumber.fixed(mixture.weights[component], 3), "\(labels.count { $0 == component })", words(component)])
        }
        let likelihood = isFitted ? mixture.logLikelihood : logDensities.reduce(0, +) / Double(count)
        var facts = ["\(count) vectors", "log-likelihood of a vector \(ReportNumber.fixed(likelihood, 4))"]
        if isFitted {
            facts += ["BIC \(ReportNumber.fixed(mixture.bic(count), 1))", "AIC \(ReportNumber.fixed(mixture.aic(count), 1))"]
        } else {
            facts.append("where it was fitted \(ReportNumber.fixed(mixture.logLikelihood, 4))")
        }
        facts.append("Kindred \(KindredVersion.current)")
        return ReportPage("Mixture of \(title)", facts: facts, [ReportSection("Components", [.plot(plot(labels)), .table(table)])])
    }

    private func plot(_ labels: [Int]) -> Plot {
        let (x, y) = telling, d = mixture.dimension, step = max(1, (count + Self.most - 1) / Self.most)
        let series = mixture.components.indices.map { component in
            let rows = stride(from: 0, to: count, by: step).filter { labels[$0] == component }
            var series = Plot.Series("component \(component)", .scatter, rows.map { .init(Double(values[$0 * d + x]), Double(values[$0 * d + y]), note: "row \($0)") })
            if x != y { series.outlines = [1, 2].map { ellipse(component, x, y, deviations: $0) } }
            return series
        }
        return Plot("Vectors by the component that has most of each; ellipses of one and of two deviations hold 39 and 86 % of a component", x: .init(names[x]), y: .init(names[y]), series)
    }

    /// Corners of an ellipse.
    private static let corners = 72

    /// Where a component is as likely everywhere, in two of its dimensions: the circle of a radius, through the Cholesky factor of the covariance.
    private func ellipse(_ component: Int, _ x: Int, _ y: Int, deviations: Double) -> [Plot.Series.Point] {
        let gaussian = mixture.components[component], wide = gaussian.covariance[x, x].squareRoot(), lean = gaussian.covariance[x, y] / wide
        let high = max(0, gaussian.covariance[y, y] - lean * lean).squareRoot()
        return (0..<Self.corners).map { corner in
            let angle = 2 * Double.pi * Double(corner) / Double(Self.corners), u = deviations * cos(angle), v = deviations * sin(angle)
            return .init(gaussian.mean[x] + wide * u, gaussian.mean[y] + lean * u + high * v)
        }
    }

    /// The two dimensions in which components differ most from the whole, weighted.
    private var telling: (Int, Int) {
        let d = mixture.dimension
        var sums = [Double](repeating: 0, count: d)
        for component in mixture.components.indices {
            for trait in mixture.traits(of: component, count: d) { sums[trait.dimension] += mixture.weights[component] * trait.deviation * trait.deviation }
        }
        let order = (0..<d).sorted { (-sums[$0], $0) < (-sums[$1], $1) }
        return (order[0], order[min(1, d - 1)])
    }
}
