internal import KindredMath

/// The points a clustering looks at, less their mean, so that an offset common to all costs no digits of a distance.
final class PointSet: Sendable {
    let dimension: Int
    let count: Int
    let mean: [Float]
    let memory: SharedMemory<Float>

    init(_ all: Span<Float>, dimension: Int, chosen: [Int]?) {
        let count = chosen?.count ?? all.count / dimension, memory = SharedMemory<Float>(count: count * dimension, of: 0)
        let base = unsafe memory.base
        unsafe all.withUnsafeBufferPointer { all in
            guard let all = all.baseAddress else { return }
            for i in 0..<count {
                unsafe (base + i * dimension).update(from: all + (chosen?[i] ?? i) * dimension, count: dimension)
            }
        }
        var sums = [Double](repeating: 0, count: dimension)
        for i in 0..<count { for j in 0..<dimension { unsafe sums[j] += Double(base[i &* dimension &+ j]) } }
        let mean = sums.map { Float($0 / Double(max(1, count))) }
        for i in 0..<count { for j in 0..<dimension { unsafe base[i &* dimension &+ j] -= mean[j] } }
        self.dimension = dimension
        self.count = count
        self.mean = mean
        self.memory = memory
    }

    func point(_ i: Int) -> UnsafeMutablePointer<Float> { unsafe memory.base + i &* dimension }

    /// Centroids of the moved points where the given ones lie.
    func moved(_ centroids: [Float]) -> [Float] {
        var centroids = centroids
        for i in centroids.indices { centroids[i] += mean[i % dimension] }
        return centroids
    }
}
