internal import KindredMath

/// The working memory of one search: leased from the index, used by one thread at a time.
// Sendable: a scratch belongs to the one thread that leased it.
@safe final class LSHScratch: @unchecked Sendable {
    let common: SearchScratch
    /// Products of the query with every direction, in stretches for `e2lsh`.
    let products: UnsafeMutablePointer<Float>
    /// The changes of one hash that a probe may make, least uncertain first: `score << 32 | change`.
    let changes: UnsafeMutablePointer<UInt64>
    /// Sets of changes, one bit each in that order, that are next to be tried; `heap` has them by score.
    private(set) var sets: UnsafeMutablePointer<UInt64>
    private(set) var setCapacity = 128
    var heap = BoundHeap(capacity: 128)

    init(_ shape: LSHShape, nodes: Int, queryBytes: Int) {
        common = SearchScratch(nodes: nodes, idsCapacity: FlatIndex.blockRows, queryBytes: queryBytes, ef: 100)
        unsafe products = .allocate(capacity: shape.functionCount)
        unsafe products.initialize(repeating: 0, count: shape.functionCount)
        unsafe changes = .allocate(capacity: 2 * shape.bits)
        unsafe sets = .allocate(capacity: setCapacity)
    }

    deinit {
        unsafe products.deallocate()
        unsafe changes.deallocate()
        unsafe sets.deallocate()
    }

    /// Makes room for the sets of `probes` probes.
    func reserve(probes: Int) {
        guard 2 * probes + 2 > setCapacity else { return }
        unsafe sets.deallocate()
        setCapacity = 2 * probes + 2
        unsafe sets = .allocate(capacity: setCapacity)
    }
}

/// The hash functions of an index, over rows and queries.
struct LSHHash: Sendable {
    let shape: LSHShape
    private let tables: LSHTables
    private let dimension: Int
    private let dot: Kernels.Scan?

    init(_ shape: LSHShape, _ tables: LSHTables, dimension: Int) {
        self.shape = shape
        self.tables = tables
        self.dimension = dimension
        dot = shape.family == .bits ? nil : Kernels.active.scan(.dot, .f32)
    }

    /// Writes what all functions make of a vector; of bits, 1 or -1.
    ///
    /// - Parameter rest: the component that makes all rows equally long; 0 for a query.
    func products(_ vector: UnsafeRawPointer, rest: Float, _ products: UnsafeMutablePointer<Float>) {
        let offsets = unsafe tables.offsets.entries(Float.self), count = shape.functionCount
        guard let dot else {
            let positions = unsafe tables.directions.entries(UInt32.self)
            for i in 0..<count {
                let bit = unsafe vector.load(fromByteOffset: Int(positions[i] >> 3), as: UInt8.self) >> UInt8(positions[i] & 7) & 1
                unsafe products[i] = bit == 1 ? 1 : -1
            }
            return
        }
        unsafe dot(
            query: vector, rows: UnsafeRawPointer(tables.directions.base), stride: dimension * 4, count: count,
            dimension: dimension, values: products)
        if shape.family == .e2lsh {
            let scale = 1 / shape.width
            for i in 0..<count { unsafe products[i] = (products[i] + offsets[i]) * scale }
        } else if rest != 0 {
            for i in 0..<count { unsafe products[i] += offsets[i] * rest }
        }
    }

    /// The bucket of a table, given its products, with some changes made.
    ///
    /// - Parameter set: which of the changes to make.
    func bucket(
        _ products: UnsafePointer<Float>, set: UInt64 = 0, _ changes: UnsafePointer<UInt64>? = nil
    ) -> Int {
        if shape.family == .e2lsh { return unsafe stretchBucket(products, set, changes) }
        var code: UInt64 = 0, i = 0
        while i < shape.bits {
            unsafe code |= products[i] >= 0 ? 1 << UInt64(i) : 0
            i &+= 1
        }
        var rest = set
        while rest != 0, let changes = unsafe changes {
            let change = unsafe Int(UInt32(truncatingIfNeeded: changes[rest.trailingZeroBitCount]))
            code ^= 1 << UInt64(change)
            rest &= rest &- 1
        }
        return shape.bits <= shape.bucketBits ? Int(code) : number(Self.mixed(code))
    }

    private func stretchBucket(
        _ products: UnsafePointer<Float>, _ set: UInt64, _ changes: UnsafePointer<UInt64>?
    ) -> Int {
        var code: UInt64 = 0
        for i in 0..<shape.bits {
            var stretch = unsafe Self.stretch(products[i])
            var rest = set
            while rest != 0, let changes = unsafe changes {
                let change = unsafe Int(UInt32(truncatingIfNeeded: changes[rest.trailingZeroBitCount]))
                if change >> 1 == i { stretch &+= change & 1 == 1 ? 1 : -1 }
                rest &= rest &- 1
            }
            code = Self.mixed(code ^ UInt64(bitPattern: stretch))
        }
        return number(code)
    }

    /// Stretches far out are one.
    private static func stretch(_ place: Float) -> Int64 {
        guard place.magnitude < 0x1p40 else { return place > 0 ? 1 << 40 : -1 << 40 }
        let whole = Int64(place)
        return Float(whole) > place ? whole - 1 : whole
    }

    private func number(_ code: UInt64) -> Int { Int(code >> UInt64(64 - shape.bucketBits)) }

    /// The output function of SplitMix64.
    private static func mixed(_ code: UInt64) -> UInt64 {
        var state = SplitMix64(state: code)
        return state.next()
    }

    /// Writes the changes a probe of a table may make, least uncertain first; how many there are.
    func changes(_ products: UnsafePointer<Float>, _ changes: UnsafeMutablePointer<UInt64>) -> Int {
        var count = 0
        func add(_ score: Float, _ change: Int) {
            unsafe changes[count] = UInt64((score * score).bitPattern) << 32 | UInt64(change)
            count += 1
        }
        for i in 0..<shape.bits {
            let product = unsafe products[i]
            guard shape.family == .e2lsh else {
                add(product, i)
                continue
            }
            let within = product - Float(Self.stretch(product))
            add(within, 2 * i)
            add(1 - within, 2 * i + 1)
        }
        var all = unsafe UnsafeMutableBufferPointer(start: changes, count: count)
        unsafe all.sort()
        // A set of changes is a word.
        return min(count, 64)
    }

    /// Whether a set does not move one hash both ways.
    func isPossible(_ set: UInt64, _ changes: UnsafePointer<UInt64>) -> Bool {
        guard shape.family == .e2lsh else { return true }
        var moved: UInt64 = 0, rest = set
        while rest != 0 {
            let bit: UInt64 = unsafe 1 << UInt64(UInt32(truncatingIfNeeded: changes[rest.trailingZeroBitCount]) >> 1)
            if moved & bit != 0 { return false }
            moved |= bit
            rest &= rest &- 1
        }
        return true
    }
}
