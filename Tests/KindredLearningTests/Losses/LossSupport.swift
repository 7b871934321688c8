import KindredLearning
import KindredMath
import KindredNN
import Testing

/// A loss of the golden batch, its value and its gradient by the embeddings.
struct LossTrial {
    let value: Double
    let gradient: Tensor<Double>

    init(_ loss: some EmbeddingLoss<Double>, tuples: Tuples? = nil, iteration: Int = 1) throws {
        let embeddings = Variable<Double>(Tensor(rows: BatchG.embeddings), requiresGradient: true)
        let result = try #require(loss(embeddings, LossBatch(labels: BatchG.labels, tuples: tuples, iteration: iteration)))
        value = result.value.scalar
        result.backward()
        gradient = try #require(embeddings.gradient)
        for parameter in loss.parameters { parameter.clearGradient() }
    }

    /// The gradient of the third sample.
    var third: [Double] { Array(gradient.scalars[6..<9]) }
    var sumOfMagnitudes: Double { gradient.scalars.reduce(0) { $0 + abs($1) } }

    static var head: ClassHead<Double> { ClassHead(Tensor(rows: BatchG.classWeights)) }

    /// The largest difference between derivatives and central differences, relative to the largest derivative; by the embeddings
    /// and by every parameter.
    static func worstDerivative(of loss: some EmbeddingLoss<Double>, _ rows: Tensor<Double> = Tensor(rows: BatchG.embeddings), labels: [Int] = BatchG.labels, tuples: Tuples? = nil) throws -> Double {
        let batch = LossBatch(labels: labels, tuples: tuples, iteration: 3)
        let embeddings = Variable(rows, requiresGradient: true)
        try #require(loss(embeddings, batch)).backward()
        var checks: [(Tensor<Double>, (Int, Double) -> Double)] = []
        let gradient = try #require(embeddings.gradient)
        checks.append(
            (
                gradient,
                { place, step in
                    var moved = rows
                    moved.scalars[place] += step
                    return loss(Variable(moved), batch)?.value.scalar ?? .nan
                }
            ))
        for parameter in loss.parameters {
            checks.append(
                (
                    try #require(parameter.gradient),
                    { place, step in
                        let kept = parameter.value
                        parameter.value.scalars[place] += step
                        defer { parameter.value = kept }
                        return loss(Variable(rows), batch)?.value.scalar ?? .nan
                    }
                ))
        }
        return checks.map { gradient, value in
            let largest = gradient.scalars.map { abs($0) }.max() ?? 0
            let errors = gradient.scalars.indices.map { abs((value($0, 1e-5) - value($0, -1e-5)) / 2e-5 - gradient.scalars[$0]) }
            return (errors.max() ?? 0) / max(largest, 1e-3)
        }.max() ?? 0
    }
}
