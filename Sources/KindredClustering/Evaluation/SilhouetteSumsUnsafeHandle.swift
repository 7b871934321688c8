internal import KindredMath

/// The silhouette of each of some points among them all.
struct SilhouetteSums: Sendable {
    private let points: SharedMemory<Float>
    private let dimension: Int
    private let labels: [Int]
    private let sizes: [Int]

    private static let tile = 64

    init(_ all: Span<Float>, _ dimension: Int, _ chosen: [Int], labels: [Int], clusters: Int) {
        points = SharedMemory(count: chosen.count * dimension, of: 0)
        for (i, point) in chosen.enumerated() {
            for j in 0..<dimension { unsafe points.base[i * dimension + j] = all[point * dimension + j] }
        }
        var sizes = [Int](repeating: 0, count: clusters)
        for label in labels { sizes[label] += 1 }
        self.dimension = dimension
        self.labels = labels
        self.sizes = sizes
    }

    func values(threads: Int) -> [Double] {
        let results = SharedMemory<Double>(count: labels.count, of: 0)
        let kernel = Kernels.active.scan(.squaredL2, .f32)
        Workers(count: max(1, threads)).run(labels.count, grain: Self.tile) { _, range in
            let distances = SharedMemory<Float>(count: labels.count, of: 0)
            for i in range {
                unsafe kernel(
                    query: points.base + i * dimension, rows: points.base, stride: dimension * 4, count: labels.count,
                    dimension: dimension, values: distances.base)
                var sums = [Double](repeating: 0, count: sizes.count)
                for j in labels.indices where j != i { unsafe sums[labels[j]] += Double(distances.base[j]).squareRoot() }
                unsafe results.base[i] = value(labels[i], sums)
            }
        }
        return results.array
    }

    private func value(_ own: Int, _ sums: [Double]) -> Double {
        guard sizes[own] > 1 else { return 0 }
        let a = sums[own] / Double(sizes[own] - 1)
        let b = sums.indices.filter { $0 != own }.map { sums[$0] / Double(sizes[$0]) }.min() ?? 0
        return max(a, b) > 0 ? (b - a) / max(a, b) : 0
    }
}
