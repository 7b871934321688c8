import Foundation
import KindredLearning
import KindredMath

extension LabelledRows {
    /// Two half circles that reach into each other.
    static func moons(seed: UInt64) -> LabelledRows {
        curves(seed: seed, stream: 53) { half, angle in half == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle)) }
    }

    /// A ring within a ring.
    static func rings(seed: UInt64) -> LabelledRows {
        curves(seed: seed, stream: 54) { half, angle in
            let radius = half == 0 ? 1 : 0.5
            return (radius * cos(2 * angle), radius * sin(2 * angle))
        }
    }

    /// 150 points of each of two curves, evenly along an angle of 0...π, with noise of 0.05.
    private static func curves(seed: UInt64, stream: UInt64, _ curve: (Int, Double) -> (Double, Double)) -> LabelledRows {
        var random = SeededRandom(seed: seed, stream: stream), values: [Float] = [], labels: [Int] = []
        for half in 0..<2 {
            for i in 0..<150 {
                let (x, y) = curve(half, Double.pi * Double(i) / 150)
                values += [Float(x + 0.05 * random.normal()), Float(y + 0.05 * random.normal())]
                labels.append(half)
            }
        }
        return LabelledRows(rows: Matrix(rows: labels.count, columns: 2, elements: values), labels: labels, classes: ["0", "1"])
    }
}
