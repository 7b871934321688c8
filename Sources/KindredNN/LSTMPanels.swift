internal import KindredMath
internal import Synchronization

/// The weights of an LSTM in the order in which batches multiply: for each sixteen units a panel, in which each input and each unit
/// of the state has a row of 64 numbers, sixteen for each of the gates i, f, c and o. What a panel's product gives is thus what the cell
/// of its units needs, still in the nearest cache.
struct LSTMPanels: Sendable {
    static let lanes = 16

    let inputs, units: Int
    let seesPrevious: Bool
    /// How many panels; the units that fill up the last one have weights of 0.
    let count: Int
    /// count × (m + n) × 64.
    let weights: PanelWeights
    /// count × 64.
    let bias: [Float]
    /// count × 48, or empty.
    let peepholes: [Float]

    /// Units with those that fill up.
    var paddedUnits: Int { count * Self.lanes }

    init(_ numbers: LSTMWeights, halves: Bool = false) {
        let lanes = Self.lanes, inputs = numbers.inputs, units = numbers.units, count = (units + lanes - 1) / lanes, rows = inputs + units
        self.inputs = inputs
        self.units = units
        self.count = count
        seesPrevious = numbers.peepholeReading == .previous
        var weights = [Float](repeating: 0, count: count * rows * 4 * lanes)
        for gate in 0..<4 {
            for unit in 0..<units {
                let source = gate * units + unit, column = gate * lanes + unit % lanes, panel = unit / lanes * rows
                for i in 0..<inputs { weights[(panel + i) * 4 * lanes + column] = numbers.inputKernel[source * inputs + i] }
                for j in 0..<units { weights[(panel + inputs + j) * 4 * lanes + column] = numbers.recurrentKernel[source * units + j] }
            }
        }
        self.weights = PanelWeights(weights, halves: halves)
        self.bias = Self.spread(numbers.bias, blocks: 4, units: units, panels: count)
        self.peepholes = numbers.peepholes.map { Self.spread($0, blocks: 3, units: units, panels: count) } ?? []
    }

    /// blocks × units numbers as panels × blocks × 16.
    private static func spread(_ values: [Float], blocks: Int, units: Int, panels: Int) -> [Float] {
        var result = [Float](repeating: 0, count: panels * blocks * lanes)
        for block in 0..<blocks {
            for unit in 0..<units { result[(unit / lanes * blocks + block) * lanes + unit % lanes] = values[block * units + unit] }
        }
        return result
    }
}

/// Panels that are made when first asked for, then shared by the copies of an engine.
final class LSTMPanelCache: Sendable {
    private let panels = Mutex<LSTMPanels?>(nil)

    func callAsFunction(_ make: () -> LSTMPanels) -> LSTMPanels {
        panels.withLock { known in
            if let known { return known }
            let made = make()
            known = made
            return made
        }
    }
}
