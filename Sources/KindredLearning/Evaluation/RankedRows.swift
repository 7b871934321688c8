/// The best rows of a scan, kept by a buffer of twice their number that is sorted and cut when it is full.
///
/// A row is a key: its score, turned so that better is smaller, above its number; so ties go to the smaller number.
/// Of n rows in random order about `capacity · (1 + ln(n / capacity))` enter the buffer; the others cost one comparison.
struct RankedRows {
    let capacity: Int
    private var keys: [UInt64] = []
    private var bound = UInt64.max

    init(capacity: Int) {
        self.capacity = capacity
        keys.reserveCapacity(2 * capacity)
    }

    /// Offers the rows `first..<first + scores.count` but `excluded`.
    mutating func offer(_ scores: Span<Float>, first: Int, excluding excluded: Int?) {
        guard capacity > 0 else { return }
        for i in scores.indices {
            let key = UInt64(Self.descending(scores[i])) << 32 | UInt64(first + i)
            if key >= bound || first + i == excluded { continue }
            keys.append(key)
            if keys.count == 2 * capacity { cut() }
        }
    }

    /// The numbers of the best rows, best first.
    mutating func ranked() -> [Int] {
        cut()
        return keys.map { Int($0 & 0xFFFF_FFFF) }
    }

    private mutating func cut() {
        keys.sort()
        guard keys.count >= capacity, capacity > 0 else { return }
        keys.removeLast(keys.count - capacity)
        bound = keys[capacity - 1]
    }

    /// Bits that order as the floats do, from the largest down; −0 as 0, NaN last.
    private static func descending(_ score: Float) -> UInt32 {
        guard !score.isNaN else { return .max }
        let bits = (score + 0).bitPattern
        return bits >> 31 == 0 ? ~(bits | 0x8000_0000) : bits
    }
}
