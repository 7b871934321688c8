internal import KindredMath

/// Exact neighbors by products of matrices: a tile of points with a tile of points, |x - y|² = |x|² - 2 x·y + |y|².
///
/// The products are of Float32 and serve to find candidates, a margin for their rounding included; candidates are measured again in
/// Float64 on the points as given.
final class PointScan: Sendable {
    let count: Int
    let dimension: Int
    private let centred: PointSet
    private let given: SharedMemory<Float>
    private let norms: SharedMemory<Float>
    private let normMax: Float

    private static let queryTile = 128
    private static let pointTile = 1024

    init(_ all: Span<Float>, count: Int, dimension: Int) {
        self.count = count
        self.dimension = dimension
        centred = PointSet(all, dimension: dimension, chosen: nil)
        given = SharedMemory(count: count * dimension, of: 0)
        norms = SharedMemory(count: count, of: 0)
        for i in all.indices { unsafe given.base[i] = all[i] }
        unsafe Kernels.active.norms(
            .f32, rows: centred.memory.base, stride: dimension * 4, count: count, dimension: dimension, values: norms.base)
        normMax = norms.array.max() ?? 0
    }

    func nearest(_ k: Int, of points: Range<Int>) -> NeighborLists {
        var lists = NeighborLists()
        for start in stride(from: points.lowerBound, to: points.upperBound, by: Self.queryTile) {
            let queries = (start..<min(start + Self.queryTile, points.upperBound)).map { UInt32($0) }
            var pools = queries.map { CandidatePool(k: k, margin: margin(Int($0)), itself: $0) }
            scan(queries) { query, first, values in pools[query].offer(values, first: first) }
            for (i, query) in queries.enumerated() { lists.append(nearest(k, of: Int(query), among: pools[i].candidates())) }
        }
        return lists
    }

    func within(_ radius: Double, of points: [UInt32]) -> NeighborLists {
        var lists = NeighborLists()
        for start in stride(from: 0, to: points.count, by: Self.queryTile) {
            let queries = Array(points[start..<min(start + Self.queryTile, points.count)])
            var found = [[(id: UInt32, distance: Double)]](repeating: [], count: queries.count)
            scan(queries) { query, first, values in
                let id = queries[query]
                let bound = unsafe Float(radius * radius) - norms.base[Int(id)] + margin(Int(id))
                values.forEachBelow(bound) { place in
                    let other = UInt32(first + place)
                    let distance = other == id ? .infinity : squaredDistance(Int(id), Int(other))
                    if distance <= radius * radius { found[query].append((other, distance.squareRoot())) }
                }
            }
            for list in found { lists.append(list) }
        }
        return lists
    }

    /// Calls `body` with a query's number, the first point of a tile, and |y|² - 2 x·y of each point of the tile.
    private func scan(_ queries: [UInt32], _ body: (_ query: Int, _ first: Int, _ values: TileRow) -> Void) {
        let rows = SharedMemory<Float>(count: queries.count * dimension, of: 0)
        for (i, query) in queries.enumerated() {
            for j in 0..<dimension { unsafe rows.base[i * dimension + j] = -2 * centred.point(Int(query))[j] }
        }
        let products = SharedMemory<Float>(count: queries.count * Self.pointTile, of: 0)
        for first in stride(from: 0, to: count, by: Self.pointTile) {
            let width = min(Self.pointTile, count - first)
            for i in queries.indices {
                unsafe (products.base + i * Self.pointTile).update(from: norms.base + first, count: width)
            }
            unsafe BLAS.active.multiply(
                rows.base, step: dimension, transposeA: false, centred.point(first), step: dimension, transposeB: true,
                m: queries.count, n: width, k: dimension, beta: 1, into: products.base, step: Self.pointTile)
            for i in queries.indices {
                unsafe body(i, first, TileRow(base: products.base + i * Self.pointTile, count: width))
            }
        }
    }

    /// By how much a squared distance by products may be off.
    private func margin(_ point: Int) -> Float {
        let norm = unsafe norms.base[point]
        return max(1e-6, 1.2e-7 * Float(dimension).squareRoot()) * (norm + normMax)
    }

    private func nearest(_ k: Int, of query: Int, among candidates: [UInt32]) -> [(id: UInt32, distance: Double)] {
        var measured = candidates.map { (id: $0, distance: squaredDistance(query, Int($0))) }
        measured.sort { ($0.distance, $0.id) < ($1.distance, $1.id) }
        return measured.prefix(k).map { ($0.id, $0.distance.squareRoot()) }
    }

