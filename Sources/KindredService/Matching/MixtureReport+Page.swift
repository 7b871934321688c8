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
        let facts = [
            "\(count) vectors", "log-likelihood of a vector \(ReportNumber.fixed(mixture.logLikelihood, 4))", "BIC \(ReportNumber.fixed(mixture.bic(count), 1))",
            "AIC \(ReportNumber.fixed(mixture.aic(count), 1))", "Kindred \(KindredVersion.current)",
        ]
        return ReportPage("Mixture of \(title)", facts: facts, [ReportSection("Components", [.plot(plot(labels)), .table(table)])])
    }

    private func plot(_ labels: [Int]) -> Plot {
        let (x, y) = telling, d = mixture.dimension, step = max(1, (count + Self.most - 1) / Self.most)
        let series = mixture.components.indices.map { component in
            let rows = stride(from: 0, to: count, by: step).filter { labels[$0] == component }
            return Plot.Series("component \(component)", .scatter, rows.map { .init(Double(values[$0 * d + x]), Double(values[$0 * d + y]), note: "row \($0)") })
        }
        return Plot("Vectors by the component that has most of each", x: .init(names[x]), y: .init(names[y]), series)
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
