extension Container {
    /// How many values are not above `value`.
    func rank(_ value: UInt16) -> Int {
        switch self {
        case .array(let array): array.indices(of: 0...value).count
        case .bitset(let bitset): bitset.count(in: 0...value)
        case .run(let runs): runs.rank(value)
        }
    }

    /// The value above exactly `rank` others; there must be one.
    func select(_ rank: Int) -> UInt16 {
        switch self {
        case .array(let array): array.values[rank]
        case .bitset(let bitset): bitset.select(rank)
        case .run(let runs): runs.select(rank)
        }
    }
}

extension BitsetContainer {
    fileprivate func select(_ rank: Int) -> UInt16 {
        var (index, rest) = (0, rank)
        while words[index].nonzeroBitCount <= rest {
            rest -= words[index].nonzeroBitCount
            index += 1
        }
        var word = words[index]
        for _ in 0..<rest { word &= word - 1 }
        return UInt16(index << 6 + word.trailingZeroBitCount)
    }
}

extension RunContainer {
    fileprivate func rank(_ value: UInt16) -> Int {
        var rank = 0
        for run in runs where run.first <= value {
            rank += Int(Swift.min(run.last, value)) - Int(run.first) + 1
        }
        return rank
    }

    fileprivate func select(_ rank: Int) -> UInt16 {
        var (index, rest) = (0, rank)
        while runs[index].count <= rest {
            rest -= runs[index].count
            index += 1
        }
        return runs[index].first + UInt16(rest)
    }
}
