/// The values of one chunk in one of three layouts. Only a container about to be dropped is ever empty.
enum Container: Sendable {
    case array(ArrayContainer)
    case bitset(BitsetContainer)
    case run(RunContainer)

    /// What stands in for a payload taken out to be changed in place; it owns no memory.
    static var vacant: Container { .array(ArrayContainer([])) }

    /// All 65,536 values.
    static var full: Container { .run(RunContainer(0...UInt16.max)) }

    /// The values of `range`.
    init(_ range: ClosedRange<UInt16>) {
        self = range.count == 1 ? .array(ArrayContainer([range.lowerBound])) : .run(RunContainer(range))
    }
}

extension Container {
    var count: Int {
        switch self {
        case .array(let array): array.values.count
        case .bitset(let bitset): bitset.count
        case .run(let runs): runs.count
        }
    }

    var isEmpty: Bool { count == 0 }

    var isFull: Bool { count == 1 << 16 }

    var isRun: Bool { if case .run = self { true } else { false } }

    /// The smallest value; 0 when there is none.
    var first: UInt16 {
        switch self {
        case .array(let array): array.values.first ?? 0
        case .bitset(let bitset): bitset.first
        case .run(let runs): runs.runs.first?.first ?? 0
        }
    }

    /// The largest value; 0 when there is none.
    var last: UInt16 {
        switch self {
        case .array(let array): array.values.last ?? 0
        case .bitset(let bitset): bitset.last
        case .run(let runs): runs.runs.last?.last ?? 0
        }
    }

    func contains(_ value: UInt16) -> Bool {
        switch self {
        case .array(let array): array.locate(value).found
        case .bitset(let bitset): bitset.contains(value)
        case .run(let runs): runs.contains(value)
        }
    }

    /// The bytes of the payload in memory, which are also its bytes in a file but for a run list's leading count.
    var memoryByteCount: Int {
        switch self {
        case .array(let array): array.values.count * MemoryLayout<UInt16>.size
        case .bitset: BitsetContainer.wordCount * MemoryLayout<UInt64>.size
        case .run(let runs): runs.runs.count * MemoryLayout<Run>.size
        }
    }
}

extension BitsetContainer {
    var first: UInt16 {
        guard let index = words.firstIndex(where: { $0 != 0 }) else { return 0 }
        return UInt16(index << 6 + words[index].trailingZeroBitCount)
    }

    var last: UInt16 {
        guard let index = words.lastIndex(where: { $0 != 0 }) else { return 0 }
        return UInt16(index << 6 + 63 - words[index].leadingZeroBitCount)
    }
}
