internal import KindredMath

/// Which of some centroids is nearest to a point.
///
/// Short vectors are compared component by component, sixteen centroids at a time; longer ones through products of
/// matrices, a tile of points with a tile of centroids, |x - c|² = |x|² - 2 x·c + |c|². Of equally near centroids the first
/// is taken.
public struct NearestCentroids: Sendable {
    /// The centroids, row after row.
    public let centroids: [Float]
    /// Components of a centroid.
    public let dimension: Int
    private let halves: [Float]
    private let columns: [Float]

    /// Points and centroids of a tile: its products, 1 MiB, and both sides fit the second-level cache.
    private static let tile = 512
    /// Up to this dimension components are compared one by one: measured on 256 centroids.
    private static let directMax = 24

    /// Some centroids, row after row.
    ///
    /// - Precondition: `centroids.count` is a positive multiple of `dimension`.
    public init(_ centroids: [Float], dimension: Int) {
        precondition(
            dimension > 0 && centroids.count >= dimension && centroids.count % dimension == 0,
            "\(centroids.count) components of centroids of dimension \(dimension)")
        self.centroids = centroids
        self.dimension = dimension
        let count = centroids.count / dimension
        guard dimension <= Self.directMax || count < 16 else {
            var norms = [Float](repeating: 0, count: count)
            var target = norms.mutableSpan
            Kernels.active.norms(of: centroids.span, dimension: dimension, into: &target)
            halves = norms.map { $0 / 2 }
            columns = []
            return
        }
        halves = []
        columns = Self.columns(centroids, dimension: dimension)
    }

    /// How many centroids.
    public var count: Int { centroids.count / dimension }

    /// Floats of working memory that ``nearest(points:count:labels:values:room:)`` needs.
    public var roomCount: Int { columns.isEmpty ? Self.tile * min(Self.tile, count) + 2 * Self.tile : 0 }

    /// Centroids as columns: component *j* of centroid *c* at `j * padded + c`, absent ones infinite.
    public static func columns(_ centroids: [Float], dimension: Int) -> [Float] {
        let count = centroids.count / dimension, padded = (count + 15) / 16 * 16
        var columns = [Float](repeating: .infinity, count: padded * dimension)
        for c in 0..<count { for j in 0..<dimension { columns[j * padded + c] = centroids[c * dimension + j] } }
        return columns
    }

    /// The nearest centroid of each point and the squared distance to it, at least 0.
    ///
    /// - Parameters:
    ///   - points: row after row.
    ///   - room: ``roomCount`` floats.
    @unsafe
    public func nearest(
        points: UnsafePointer<Float>, count: Int, labels: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>,
        room: UnsafeMutablePointer<Float>
    ) {
        if !columns.isEmpty {
            unsafe columns.withUnsafeBufferPointer { columns in
                guard let base = columns.baseAddress else { return }
                unsafe Kernels.active.nearest(
                    points: points, stride: dimension, count: count, columns: base, padded: columns.count / dimension,
                    dimension: dimension, labels: labels, values: values)
            }
            return
        }
        for start in stride(from: 0, to: count, by: Self.tile) {
            unsafe nearestByProducts(
                points + start * dimension, min(Self.tile, count - start), labels + start, values + start, room)
        }
    }

    private func nearestByProducts(
        _ points: UnsafePointer<Float>, _ rows: Int, _ labels: UnsafeMutablePointer<UInt32>,
        _ values: UnsafeMutablePointer<Float>, _ room: UnsafeMutablePointer<Float>
    ) {
        let tile = min(Self.tile, count)
        let tileValues = unsafe room + Self.tile * tile
        let tileLabels = unsafe UnsafeMutableRawPointer(tileValues + Self.tile).assumingMemoryBound(to: UInt32.self)
        unsafe centroids.withUnsafeBufferPointer { all in
            unsafe halves.withUnsafeBufferPointer { halves in
                guard let all = all.baseAddress, let halves = halves.baseAddress else { return }
                for first in stride(from: 0, to: count, by: tile) {
                    let width = min(tile, count - first)
                    unsafe multiply(points, rows, all + first * dimension, width, room)
                    unsafe Kernels.active.least(
                        products: room, count: rows, centroids: width, halves: halves + first, labels: tileLabels,
                        values: tileValues)
                    for i in 0..<rows where unsafe first == 0 || tileValues[i] < values[i] {
                        unsafe values[i] = tileValues[i]
                        unsafe labels[i] = tileLabels[i] + UInt32(first)
                    }
                }
            }
        }
        unsafe Kernels.active.norms(
            .f32, rows: points, stride: dimension * 4, count: rows, dimension: dimension, values: tileValues)
        for i in 0..<rows { unsafe values[i] = max(0, tileValues[i] + 2 * values[i]) }
    }

    private func multiply(
        _ points: UnsafePointer<Float>, _ rows: Int, _ some: UnsafePointer<Float>, _ width: Int,
        _ products: UnsafeMutablePointer<Float>
    ) {
        let left = unsafe UnsafeBufferPointer(start: points, count: rows * dimension)
        let right = unsafe UnsafeBufferPointer(start: some, count: width * dimension)
        var target = unsafe UnsafeMutableBufferPointer(start: products, count: rows * width).mutableSpan
        unsafe BLAS.active.multiply(
            left.span, right.span, transposeB: true, m: rows, n: width, k: dimension, into: &target)
    }

    /// The nearest centroid of each point.
    ///
    /// - Precondition: `points.count` is a multiple of the dimension.
    public func labels(of points: Span<Float>, threads: Int = 1) -> [UInt32] {
        precondition(points.count % dimension == 0, "\(points.count) components are no points of dimension \(dimension)")
        let set = PointSet(points, dimension: dimension, chosen: nil), labels = SharedMemory<UInt32>(count: set.count, of: 0)
        let values = SharedMemory<Float>(count: set.count, of: 0)
        var moved = centroids
        for i in moved.indices { moved[i] -= set.mean[i % dimension] }
        NearestCentroids(moved, dimension: dimension).nearest(set, threads: threads, labels, values)
        return labels.array
    }

    /// All points of a set, on some threads.
    func nearest(
        _ set: PointSet, threads: Int, _ labels: SharedMemory<UInt32>, _ values: SharedMemory<Float>
    ) {
        let workers = Workers(count: max(1, threads))
        let rooms = (0..<workers.count).map { _ in SharedMemory<Float>(count: roomCount, of: 0) }
        workers.run(set.count, grain: Self.tile) { worker, range in
            unsafe nearest(
                points: set.point(range.lowerBound), count: range.count, labels: labels.base + range.lowerBound,
                values: values.base + range.lowerBound, room: rooms[worker].base)
        }
    }
}
