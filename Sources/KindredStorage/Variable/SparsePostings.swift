/// An inverted index over sparse vectors: of each component the rows that have it, ascending, with their values.
struct SparsePostings: SlotRun {
    /// The components that some row has, ascending.
    let components: [UInt32]
    /// Where the postings of each component begin; one more says where the last ones end.
    let starts: [Int]
    /// The rows, component after component.
    let slots: [UInt32]
    /// Their values.
    let values: [Float]
    private let reservation: MemoryReservation

    /// - Throws: `StorageError` with code `memoryLimit`.
    init(components: [UInt32], starts: [Int], slots: [UInt32], values: [Float], memory: MemoryBudget) throws(StorageError) {
        (self.components, self.starts, self.slots, self.values) = (components, starts, slots, values)
        reservation = try memory.reserve(12 * components.count + 8 * slots.count, for: "an index over \(slots.count) sparse components")
    }

    var weight: Int { slots.count }
    var byteCount: Int { 12 * components.count + 8 * slots.count }

    /// Where the postings of a component lie; empty when no row has it.
    func postings(of component: UInt32) -> Range<Int> {
        let place = components.firstPlace { $0 >= component }
        guard place < components.count, components[place] == component else { return 0..<0 }
        return starts[place]..<starts[place + 1]
    }

    /// The value that a row has in some component's postings.
    func value(_ slot: UInt32, in postings: Range<Int>) -> Float? {
        let place = slots[postings].firstPlace { $0 >= slot }
        return place < postings.upperBound && slots[place] == slot ? values[place] : nil
    }

    func joined(with next: SparsePostings, memory: MemoryBudget) throws(StorageError) -> SparsePostings {
        var (components, starts, slots, values) = ([UInt32](), [0], [UInt32](), [Float]())
        slots.reserveCapacity(weight + next.weight)
        values.reserveCapacity(weight + next.weight)
        var (place, other) = (0, 0)
        while place < self.components.count || other < next.components.count {
            let component = min(self.components[saturating: place], next.components[saturating: other])
            if place < self.components.count, self.components[place] == component { append(self, &place) }
            if other < next.components.count, next.components[other] == component { append(next, &other) }
            components.append(component)
            starts.append(slots.count)
        }
        func append(_ part: SparsePostings, _ place: inout Int) {
            let range = part.starts[place]..<part.starts[place + 1]
            slots += part.slots[range]
            values += part.values[range]
            place += 1
        }
        return try SparsePostings(components: components, starts: starts, slots: slots, values: values, memory: memory)
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first place whose element is `isBehind`, by halving; the end when there is none.
    ///
    /// - Precondition: elements that are not come before all that are.
    func firstPlace(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension [UInt32] {
    /// The element at a place, and the largest number behind the end.
    fileprivate subscript(saturating place: Int) -> UInt32 { place < count ? self[place] : .max }
}

/// Sparse vectors on their way into an inverted index.
struct SparsePostingsBuilder {
    private var components: [UInt32] = []
    private var slots: [UInt32] = []
    private var values: [Float] = []

    var count: Int { components.count }

    /// Adds the vector of a row behind all others.
    mutating func add(_ vector: SparseVector, slot: UInt32) {
        components += vector.indices
        values += vector.values
        slots += repeatElement(slot, count: vector.indices.count)
    }

    /// The index over the rows that were added.
    ///
    /// - Throws: `StorageError` with code `memoryLimit`.
    func postings(memory: MemoryBudget) throws(StorageError) -> SparsePostings {
        let order = Self.order(of: components)
        var (distinct, starts) = ([UInt32](), [Int]())
        for (place, position) in order.enumerated() where distinct.last != components[Int(position)] {
            distinct.append(components[Int(position)])
            starts.append(place)
        }
        starts.append(order.count)
        return try SparsePostings(
            components: distinct, starts: starts, slots: order.map { slots[Int($0)] }, values: order.map { values[Int($0)] }, memory: memory)
    }

    /// Keys below which sorting by comparison is faster.
    private static let fewKeys = 2048
    private static let digitBits: UInt32 = 11

    /// The positions of keys by ascending key, equal ones in their order: a radix sort.
    private static func order(of keys: [UInt32]) -> [UInt32] {
        var order = Array(0..<UInt32(keys.count))
        guard keys.count >= fewKeys else { return order.sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) } }
        var next = order
        let largest = keys.max() ?? 0, mask: UInt32 = 1 << digitBits - 1
        for shift in stride(from: 0, to: UInt32(UInt32.bitWidth), by: Int(digitBits)) where shift == 0 || largest >> shift > 0 {
            var places = [Int](repeating: 0, count: 1 << digitBits + 1)
            for key in keys { places[Int(key >> shift & mask) + 1] += 1 }
            for digit in 1..<places.count { places[digit] += places[digit - 1] }
            for position in order {
                let digit = Int(keys[Int(position)] >> shift & mask)
                next[places[digit]] = position
                places[digit] += 1
            }
            swap(&order, &next)
        }
        return order
    }
}
