/// A compressed set of 32-bit unsigned integers.
///
///     var live: RoaringBitmap = [3, 1, 2]
///     live.insert(2)                  // false: already there
///     live.insert(100_000..<200_000)  // two chunks, a few bytes
///     live.count                      // 100_003
///     Array(live.prefix(3))           // [1, 2, 3]
///
/// Values are grouped in chunks of 65,536 by their high half. A chunk of at most 4,096 values is a sorted array of
/// their low halves, a fuller one is a bitset of 8 KiB, and a chunk made of few long ranges is a list of runs.
/// Which layout a chunk has after each operation is that of the reference implementation, so that `serialized()` gives
/// the very bytes it would give; it never shows in the value: `==` and `hash(into:)` look at the values only.
///
/// A bitmap is a value: copies share their chunks, and a change copies only the chunk it touches. It does not conform
/// to `SetAlgebra`, whose `insert` answers a tuple and whose complement has no universe, nor to `Collection`: reaching
/// the *n*-th value is `select(_:)`, which is not O(1).
///
/// Source: D. Lemire, G. Ssi-Yan-Kai, O. Kaser, *Consistently faster and smaller compressed bitmaps with Roaring*,
/// Software: Practice and Experience 46 (2016), doi:10.1002/spe.2402; the file format is the published
/// RoaringFormatSpec.
public struct RoaringBitmap: Sendable {
    /// The high halves of the chunks, strictly ascending.
    var keys: [UInt16]

    /// The low halves, one container for each key; none is empty.
    var containers: [Container]

    /// Creates an empty set.
    public init() {
        keys = []
        containers = []
    }

    /// Creates a set from chunks whose keys ascend and whose containers are not empty.
    init(keys: [UInt16], containers: [Container]) {
        self.keys = keys
        self.containers = containers
    }
}

extension RoaringBitmap {
    /// Whether the set has no values.
    ///
    /// - Complexity: O(1).
    public var isEmpty: Bool { keys.isEmpty }

    /// The number of values, 0…2³².
    ///
    /// - Complexity: O(*c*), where *c* is the number of chunks, at most 65,536.
    public var count: Int { containers.reduce(0) { $0 + $1.count } }

    /// The smallest value, or `nil` when the set is empty.
    ///
    /// - Complexity: O(1).
    public var min: UInt32? {
        guard let key = keys.first, let container = containers.first else { return nil }
        return value(key, container.first)
    }

    /// The largest value, or `nil` when the set is empty.
    ///
    /// - Complexity: O(1).
    public var max: UInt32? {
        guard let key = keys.last, let container = containers.last else { return nil }
        return value(key, container.last)
    }

    /// Whether `value` is in the set.
    ///
    /// - Complexity: O(log *c* + log *s*), where *c* is the number of chunks and *s* the size of one array or run list.
    public func contains(_ value: UInt32) -> Bool {
        let place = locate(value.high)
        return place.found && containers[place.index].contains(value.low)
    }

    /// The bytes the chunks occupy in memory, shared or not, without the slack of their buffers.
    ///
    /// - Complexity: O(*c*), where *c* is the number of chunks.
    public var memoryByteCount: Int {
        let perChunk = MemoryLayout<Container>.stride + MemoryLayout<UInt16>.stride
        return MemoryLayout<RoaringBitmap>.size + containers.reduce(0) { $0 + perChunk + $1.memoryByteCount }
    }
}

extension RoaringBitmap {
    /// Where the chunk of `key` is, or where it would be inserted.
    func locate(_ key: UInt16) -> (index: Int, found: Bool) {
        guard let first = keys.first, let last = keys.last, first <= key else { return (0, false) }
        if last <= key { return last == key ? (keys.count - 1, true) : (keys.count, false) }
        // Ids and slots count up from somewhere: most often no chunk is missing in between.
        let guess = Int(key - first)
        if guess < keys.count, keys[guess] == key { return (guess, true) }
        let index = keys.lowerBound(of: key)
        return (index, index < keys.count && keys[index] == key)
    }

    /// Adds a chunk after all others, unless it is empty.
    mutating func append(_ key: UInt16, _ container: Container) {
        if container.isEmpty { return }
        keys.append(key)
        containers.append(container)
    }

    /// Puts `container` in the place of the chunk at `index`, which goes away when the container is empty.
    mutating func replace(at index: Int, with container: Container) {
        if container.isEmpty {
            keys.remove(at: index)
            containers.remove(at: index)
        } else {
            containers[index] = container
        }
    }
}

/// The value whose halves are `high` and `low`.
func value(_ high: UInt16, _ low: UInt16) -> UInt32 {
    UInt32(high) << 16 | UInt32(low)
}

extension UInt32 {
    /// The high half: the key of the chunk this value belongs to.
    var high: UInt16 { UInt16(truncatingIfNeeded: self >> 16) }

    /// The low half: the value inside its chunk.
    var low: UInt16 { UInt16(truncatingIfNeeded: self) }
}
