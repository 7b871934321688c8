import KindredIndex

/// The sums of a segment's rows for one sparse query, added up component by component.
struct SparseScores {
    private(set) var sums: [Float]
    /// One bit a row: whether it shares a component with the query.
    private(set) var touched: [UInt64]

    init(rows: Int) {
        sums = [Float](repeating: 0, count: rows)
        touched = [UInt64](repeating: 0, count: (rows + 63) / 64)
    }

    /// Adds `weight` times the value of each posting to its row; rows behind the last are passed over.
    mutating func add(_ weight: Float, _ range: Range<Int>, of postings: SparsePostings) {
        precondition(range.lowerBound >= 0 && range.upperBound <= postings.slots.count, "postings \(range) of \(postings.slots.count)")
        let rows = UInt32(sums.count)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe touched.withUnsafeMutableBufferPointer { touched in
                unsafe postings.slots.withUnsafeBufferPointer { slots in
                    unsafe postings.values.withUnsafeBufferPointer { values in
                        guard let sums = sums.baseAddress, let touched = touched.baseAddress, let slots = slots.baseAddress, let values = values.baseAddress else { return }
                        var place = range.lowerBound
                        while place < range.upperBound {
                            let slot = unsafe slots[place]
                            if slot >= rows { return }
                            unsafe sums[Int(slot)] += weight * values[place]
                            unsafe touched[Int(slot >> 6)] |= 1 << UInt64(slot & 63)
                            place &+= 1
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with the rows that share a component and are admitted, ascending.
    func forEach(admitting: SlotSet?, _ body: (Int, Float) -> Void) {
        for (place, word) in touched.enumerated() {
            var rest = admitting.map { word & (place < $0.words.count ? $0.words[place] : 0) } ?? word
            while rest != 0 {
                let slot = place &* 64 &+ rest.trailingZeroBitCount
                body(slot, sums[slot])
                rest &= rest &- 1
            }
        }
    }
}
