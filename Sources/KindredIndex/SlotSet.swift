/// The slots a search may return: one bit per row, and how many are set.
///
/// Immutable and shared by reference inside, so handing one to a search costs nothing. Rows beyond the universe are not
/// admitted.
public struct SlotSet: Sendable, Hashable {
    /// Bit *s* % 64 of word *s* / 64 is slot *s*. Bits at and beyond `universe` are clear.
    public let words: [UInt64]
    /// The slots the set speaks of: 0..<universe.
    public let universe: Int
    /// How many slots are in the set.
    public let count: Int

    /// A set from its words; bits beyond the universe are dropped, missing words are empty.
    public init(words: [UInt64], universe: Int) {
        precondition(universe >= 0, "a universe of \(universe) slots")
        let needed = (universe + 63) / 64
        var words = words
        if words.count < needed { words.append(contentsOf: repeatElement(0, count: needed - words.count)) }
        if words.count > needed { words.removeLast(words.count - needed) }
        if universe % 64 != 0 { words[needed - 1] &= (1 << UInt64(universe % 64)) - 1 }
        self.words = words
        self.universe = universe
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// A set from its members, in any order; members beyond the universe are dropped.
    public init(_ slots: some Sequence<UInt32>, universe: Int) {
        var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
        for slot in slots where Int(slot) < universe { words[Int(slot >> 6)] |= 1 << UInt64(slot & 63) }
        self.init(words: words, universe: universe)
    }

    /// Every slot below `universe`.
    public static func all(_ universe: Int) -> SlotSet {
        SlotSet(words: [UInt64](repeating: .max, count: (universe + 63) / 64), universe: universe)
    }

    /// Whether the slot is admitted.
    public func contains(_ slot: UInt32) -> Bool {
        Int(slot) < universe && words[Int(slot >> 6)] >> UInt64(slot & 63) & 1 != 0
    }

    /// Admitted share of the universe, 0...1; 1 for an empty universe.
    public var selectivity: Double { universe == 0 ? 1 : Double(count) / Double(universe) }

    /// The slots of both sets. The universe is the smaller one.
    public func intersection(_ other: SlotSet) -> SlotSet {
        let universe = min(universe, other.universe)
        return SlotSet(words: zip(words, other.words).map { $0 & $1 }, universe: universe)
    }

    /// The slots of this set that are not in the other.
    public func subtracting(_ other: SlotSet) -> SlotSet {
        var words = words
        for i in 0..<min(words.count, other.words.count) { words[i] &= ~other.words[i] }
        return SlotSet(words: words, universe: universe)
    }

    /// The members, ascending.
    public var slots: [UInt32] {
        var slots: [UInt32] = []
        slots.reserveCapacity(count)
        forEach(below: universe) { slots.append($0) }
        return slots
    }

    /// Calls `body` with the members below a bound, ascending.
    @inline(__always) func forEach(below bound: Int, _ body: (UInt32) -> Void) {
        var index = 0
        while index < words.count {
            var rest = words[index]
            while rest != 0 {
                let slot = index &* 64 &+ rest.trailingZeroBitCount
                if slot >= bound { return }
                body(UInt32(truncatingIfNeeded: slot))
                rest &= rest &- 1
            }
            index &+= 1
        }
    }
}
