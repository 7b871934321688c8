internal import KindredMath

// k-means++ draws each seed with a probability in proportion to D², its squared distance to the seeds before it. One pass
// over the points a seed would cost as many reads of all points as there are seeds. So seeds are proposed in batches from
// the D² that the batch began with, and each is kept with the probability D² now / D² then, which is rejection sampling of
// the very same distribution: D² only falls. Half as many are proposed as there are seeds already.

extension KMeansRun {
    /// Points whose D² are added up before a draw looks at them one by one.
    private static let run = 1024
    private static let batchMax = 256

    /// The k seeds, row after row.
    static func seeds(_ set: PointSet, _ k: Int, _ random: inout SeededRandom, threads: Int) -> [Float] {
        var seeds: [Float] = []
        seeds.reserveCapacity(k * set.dimension)
        let near = SharedMemory<Float>(count: set.count, of: .infinity)
        set.append(random.integer(below: set.count), to: &seeds)
        set.lower(near, to: seeds, threads: threads)
        while seeds.count < k * set.dimension {
            let chosen = seeds.count / set.dimension
            let wanted = min(k - chosen, max(1, chosen / 2), batchMax)
            let fresh = proposals(set, near, wanted, &random)
            seeds.append(contentsOf: fresh)
            if seeds.count < k * set.dimension { set.lower(near, to: fresh, threads: threads) }
        }
        return seeds
    }

    /// At least one seed and at most `wanted`, drawn by D² in `near`.
    private static func proposals(
        _ set: PointSet, _ near: SharedMemory<Float>, _ wanted: Int, _ random: inout SeededRandom
    ) -> [Float] {
        let sums = stride(from: 0, to: set.count, by: run).map { start in
            (start..<min(start + run, set.count)).reduce(0.0) { unsafe $0 + Double(near.base[$1]) }
        }
        let total = sums.reduce(0, +)
        var kept: [Int] = [], seeds: [Float] = []
        for _ in 0..<wanted {
            // All points coincide with seeds, or are infinitely far: any will do.
            let isFlat = !(total > 0 && total.isFinite)
            let point = isFlat ? random.integer(below: set.count) : draw(near, sums, random.uniform() * total)
            let then = unsafe near.base[point]
            let now = kept.reduce(then) { min($0, set.squaredDistance(point, $1)) }
            guard isFlat || kept.isEmpty || Float(random.uniform()) * then < now else { continue }
            kept.append(point)
            set.append(point, to: &seeds)
        }
        return seeds
    }

    /// The point at which the running sum of D² passes `place`.
    private static func draw(_ near: SharedMemory<Float>, _ sums: [Double], _ place: Double) -> Int {
        var rest = place, block = 0
        while block < sums.count - 1, rest >= sums[block] {
            rest -= sums[block]
            block += 1
        }
        var last = block * run
        for i in (block * run)..<min((block + 1) * run, near.count) {
            let weight = unsafe Double(near.base[i])
            if weight > 0 { last = i }
            if rest < weight { return i }
            rest -= weight
        }
        return last
    }
}

extension PointSet {
    func append(_ point: Int, to points: inout [Float]) {
        unsafe points.append(contentsOf: UnsafeBufferPointer(start: self.point(point), count: dimension))
    }

    func squaredDistance(_ a: Int, _ b: Int) -> Float {
        let a = unsafe UnsafeBufferPointer(start: point(a), count: dimension)
        let b = unsafe UnsafeBufferPointer(start: point(b), count: dimension)
        return unsafe Kernels.active.squaredL2(a.span, b.span)
    }

    /// Lowers the squared distance of each point to the nearest of some more centroids.
    func lower(_ near: SharedMemory<Float>, to centroids: [Float], threads: Int) {
        let labels = SharedMemory<UInt32>(count: count, of: 0), values = SharedMemory<Float>(count: count, of: 0)
        NearestCentroids(centroids, dimension: dimension).nearest(self, threads: threads, labels, values)
        for i in 0..<count { unsafe near.base[i] = min(near.base[i], values.base[i]) }
    }
}
