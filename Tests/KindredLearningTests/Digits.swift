import Foundation
import KindredMath
import Testing

/// The optical digits, 1,797 of 64 grey values.
struct Digits {
    let rows: Matrix<Float>
    let labels: [Int]

    static func load(first count: Int = 1797) throws -> Digits {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/digits.npy", withExtension: nil))
        let data = [UInt8](try Data(contentsOf: url))
        let body = data[(10 + Int(data[8]) + Int(data[9]) << 8)...]
        try #require(body.count == 1797 * 65)
        let items = (0..<count).map { body.dropFirst($0 * 65).prefix(65) }
        return Digits(rows: Matrix(items.map { $0.dropLast().map { Float($0) } }), labels: items.map { Int($0.last ?? 0) })
    }
}

/// A matrix of draws from N(0, 1).
func normalRows(_ count: Int, _ dimension: Int, seed: UInt64 = 1) -> Matrix<Float> {
    var random = SeededRandom(seed: seed)
    return Matrix(rows: count, columns: dimension, elements: (0..<count * dimension).map { _ in Float(random.normal()) })
}
