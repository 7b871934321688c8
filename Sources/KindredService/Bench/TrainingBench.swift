import Foundation
import Kindred
import KindredLearning
import KindredMath
import KindredNN

/// Training and embedding throughput of the two networks that are learned most: a perceptron and four blocks of convolutions; by the mean
/// square of their outputs, which costs nothing, and by two losses of metric learning.
///
/// Times are processor seconds of all threads together, so that a busy machine does not matter much, and the best of several steps;
/// `Benchmarks/peers/training.py` measures torch in the same way.
public enum TrainingBench {
    /// A network that is measured.
    private struct Subject {
        let name: String
        let plan: NetworkPlan
        let batches: [Int]
        let repeats: Int
    }

    private static let subjects = [
        Subject(name: "mlp 784-256-64", plan: .mlp(784, hidden: [256], 64), batches: [64, 256], repeats: 200),
        Subject(name: "conv 4x64", plan: .convolutional(height: 28, width: 28), batches: [128, 300], repeats: 8),
    ]

    /// What a step minimises.
    private enum Objective: String, CaseIterable {
        case square, contrastive
        case normalizedSoftmax = "normalized-softmax"

        /// The classes of a batch, taking turns.
        static let classes = 16

        func loss(_ dimension: Int) -> (any EmbeddingLoss<Float>)? {
            var random = SeededRandom(seed: 2)
            switch self {
            case .square: return nil
            case .contrastive: return ContrastiveLoss()
            case .normalizedSoftmax: return MarginSoftmaxLoss(ClassHead(dimension: dimension, classes: Self.classes, random: &random), scale: 20)
            }
        }
    }

    /// Measures each network by each loss at each batch size:
    /// `{"peer", "version", "model", "loss", "batch", "threads", "step_ms", "rows_per_s", "embedded_per_s"}`.
    ///
    /// - Parameter line: gets each result as it comes; returning `false` ends the run.
    public static func run(threads: Int, line: (JSONObject) -> Bool) {
        for subject in subjects {
            for batch in subject.batches {
                for objective in Objective.allCases {
                    guard line(measured(subject, objective, batch, threads)) else { return }
                }
            }
        }
    }

    private static func measured(_ subject: Subject, _ objective: Objective, _ batch: Int, _ threads: Int) -> JSONObject {
        let network = Network<Float>(subject.plan, seed: 1), inputs = subject.plan.inputs
        let loss = objective.loss(subject.plan.outputs), labels = LossBatch(labels: (0..<batch).map { $0 % Objective.classes })
        var optimizer = RMSprop(network.parameters + (loss?.parameters ?? []), learningRate: 1e-4, decay: 0.9)
        var random = SeededRandom(seed: 1)
        let rows = Tensor<Float>((0..<batch * inputs).map { _ in Float(random.uniform()) }, shape: [batch, inputs])
        let pass = Pass(training: true, threads: threads)
        let step = processorSeconds(subject.repeats) {
            optimizer.clearGradients()
            let output = network(Variable(rows), pass)
            (loss.map { $0(output, labels) } ?? (output * output).mean())?.backward()
            optimizer.step()
        }
        let frozen = network.frozen(), many = Array(repeating: rows.scalars, count: max(1, 512 / batch)).flatMap { $0 }
        let embedding = processorSeconds(subject.repeats) { _ = frozen(many.span, threads: threads) }
        return [
            "peer": "kindred", "version": .string(KindredVersion.current), "model": .string(subject.name),
            "loss": .string(objective.rawValue), "batch": .init(batch), "threads": .init(threads),
            "step_ms": .double((step * 1e5).rounded() / 100), "rows_per_s": .double((Double(batch) / step).rounded()),
            "embedded_per_s": .double((Double(many.count / inputs) / embedding).rounded()),
        ]
    }

    /// The fewest processor seconds of a call, of all threads together.
    private static func processorSeconds(_ repeats: Int, _ body: () -> Void) -> Double {
        for _ in 0..<2 { body() }
        return (0..<repeats).reduce(Double.infinity) { best, _ in
            let start = clock()
            body()
            return min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
        }
    }
}