    private func squaredDistance(_ a: Int, _ b: Int) -> Double {
        let x = unsafe given.base + a &* dimension, y = unsafe given.base + b &* dimension
        var sums = SIMD8<Double>.zero, j = 0
        while j &+ 8 <= dimension {
            let p = unsafe UnsafeRawPointer(x + j).loadUnaligned(as: SIMD8<Float>.self)
            let q = unsafe UnsafeRawPointer(y + j).loadUnaligned(as: SIMD8<Float>.self)
            let difference = SIMD8<Double>(p) - SIMD8<Double>(q)
            sums += difference * difference
            j &+= 8
        }
        var sum = sums.sum()
        while j < dimension {
            let difference = unsafe Double(x[j]) - Double(y[j])
            sum += difference * difference
            j &+= 1
        }
        return sum
    }
}

/// One row of a tile of products.
@safe struct TileRow {
    let base: UnsafePointer<Float>
    let count: Int

    /// The places whose value is at most `bound`, ascending. Sixteen are looked at in one go.
    @inline(__always)
    func forEachBelow(_ bound: Float, _ body: (Int) -> Void) {
        var i = 0
        let limit = SIMD16<Float>(repeating: bound)
        while i &+ 16 <= count {
            let values = unsafe UnsafeRawPointer(base + i).loadUnaligned(as: SIMD16<Float>.self)
            if any(values .<= limit) {
                for j in i..<i &+ 16 where unsafe base[j] <= bound { body(j) }
            }
            i &+= 16
        }
        while i < count {
            if unsafe base[i] <= bound { body(i) }
            i &+= 1
        }
    }
}

/// What may be among the k nearest: everything within the k-th value seen and twice the margin of rounding.
struct CandidatePool {
    let k: Int
    let margin: Float
    let itself: UInt32
    /// Values and ids in one number each, in the order of both.
    private var kept: [UInt64] = []
    private var bound = Float.infinity
    private var room: Int

    init(k: Int, margin: Float, itself: UInt32) {
        self.k = k
        self.margin = margin
        self.itself = itself
        room = 3 * k + 64
    }

    /// The ids of all that may be, without those that came before the bound was as low as it is at the end.
    mutating func candidates() -> [UInt32] {
        if kept.count > k { shrink() }
        return kept.map { UInt32(truncatingIfNeeded: $0) }
    }

    mutating func offer(_ values: TileRow, first: Int) {
        var start = 0
        while start < values.count {
            // The bound falls while a tile is read, so a tile is taken in parts.
            let part = unsafe TileRow(base: values.base + start, count: min(256, values.count - start))
            part.forEachBelow(bound) { place in
                let id = UInt32(first + start + place)
                if id != itself { unsafe kept.append(Self.key(part.base[place], id)) }
            }
            if kept.count >= room { shrink() }
            start += 256
        }
    }

    private mutating func shrink() {
        selectLeast()
        bound = Self.value(kept[k - 1]) + 2 * margin
        kept.removeAll { Self.value($0) > bound }
        room = max(room, 2 * kept.count)
    }

    /// Puts the k-th smallest at its place, none larger before it: Hoare, "Algorithm 65: Find", CACM 4(7), 1961.
    private mutating func selectLeast() {
        var low = 0, high = kept.count - 1
        while low < high {
            let pivot = kept[(low + high) / 2]
            var i = low, j = high
            while i <= j {
                while kept[i] < pivot { i += 1 }
                while kept[j] > pivot { j -= 1 }
                if i <= j {
                    kept.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if k - 1 <= j {
                high = j
            } else if k - 1 >= i {
                low = i
            } else {
                return
            }
        }
    }

    /// The bits of a float ordered as the float is: those of a negative one all turned, else the sign alone.
    private static func key(_ value: Float, _ id: UInt32) -> UInt64 {
        let bits = value.bitPattern
        return UInt64(bits >> 31 == 0 ? bits | 1 << 31 : ~bits) << 32 | UInt64(id)
    }

    private static func value(_ key: UInt64) -> Float {
        let bits = UInt32(truncatingIfNeeded: key >> 32)
        return Float(bitPattern: bits >> 31 == 1 ? bits & ~(1 << 31) : ~bits)
    }
}
