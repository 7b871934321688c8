internal import KindredMath
internal import KindredNN

/// What the numbers of a step are brought to: each with mean 0 and deviation 1 over the steps that teach.
struct StepScaling: Sendable, Hashable {
    var means: [Float]
    /// 1 ÷ deviation; 1 for a number that is always the same.
    var factors: [Float]

    init(_ data: LabelledSequences, _ rows: [Int]) {
        let width = data.step.width
        var sums = [Double](repeating: 0, count: width), squares = sums, count = 0.0
        for row in rows {
            for (place, number) in data.sequences[row].enumerated() { sums[place % width] += Double(number) }
            count += Double(data.sequences[row].count / width)
        }
        let means = sums.map { $0 / max(1, count) }
        for row in rows {
            for (place, number) in data.sequences[row].enumerated() {
                let distance = Double(number) - means[place % width]
                squares[place % width] += distance * distance
            }
        }
        self.means = means.map(Float.init)
        factors = squares.map { $0 > 0 ? Float(1 / ($0 / count).squareRoot()) : 1 }
    }
}

/// Sequences as batches: [batch, steps, width + 1], shorter ones filled up before their first step; the last number of a step says whether
/// it counts.
struct SequenceInputs: TrainingInputs {
    let data: LabelledSequences
    /// nil for tokens.
    let scaling: StepScaling?
    let noise: Double
    /// Steps at most: of a longer sequence the last ones teach.
    static let longest = 512

    func tensor(_ rows: [Int], _ random: inout SeededRandom?) -> Tensor<Float> {
        let width = data.step.width
        let steps = min(Self.longest, rows.map { data.sequences[$0].count / width }.max() ?? 1)
        var scalars = [Float]()
        scalars.reserveCapacity(rows.count * steps * (width + 1))
        for row in rows {
            let sequence = data.sequences[row].suffix(steps * width), count = sequence.count / width
            scalars += [Float](repeating: 0, count: (steps - count) * (width + 1))
            for (place, number) in sequence.enumerated() {
                var number = number
                if let scaling {
                    number = (number - scaling.means[place % width]) * scaling.factors[place % width]
                    if noise > 0, var generator = random {
                        number += Float(noise * generator.normal())
                        random = generator
                    }
                }
                scalars.append(number)
                if place % width == width - 1 { scalars.append(scaling == nil && sequence[sequence.startIndex + place] == 0 ? 0 : 1) }
            }
        }
        return Tensor(scalars, shape: [rows.count, steps, width + 1])
    }
}

/// Layers of LSTM, over vectors of tokens or over numbers; the embedding is the last hidden state.
final class SequenceNetwork: EncoderNetwork {
    let embedding: Embedding<Float>?
    let layers: [LSTM<Float>]

    init(_ settings: TrainingSettings, _ step: LabelledSequences.Step) {
        var random = SeededRandom(seed: settings.seed, stream: 0x157A), width = step.width
        if case .token(let count) = step {
            width = settings.dimension
            embedding = Embedding("embedding", count: count, dimension: width, deviation: 0.3, &random)
        } else {
            embedding = nil
        }
        var layers = [LSTM<Float>]()
        let units = settings.hidden + [settings.dimension]
        for (place, count) in units.enumerated() {
            layers.append(
                LSTM("lstm\(place + 1)", inputs: width, units: count, everyStep: place < units.count - 1, dropout: Float(settings.dropout), &random))
            width = count
        }
        self.layers = layers
    }

    var parameters: [Parameter<Float>] { (embedding?.parameters ?? []) + layers.flatMap(\.parameters) }
    var statistics: [Parameter<Float>] { [] }

    func embeddings(_ x: Variable<Float>, _ pass: Pass) -> Variable<Float> {
        let (batch, steps, width) = (x.shape[0], x.shape[1], x.shape[2] - 1)
        var numbers = [Float](), mask = [Bool]()
        numbers.reserveCapacity(batch * steps * width)
        for step in 0..<(batch * steps) {
            let start = step * (width + 1)
            numbers += x.value.scalars[start..<(start + width)]
            mask.append(x.value.scalars[start + width] != 0)
        }
        var signal: Variable<Float>
        if let embedding {
            signal = embedding(numbers.map { Int($0) }).reshaped([batch, steps, embedding.table.value.shape[1]])
        } else {
            signal = Variable(Tensor(numbers, shape: [batch, steps, width]))
        }
        let isWhole = mask.allSatisfy { $0 }
        for layer in layers { signal = layer.read(signal, pass, mask: isWhole ? nil : mask).outputs }
        return signal
    }
}
