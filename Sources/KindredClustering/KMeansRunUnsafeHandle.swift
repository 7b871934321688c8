internal import KindredMath

/// One run of k-means over a set of points: seeds, then iterations.
struct KMeansRun {
    let points: PointSet
    let parameters: KMeansParameters
    var threads: Int
    /// About the set's mean, row after row.
    private(set) var centroids: [Float]
    /// Of the centroids as they stand.
    private(set) var inertia = Double.infinity
    private(set) var iterations = 0
    private var random: SeededRandom
    private let labels: SharedMemory<UInt32>
    private let values: SharedMemory<Float>

    private var k: Int { parameters.k }
    private var dimension: Int { points.dimension }
    /// Whether batches are smaller than the whole.
    var isBatched: Bool { parameters.batch ?? points.count < points.count }

    init(_ points: PointSet, _ parameters: KMeansParameters, restart: Int, threads: Int) {
        self.points = points
        self.parameters = parameters
        self.threads = max(1, threads)
        random = SeededRandom(seed: parameters.seed, stream: UInt64(restart) + 2)
        centroids = Self.seeds(points, parameters.k, &random, threads: threads)
        labels = SharedMemory(count: points.count, of: 0)
        values = SharedMemory(count: points.count, of: 0)
    }

    /// Mini-batches when they are asked for, else Lloyd iterations until the inertia falls by less than this share.
    mutating func iterate(until tolerance: Double, _ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) {
        if isBatched {
            try iterateBatches(parameters.batch ?? points.count, isCancelled)
            return assign()
        }
        assign()
        try settle(until: tolerance, isCancelled)
    }

    /// Goes on with Lloyd iterations.
    mutating func settle(until tolerance: Double, _ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) {
        while iterations < parameters.iterations {
            let before = inertia
            try check(isCancelled)
            update()
            assign()
            iterations += 1
            if !(before - inertia > tolerance * before) { break }
        }
    }

    private func check(_ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) {
        guard isCancelled?() == true else { return }
        throw ClusteringError(.cancelled, "k-means was stopped after \(iterations) of \(parameters.iterations) iterations")
    }

    /// Gives each point to the nearest centroid.
    private mutating func assign() {
        NearestCentroids(centroids, dimension: dimension).nearest(points, threads: threads, labels, values)
        inertia = (0..<points.count).reduce(0.0) { unsafe $0 + Double(values.base[$1]) }
    }

    /// Moves each centroid to the mean of its points, which are added in order whatever the threads. One without points stays.
    private mutating func update() {
        var (starts, members) = grouped()
        repair(&starts, &members)
        let sums = SharedMemory<Float>(count: k * dimension, of: 0)
        let bounds = starts, order = members, points = self.points
        Workers(count: threads).run(k, grain: max(1, k / (8 * threads))) { _, range in
            for c in range { unsafe points.mean(of: order[bounds[c]..<bounds[c + 1]], into: sums.base + c * points.dimension) }
        }
        let means = sums.array
        for c in 0..<k where starts[c] < starts[c + 1] {
            for j in c * dimension..<(c + 1) * dimension { centroids[j] = means[j] }
        }
    }

    /// The points by centroid, ascending: those of centroid c from `starts[c]` to `starts[c + 1]`.
    private func grouped() -> (starts: [Int], members: [UInt32]) {
        var starts = [Int](repeating: 0, count: k + 1)
        for i in 0..<points.count { unsafe starts[Int(labels.base[i]) + 1] += 1 }
        for c in 0..<k { starts[c + 1] += starts[c] }
        var next = starts, members = [UInt32](repeating: 0, count: points.count)
        for i in 0..<points.count {
            let label = unsafe Int(labels.base[i])
            members[next[label]] = UInt32(truncatingIfNeeded: i)
            next[label] += 1
        }
        return (starts, members)
    }

    /// Gives each empty cluster the farthest member of the largest one.
    private func repair(_ starts: inout [Int], _ members: inout [UInt32]) {
        var sizes = (0..<k).map { starts[$0 + 1] - starts[$0] }
        guard sizes.contains(0) else { return }
        for empty in 0..<k where sizes[empty] == 0 {
            guard let largest = sizes.indices.max(by: { (sizes[$0], $1) < (sizes[$1], $0) }), sizes[largest] > 1 else { return }
            let group = (0..<points.count).filter { unsafe Int(labels.base[$0]) == largest }
            guard let farthest = group.max(by: { unsafe (values.base[$0], $1) < (values.base[$1], $0) }) else { return }
            unsafe labels.base[farthest] = UInt32(empty)
            unsafe values.base[farthest] = 0
            sizes[largest] -= 1
            sizes[empty] = 1
        }
        (starts, members) = grouped()
    }

    /// Sculley's mini-batches: a centroid moves to each of its points by 1 / the points it has seen.
    private mutating func iterateBatches(_ size: Int, _ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) {
        var seen = [Int](repeating: 0, count: k)
        var batch: [Float] = []
        while iterations < parameters.iterations {
            try check(isCancelled)
            batch.removeAll(keepingCapacity: true)
            for i in random.sample(size, of: points.count) { points.append(i, to: &batch) }
            let labels = NearestCentroids(centroids, dimension: dimension).labels(of: batch.span, threads: threads)
            for (i, label) in labels.enumerated() {
                let c = Int(label)
                seen[c] += 1
                let rate = 1 / Float(seen[c])
                for j in 0..<dimension {
                    centroids[c * dimension + j] += rate * (batch[i * dimension + j] - centroids[c * dimension + j])
                }
            }
            iterations += 1
        }
    }
}

extension PointSet {
    /// The mean of some points, which are added in their order; untouched when there is none.
    func mean(of points: ArraySlice<UInt32>, into mean: UnsafeMutablePointer<Float>) {
        for i in points {
            let point = unsafe self.point(Int(i))
            var j = 0
            while j &+ 8 <= dimension {
                let sum = unsafe UnsafeRawPointer(mean + j).loadUnaligned(as: SIMD8<Float>.self)
                let more = unsafe UnsafeRawPointer(point + j).loadUnaligned(as: SIMD8<Float>.self)
                unsafe UnsafeMutableRawPointer(mean + j).storeBytes(of: sum + more, as: SIMD8<Float>.self)
                j &+= 8
            }
            while j < dimension {
                unsafe mean[j] += point[j]
                j &+= 1
            }
        }
        guard !points.isEmpty else { return }
        let share = 1 / Float(points.count)
        for j in 0..<dimension { unsafe mean[j] *= share }
    }
}
