extension RoaringBitmap: ExpressibleByArrayLiteral {
    /// Creates the set of `elements`, in any order, repeated or not.
    public init(arrayLiteral elements: UInt32...) {
        self.init(elements)
    }
}

extension RoaringBitmap {
    /// Creates the set of `values`, in any order, repeated or not.
    ///
    /// - Complexity: O(*n*) when the values ascend, else O(*n* log *m*), where *m* is at most 4,096.
    public init(_ values: some Sequence<UInt32>) {
        if let bitmap = values as? RoaringBitmap {
            self = bitmap
            return
        }
        let values = Array(values)
        let ascends = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        if ascends || values.count < 4096 {
            self.init(ascending: ascends ? values : values.sorted())
        } else {
            self.init(unordered: values)
        }
    }

    /// Creates the set of `values`.
    ///
    /// - Precondition: each value is above the one before.
    /// - Complexity: O(*n*).
    public init(sortedUnique values: some Sequence<UInt32>) {
        let values = Array(values)
        for (previous, value) in zip(values, values.dropFirst()) {
            precondition(previous < value, "\(value) follows \(previous): the values do not ascend")
        }
        self.init(ascending: values)
    }

    /// Creates the set of `values`, which do not descend.
    private init(ascending values: [UInt32]) {
        self.init()
        var start = 0
        while start < values.count {
            let key = values[start].high
            var end = start
            var lows: [UInt16] = []
            while end < values.count, values[end].high == key {
                if lows.last != values[end].low { lows.append(values[end].low) }
                end += 1
            }
            let array = ArrayContainer(lows)
            append(key, lows.count <= ArrayContainer.capacity ? .array(array) : .bitset(BitsetContainer(array)))
            start = end
        }
    }

    /// Creates the set of `values`, in any order, repeated or not: deals them out to their chunks, then sorts those.
    private init(unordered values: [UInt32]) {
        self.init()
        var ends = [Int](repeating: 0, count: 1 << 16)
        for value in values { ends[Int(value.high)] += 1 }
        var total = 0
        for key in ends.indices {
            let count = ends[key]
            ends[key] = total
            total += count
        }
        var lows = [UInt16](repeating: 0, count: values.count)
        for value in values {
            lows[ends[Int(value.high)]] = value.low
            ends[Int(value.high)] += 1
        }
        var start = 0
        for key in ends.indices where ends[key] > start {
            append(UInt16(key), Container(unordered: lows[start..<ends[key]]))
            start = ends[key]
        }
    }

    /// The values of any of `bitmaps`.
    ///
    /// - Complexity: O(*s* + *c* log *c*), where *s* is the size of all of them in bytes and *c* the number of their
    ///   chunks; a chunk only one of them has is shared, not copied.
    public static func union(of bitmaps: [RoaringBitmap]) -> RoaringBitmap {
        var chunks: [(key: UInt16, container: Container)] = []
        for bitmap in bitmaps { chunks.append(contentsOf: zip(bitmap.keys, bitmap.containers).map { ($0, $1) }) }
        chunks.sort { $0.key < $1.key }
        var result = RoaringBitmap()
        var start = 0
        while start < chunks.count {
            var end = start + 1
            while end < chunks.count, chunks[end].key == chunks[start].key { end += 1 }
            result.append(chunks[start].key, Container.union(of: chunks[start..<end].map(\.container)))
            start = end
        }
        return result
    }
}

extension Container {
    /// The container of `values`, in any order, repeated or not.
    fileprivate init(unordered values: ArraySlice<UInt16>) {
        // From some hundred values on, setting bits in 8 KiB and reading them back is faster than sorting.
        if values.count < 256 {
            var unique: [UInt16] = []
            for value in values.sorted() where unique.last != value { unique.append(value) }
            self = .array(ArrayContainer(unique))
        } else {
            var bitset = BitsetContainer()
            for value in values { _ = bitset.insert(value) }
            self = .sized(bitset)
        }
    }

    /// The values of any of `containers`, of which there is at least one.
    fileprivate static func union(of containers: [Container]) -> Container {
        if containers.count <= 2 || containers.allSatisfy(\.isRun) {
            return containers.dropFirst().reduce(containers[0]) { $0.union($1) }
        }
        if let full = containers.first(where: \.isFull) { return full }
        var bitset = BitsetContainer()
        for container in containers { bitset.formUnion(container) }
        return bitset.count == 1 << 16 ? .full : .sized(bitset)
    }
}

extension RoaringBitmap: CustomStringConvertible {
    /// The count and the first values, as in `RoaringBitmap(4 values: 1, 2, 3, …)`.
    public var description: String {
        let shown = prefix(3).map(String.init).joined(separator: ", ")
        let tail = count > 3 ? ", …" : ""
        return isEmpty ? "RoaringBitmap(empty)" : "RoaringBitmap(\(count) values: \(shown)\(tail))"
    }
}
