import Foundation
@testable import KindredLearning
import KindredMath
import KindredNN
import Testing

@Suite struct SymmetricInfoNCETests {
    private func tensor(_ rows: Int, _ columns: Int, seed: UInt64) -> Tensor<Double> {
        var random = SeededRandom(seed: seed)
        return Tensor((0..<rows * columns).map { _ in random.normal() }, shape: [rows, columns])
    }

    /// The loss by plain loops.
    private func plain(_ a: Tensor<Double>, _ b: Tensor<Double>, _ temperature: Double) -> Double {
        let count = a.shape[0], width = a.shape[1]
        func row(_ t: Tensor<Double>, _ i: Int) -> [Double] {
            let row = Array(t.scalars[i * width..<(i + 1) * width]), norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / norm }
        }
        let s = (0..<count).map { i in (0..<count).map { j in zip(row(a, i), row(b, j)).reduce(0) { $0 + $1.0 * $1.1 } / temperature } }
        var sum = 0.0
        for i in 0..<count {
            sum += log(s[i].reduce(0) { $0 + exp($1) }) - s[i][i]
            sum += log(s.reduce(0) { $0 + exp($1[i]) }) - s[i][i]
        }
        return sum / Double(2 * count)
    }

    @Test(arguments: [(2, 3), (5, 4), (17, 8)]) func isWhatPlainLoopsSay(rows: Int, columns: Int) {
        let a = tensor(rows, columns, seed: 1), b = tensor(rows, columns, seed: 2)
        for isLearned in [true, false] {
            let loss = SymmetricInfoNCE<Double>(temperature: 0.2, isLearned: isLearned)
            let value = loss(Variable(a), Variable(b)).value.scalar
            #expect(abs(value - plain(a, b, 0.2)) < 1e-9)
            #expect(abs(loss(Variable(b), Variable(a)).value.scalar - value) < 1e-9)
        }
    }

    @Test func gradientsAreThoseOfDifferences() throws {
        let a = tensor(4, 3, seed: 3), b = tensor(4, 3, seed: 4), weight = Parameter("a", a)
        let loss = SymmetricInfoNCE<Double>(temperature: 0.5)
        loss(weight.variable(), Variable(b)).backward()
        let gradient = try #require(weight.gradient), step = 1e-6
        for place in 0..<a.count {
            var up = a, down = a
            up.scalars[place] += step
            down.scalars[place] -= step
            #expect(abs(gradient.scalars[place] - (plain(up, b, 0.5) - plain(down, b, 0.5)) / (2 * step)) < 1e-6)
        }
        let scale = try #require(loss.logScale?.gradient).scalars[0]
        let expected = (plain(a, b, 0.5 * exp(-step)) - plain(a, b, 0.5 * exp(step))) / (2 * step)
        #expect(abs(scale - expected) < 1e-6)
    }

    @Test func theTemperatureHasAFloor() throws {
        let loss = SymmetricInfoNCE<Float>(temperature: 0.07)
        #expect(abs(loss.temperature - 0.07) < 1e-6)
        try #require(loss.logScale).value.scalars[0] = 50
        loss.finishStep()
        #expect(abs(loss.temperature - 0.01) < 1e-6)
        #expect(SymmetricInfoNCE<Float>(isLearned: false).parameters.isEmpty)
    }
}
