import KindredMath
import Testing

/// The kernels of images: every table beside the scalar loops.
@Suite struct KernelImageTests {
    static let scalar = Kernels.named("scalar")!

    static func floats(_ count: Int, _ noise: inout KernelNoise) -> [Float] { (0..<count).map { _ in .random(in: -1...1, using: &noise) } }

    static func near(_ a: [Float], _ b: [Float], _ bound: Float) -> Bool { a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= bound } }

    @Test(arguments: Kernels.available) func products(_ kernels: Kernels) {
        var noise = KernelNoise(state: 31)
        for columns in [16, 32, 48, 64, 80, 144] {
            for rows in [0, 1, 2, 3, 4, 5, 6, 7, 12, 17] {
                let runs = Int.random(in: 1...4, using: &noise), run = Int.random(in: 1...9, using: &noise)
                let step = Int.random(in: 1...3, using: &noise), jump = Int.random(in: 0...20, using: &noise)
                let from = Self.floats(200, &noise), weights = Self.floats(runs * run * columns, &noise), old = Self.floats(rows * columns, &noise)
                let starts = (0..<rows).map { _ in UInt32.random(in: 0...100, using: &noise) }
                for adding in [false, true] {
                    func product(_ kernels: Kernels) -> [Float] {
                        var to = old
                        kernels.multiply(
                            from, starts: starts, rows: rows, Kernels.Runs(runs: runs, jump: jump, run: run, step: step), by: weights,
                            columns: columns, into: &to, adding: adding)
                        return to
                    }
                    #expect(Self.near(product(kernels), product(Self.scalar), 1e-5), "\(rows) × \(columns)")
                }
            }
        }
    }

    @Test(arguments: Kernels.available) func momentsOfColumns(_ kernels: Kernels) {
        var noise = KernelNoise(state: 32)
        for (count, columns) in [(0, 16), (1, 32), (7, 48), (200, 64)] {
            let rows = Self.floats(count * columns, &noise).map { $0 + 3 }
            func moments(_ kernels: Kernels) -> [Float] {
                var mean = [Float](repeating: 9, count: columns), squares = mean
                kernels.moments(rows, count: count, columns: columns, mean: &mean, squares: &squares)
                return mean + squares
            }
            #expect(Self.near(moments(kernels), moments(Self.scalar), 1e-4))
        }
    }

    @Test(arguments: Kernels.available) func pools(_ kernels: Kernels) {
        var noise = KernelNoise(state: 33)
        for (height, width) in [(2, 2), (4, 6), (5, 4), (7, 7), (1, 4), (3, 3)] {
            for channels in [16, 48] {
                let image = Self.floats(height * width * channels, &noise).map { ($0 * 4).rounded() }
                let signs = (0..<channels).map { $0 % 3 == 0 ? Float(-1) : 1 }, count = height / 2 * (width / 2) * channels
                let gradient = Self.floats(count, &noise), along = Self.floats(channels, &noise), level = Self.floats(channels, &noise)
                func pooled(_ kernels: Kernels) -> ([Float], [UInt8], [Float]) {
                    var best = [Float](repeating: 9, count: count), which = [UInt8](repeating: 9, count: count)
                    kernels.pool(image, height: height, width: width, channels: channels, signs: signs, best: &best, which: &which)
                    var back = image
                    kernels.unpool(
                        gradient, which: which, image: image, height: height, width: width, channels: channels, along: along, level: level,
                        into: &back)
                    return (best, which, back)
                }
                let (ours, expected) = (pooled(kernels), pooled(Self.scalar))
                #expect(ours.0 == expected.0 && ours.1 == expected.1 && Self.near(ours.2, expected.2, 1e-5), "\(height) × \(width) × \(channels)")
            }
        }
    }
}
