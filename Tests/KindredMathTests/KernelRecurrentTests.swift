import Foundation
import KindredMath
import Testing

/// The elementwise part of an LSTM's step and codes of 8 bits: every table beside exact numbers and the scalar loops.
@Suite struct KernelRecurrentTests {
    private static let scalar = Kernels.named("scalar")!

    private struct Step: Equatable {
        var gates, cell, activated, hidden: [Float]
    }

    private func step(_ kernels: Kernels, _ sums: [Float], _ peepholes: [Float]?, _ previous: Bool, _ before: [Float]) -> Step {
        let n = before.count
        var result = Step(gates: sums, cell: [Float](repeating: 7, count: n + 1), activated: [Float](repeating: 7, count: n + 1), hidden: [Float](repeating: 7, count: n + 1))
        unsafe (peepholes ?? []).withUnsafeBufferPointer { memory in
            unsafe kernels.lstmCell(
                &result.gates, peepholes: peepholes == nil ? nil : memory.baseAddress, previous: previous, units: n, before: before, cell: &result.cell,
                activated: &result.activated, hidden: &result.hidden)
        }
        #expect(result.cell[n] == 7 && result.activated[n] == 7 && result.hidden[n] == 7)
        return result
    }

    @Test(arguments: Kernels.available) func stepsAreThoseOfTheFormulas(_ kernels: Kernels) {
        var noise = KernelNoise(state: 41)
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        for n in Array(1...20) + [32, 33, 64, 100] {
            for (sees, previous) in [(false, false), (true, false), (true, true)] {
                let sums = (0..<4 * n).map { _ in Float.random(in: -6...6, using: &noise) }, before = (0..<n).map { _ in Float.random(in: -2...2, using: &noise) }
                let peepholes = sees ? (0..<3 * n).map { _ in Float.random(in: -1...1, using: &noise) } : nil
                let found = step(kernels, sums, peepholes, previous, before)
                #expect(found == step(Self.scalar, sums, peepholes, previous, before))
                for j in 0..<n {
                    let p = (0..<3).map { Double(peepholes?[$0 * n + j] ?? 0) }, z = (0..<4).map { Double(sums[$0 * n + j]) }, c = Double(before[j])
                    let i = sigmoid(z[0] + p[0] * c), f = sigmoid(z[1] + p[1] * c), g = tanh(z[2]), next = f * c + i * g
                    let o = sigmoid(z[3] + p[2] * (previous ? c : next))
                    for (value, exact) in zip((0..<4).map { found.gates[$0 * n + j] }, [i, f, g, o]) { #expect(abs(Double(value) - exact) < 4e-7) }
                    #expect(abs(Double(found.cell[j]) - next) < 1e-6)
                    #expect(abs(Double(found.activated[j]) - tanh(next)) < 1e-6)
                    #expect(abs(Double(found.hidden[j]) - o * tanh(next)) < 1e-6)
                }
            }
        }
    }

    @Test(arguments: Kernels.available) func theCellStateMayChangeInItsPlace(_ kernels: Kernels) {
        var noise = KernelNoise(state: 42)
        for n in [1, 16, 37] {
            let sums = (0..<4 * n).map { _ in Float.random(in: -3...3, using: &noise) }, before = (0..<n).map { _ in Float.random(in: -1...1, using: &noise) }
            let expected = step(kernels, sums, nil, false, before)
            var gates = sums, cell = before, activated = before, hidden = before
            unsafe cell.withUnsafeMutableBufferPointer { cell in
                guard let base = cell.baseAddress else { return }
                unsafe kernels.lstmCell(
                    &gates, peepholes: nil, previous: false, units: n, before: base, cell: base, activated: &activated, hidden: &hidden)
            }
            #expect(cell == Array(expected.cell.dropLast()))
            #expect(hidden == Array(expected.hidden.dropLast()))
        }
    }

    @Test(arguments: Kernels.available) func largeSumsSaturate(_ kernels: Kernels) {
        let large: [Float] = [100, -100, 1e30, -1e30]
        let found = step(kernels, large + large + large + large, nil, false, [1, 1, 1, 1])
        #expect(Array(found.gates[0..<4]).map { ($0 * 1e6).rounded() / 1e6 } == [1, 0, 1, 0])
        #expect(Array(found.gates[8..<12]) == [1, -1, 1, -1])
        #expect(found.hidden.dropLast().allSatisfy { $0.isFinite })
    }

    @Test(arguments: Kernels.available) func nearZeroTheTangentKeepsItsDigits(_ kernels: Kernels) {
        for exponent in 1...30 {
            let x = Float(sign: .plus, exponent: -exponent, significand: 1.3)
            let found = step(kernels, [0, 0, x, 0], nil, false, [0])
            #expect(abs(Double(found.gates[2]) / tanh(Double(x)) - 1) < 3e-7)
        }
    }

    @Test(arguments: Kernels.available) func codesOfEightBits(_ kernels: Kernels) {
        var noise = KernelNoise(state: 43)
        for count in Array(1...40) + [64, 100, 257] {
            let values = (0..<count).map { _ in Float.random(in: -3...3, using: &noise) }
            func codes(_ kernels: Kernels) -> ([Int8], Float) {
                var codes = [Int8](repeating: 55, count: count), span = codes.mutableSpan
                let step = kernels.encodeI8(values.span, into: &span)
                return (codes, step)
            }
            let (found, step) = codes(kernels), (expected, exact) = codes(Self.scalar)
            #expect(found == expected && step == exact)
            #expect(found.map { $0.magnitude }.max() == 127)
            for (code, value) in zip(found, values) { #expect(abs(Float(code) * step - value) <= step * 0.5001) }
        }
        var codes = [Int8](repeating: 55, count: 3), span = codes.mutableSpan
        #expect(kernels.encodeI8([0, -0.0, 1e-38].span, into: &span) == 0)
        #expect(codes == [0, 0, 0])
    }

    /// The scalar loop is the oracle, and a plain product of the rounded weights that of its order of columns.
    @Test(arguments: Kernels.available) func productsWithWovenHalves(_ kernels: Kernels) {
        var noise = KernelNoise(state: 44)
        for run in [1, 2, 7, 40, 96] {
            let weights = (0..<run * 64).map { _ in Float.random(in: -2...2, using: &noise) }
            let x = (0..<run + 20).map { _ in Float.random(in: -2...2, using: &noise) }
            var halves = [UInt16](repeating: 0, count: run * 64), rounded = [Float](repeating: 0, count: run * 64)
            unsafe halves.withUnsafeMutableBufferPointer { unsafe kernels.weave(weights, count: run * 64, into: $0.baseAddress!) }
            for i in weights.indices {
                let column = i % 64, place = i - column + column / 32 * 32 + column % 16 * 2 + column % 32 / 16
                rounded[i] = Float(bitPattern: UInt32(halves[place]) << 16)
                #expect(abs(rounded[i] - weights[i]) <= abs(weights[i]) / 256)
            }
            for rows in 1...8 {
                let starts = (0..<rows).map { UInt32(($0 * 7) % 20) }
                for adding in [false, true] {
                    var sums = (0..<rows * 64).map { Float($0 % 5) }
                    let before = sums
                    unsafe sums.withUnsafeMutableBufferPointer {
                        unsafe kernels.multiply(x, starts: starts, rows: rows, run: run, byWoven: halves, into: $0.baseAddress!, adding: adding)
                    }
                    for i in sums.indices {
                        let (row, column) = (i / 64, i % 64)
                        let exact = (0..<run).reduce(adding ? Double(before[i]) : 0) {
                            $0 + Double(x[Int(starts[row]) + $1]) * Double(rounded[$1 * 64 + column])
                        }
                        #expect(abs(Double(sums[i]) - exact) < 1e-4)
                    }
                }
            }
        }
    }
}
