internal import KindredMath
internal import KindredNN

/// A batch in parts, each with a copy of the network: threads work on parts, and what comes out does not depend on how many.
///
/// Embeddings are put together before the loss, so a loss sees the whole batch; its gradient is taken apart again.
// Sendable: a worker touches the parts of its own range alone, and all workers have finished before anything else is touched.
struct Shards: @unchecked Sendable {
    /// A copy of the network, and the tape of its part of the batch.
    private final class Part {
        let network: any EncoderNetwork
        var rows: [Int] = []
        var result: Variable<Float>?

        init(_ network: any EncoderNetwork) { self.network = network }
    }

    private let parts: [Part]
    private let workers: Workers
    /// Threads of the operations within a part.
    private let threads: Int

    /// `count` parts over copies that `make` makes; threads take a part each, or work together on the only one.
    init(count: Int, threads: Int, _ make: () -> any EncoderNetwork) {
        parts = (0..<count).map { _ in Part(make()) }
        workers = Workers(count: max(1, min(threads, count)))
        self.threads = count == 1 ? threads : 1
    }

    /// The embeddings of rows by the weights of `network`, in training.
    func embeddings(_ rows: [Int], _ inputs: any TrainingInputs, _ network: any EncoderNetwork, seed: UInt64, iteration: Int) -> Tensor<Float> {
        let size = (rows.count + parts.count - 1) / parts.count
        for (place, part) in parts.enumerated() {
            part.rows = Array(rows[min(rows.count, place * size)..<min(rows.count, (place + 1) * size)])
            for (copy, original) in zip(part.network.parameters + part.network.statistics, network.parameters + network.statistics) { copy.value = original.value }
        }
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty {
                let stream = UInt64(iteration) &* 64 &+ UInt64(place) &+ 1
                var augmentation: SeededRandom? = SeededRandom(seed: seed ^ 0xA46, stream: stream)
                let input = Variable(inputs.tensor(parts[place].rows, &augmentation))
                parts[place].result = parts[place].network.embeddings(input, Pass(training: true, random: SeededRandom(seed: seed ^ 0xD09, stream: stream), threads: threads))
            }
        }
        let results = parts.compactMap { $0.rows.isEmpty ? nil : $0.result?.value }
        return Tensor(results.flatMap(\.scalars), shape: [rows.count, results.first?.shape[1] ?? 0])
    }

    /// Takes the gradient of the embeddings back, and adds what the copies collect to the parameters of `network`; averages their
    /// statistics into its own.
    func backward(_ gradient: Tensor<Float>, into network: any EncoderNetwork) {
        let width = gradient.shape[1]
        let starts = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.rows.count) }
        workers.run(parts.count, grain: 1) { _, range in
            for place in range where !parts[place].rows.isEmpty {
                let seed = Tensor(Array(gradient.scalars[starts[place] * width..<starts[place + 1] * width]), shape: [parts[place].rows.count, width])
                parts[place].result?.backward(from: seed)
                parts[place].result = nil
            }
        }
        let busy = parts.filter { !$0.rows.isEmpty }
        for part in busy {
            for (copy, original) in zip(part.network.parameters, network.parameters) {
                if let gradient = copy.gradient { original.add(gradient) }
                copy.clearGradient()
            }
        }
        for (place, original) in network.statistics.enumerated() {
            let values = busy.map { $0.network.statistics[place].value.scalars }
            for i in original.value.scalars.indices { original.value.scalars[i] = values.reduce(0) { $0 + $1[i] } / Float(values.count) }
        }
        release()
    }

    /// Lets go of the weights, so that the optimiser changes them where they lie.
    private func release() {
        for part in parts {
            for copy in part.network.parameters + part.network.statistics { copy.value = Tensor(0) }
        }
    }
}
