internal import KindredClustering
public import KindredMath

extension IVF {
    /// Builds the index of some rows: centroids and codewords are learnt from a sample, then each row finds its list.
    ///
    /// O(n nlist dimension); 1024 lists and 116,000 rows of 384 floats take some two seconds on one core.
    /// - Throws: `invalidParameter` (also for components that are not finite), `unsupported`, `cancelled`.
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: IVFParameters = IVFParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate(dimension: rows.dimension)
        try Self.check(reduction, rows.element)
        let training = try IVFTraining(rows, reduction, parameters, context)
        let coarse = try CoarseQuantizer(mean: training.mean, centroids: training.centroids, reduction)
        let quantizer = try training.quantizer(context)
        let empty = InvertedLists(counts: [Int](repeating: 0, count: coarse.count), codeBytes: quantizer?.codeBytes ?? 0)
        try self.init(
            rows: rows.prefix(0), reduction: reduction, parameters: parameters, coarse: coarse, quantizer: quantizer,
            lists: empty)
        try take(rows, context)
        try context.report(rows.count, of: rows.count)
        if parameters.recallSamples > 0 { recall = measuredRecall(samples: parameters.recallSamples, context.threads) }
    }

    /// Gives the rows behind those indexed so far to their lists.
    mutating func take(_ rows: VectorRows, _ context: BuildContext) throws(IndexError) {
        let before = count
        let writer = try IVFWriter(rows, coarse, quantizer, context)
        let labels = writer.labels(from: before)
        guard labels.allSatisfy({ $0 != InvertedLists.none }) else {
            throw IndexError(.invalidParameter, "a row has a component that is no number or infinite, or whose square is")
        }
        try context.report(before + (rows.count - before) / 2, of: rows.count)
        var counts = lists.counts
        for label in labels { counts[Int(label)] += 1 }
        let larger = lists.grown(to: counts)
        let error = writer.write(labels, from: before, into: larger, behind: lists.counts)
        if quantizer != nil, rows.count > 0 {
            meanSquaredError = ((meanSquaredError ?? 0) * Double(before) + error) / Double(rows.count)
        }
        lists = larger
        self.rows = rows
        live = live.map { $0.extended(to: rows.count) }
        flat = try FlatIndex(rows: rows, reduction: reduction)
    }
}

/// What an inverted file learns from a sample of its rows.
struct IVFTraining {
    let mean: [Float]
    private(set) var centroids: [Float]
    private let parameters: IVFParameters
    private let sample: Floats
    /// The sample as lists are made from it: of one length when they are made by direction.
    private let directed: Floats
    private let dimension: Int

    init(
        _ rows: VectorRows, _ reduction: KernelReduction, _ parameters: IVFParameters, _ context: BuildContext
    ) throws(IndexError) {
        self.parameters = parameters
        dimension = rows.dimension
        let nlist = parameters.lists(for: rows.count)
        var wanted = nlist * parameters.trainingRows
        if case .product(_, let bits) = parameters.codes { wanted = max(wanted, ProductQuantizer.trainingRows << bits) }
        var random = SeededRandom(seed: parameters.seed, stream: 1)
        let slots = wanted < rows.count ? random.sample(wanted, of: rows.count) : Array(0..<rows.count)
        sample = Floats(count: slots.count * dimension)
        let isByDirection = reduction == .dot && nlist > 1
        mean = try Self.centre(sample, rows, slots, moves: !isByDirection)
        centroids = [Float](repeating: 0, count: dimension)
        directed = isByDirection ? Self.directed(sample, dimension) : sample
        guard nlist > 1 else { return }
        let kMeans = KMeansParameters(
            k: nlist, iterations: parameters.iterations, pointsPerCluster: parameters.trainingRows, seed: parameters.seed)
        let points = unsafe UnsafeBufferPointer(start: directed.base, count: directed.count)
        do {
            centroids = try unsafe KMeans(
                points.span, dimension: dimension, parameters: kMeans, threads: context.threads,
                isCancelled: context.isCancelled
            ).centroids
        } catch { throw IndexError(error) }
        if isByDirection { direct() }
    }

    /// The vectors at their mean length, so that only directions differ.
    private static func directed(_ sample: Floats, _ dimension: Int) -> Floats {
        let directed = Floats(count: sample.count), count = sample.count / dimension
        unsafe directed.base.update(from: sample.base, count: sample.count)
        let total = (0..<count).reduce(0.0) {
            unsafe $0 + Double(Kernels.active.squaredNorm(sample.base + $1 * dimension, dimension).squareRoot())
        }
        let length = Float(total / Double(max(1, count)))
        for i in 0..<count { unsafe Kernels.active.scale(directed.base + i * dimension, dimension, to: length) }
        return directed
    }

    /// Brings all centroids to the length of the vectors they were learnt from.
    private mutating func direct() {
        let length = unsafe Kernels.active.squaredNorm(directed.base, dimension).squareRoot(), dimension = dimension
        let count = centroids.count / dimension
        unsafe centroids.withUnsafeMutableBufferPointer { centroids in
            guard let centroids = centroids.baseAddress else { return }
            for c in 0..<count { unsafe Kernels.active.scale(centroids + c * dimension, dimension, to: length) }
        }
    }

    /// Copies some rows, less their mean if they are to be moved, and returns what they were moved by.
    private static func centre(
        _ sample: Floats, _ rows: VectorRows, _ slots: [Int], moves: Bool
    ) throws(IndexError) -> [Float] {
        let dimension = rows.dimension, kernels = try RowKernels(.squaredL2, rows.element)
        let zeros = [Float](repeating: 0, count: dimension)
        var sums = [Double](repeating: 0, count: dimension)
        for (i, slot) in slots.enumerated() {
            let to = unsafe sample.base + i * dimension
            unsafe zeros.withUnsafeBufferPointer { zeros in
                guard let zeros = zeros.baseAddress else { return }
                unsafe rows.copy(slot, less: zeros, to: to, kernels)
            }
            for j in 0..<dimension { unsafe sums[j] += Double(to[j]) }
        }
        let mean = sums.map { Float($0 / Double(max(1, slots.count))) }
        guard mean.allSatisfy({ $0.isFinite }) else {
            throw IndexError(.invalidParameter, "a row has a component that is no number or infinite")
        }
        guard moves else { return zeros }
        for i in slots.indices { for j in 0..<dimension { unsafe sample.base[i &* dimension &+ j] -= mean[j] } }
        return mean
    }

    /// The codewords of the sample's residuals; nil without codes.
    func quantizer(_ context: BuildContext) throws(IndexError) -> ProductQuantizer? {
        guard case .product(let m, let bits) = parameters.codes else { return nil }
        let all = sample.count / dimension, wanted = min(all, ProductQuantizer.trainingRows << bits)
        let padded = (dimension + m - 1) / m * m
        let residuals = Floats(count: wanted * padded)
        let nearest = NearestCentroids(centroids, dimension: dimension)
        let room = Floats(count: nearest.roomCount), values = Floats(count: 1)
        var label: UInt32 = 0
        // Rows at even steps: a sample of rows in order may hold one kind before another.
        for i in 0..<wanted {
            let at = i * all / wanted * dimension
            let point = unsafe sample.base + at, to = unsafe residuals.base + i * padded
            unsafe nearest.nearest(points: directed.base + at, count: 1, labels: &label, values: values.base, room: room.base)
            for j in 0..<dimension { unsafe to[j] = point[j] - centroids[Int(label) * dimension + j] }
        }
        return try ProductQuantizer(
            learning: residuals, dimension: dimension, parts: m, bits: bits, seed: parameters.seed, context)
    }
}
