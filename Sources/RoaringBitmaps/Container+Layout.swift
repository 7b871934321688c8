// Which layout a result takes. The rules are those of CRoaring 4 and 5, because "bytes equal" includes them:
// - results of arrays and bitsets are sized by their count alone (`sized`);
// - results of two run lists stay runs while that is not larger than the alternative (`smallest`);
// - single insertions and removals never change a run list into anything else;
// - a union with a bitset stays a bitset without being counted out.

extension Container {
    /// An array up to 4,096 values, else the bitset as it is.
    static func sized(_ bitset: BitsetContainer) -> Container {
        bitset.count <= ArrayContainer.capacity ? .array(ArrayContainer(bitset.values)) : .bitset(bitset)
    }

    /// An array up to 4,096 values, else a bitset.
    static func sized(_ runs: RunContainer) -> Container {
        runs.count <= ArrayContainer.capacity ? .array(ArrayContainer(runs)) : .bitset(BitsetContainer(runs))
    }

    /// The run list as it is unless an array or a bitset takes fewer bytes in a file.
    static func smallest(_ runs: RunContainer) -> Container {
        runs.byteCount <= Swift.min(byteCountOfBitset, 2 * runs.count) ? .run(runs) : sized(runs)
    }

    /// This container, as runs if that takes fewer bytes in a file.
    func optimized() -> Container {
        switch self {
        case .array(let array):
            let isSmaller = RunContainer.byteCount(runs: array.runCount) < 2 * array.values.count
            return isSmaller ? .run(RunContainer(array)) : self
        case .bitset(let bitset):
            let isSmaller = RunContainer.byteCount(runs: bitset.runCount) < Self.byteCountOfBitset
            return isSmaller ? .run(RunContainer(bitset)) : self
        case .run(let runs):
            return .smallest(runs)
        }
    }

    /// This container without runs.
    func withoutRuns() -> Container {
        guard case .run(let runs) = self else { return self }
        return .sized(runs)
    }

    /// The bytes of a bitset in a file.
    static var byteCountOfBitset: Int { BitsetContainer.wordCount * 8 }

    /// The values as runs, whatever the layout.
    var asRuns: RunContainer {
        switch self {
        case .array(let array): RunContainer(array)
        case .bitset(let bitset): RunContainer(bitset)
        case .run(let runs): runs
        }
    }

    /// The values as a bitset, whatever the layout.
    var asBitset: BitsetContainer {
        switch self {
        case .array(let array): BitsetContainer(array)
        case .bitset(let bitset): bitset
        case .run(let runs): BitsetContainer(runs)
        }
    }
}

extension RunContainer {
    /// The bytes of the list in a file: a count and four bytes for each run.
    var byteCount: Int { Self.byteCount(runs: runs.count) }

    /// The bytes of a list of that many runs in a file.
    static func byteCount(runs: Int) -> Int { 2 + 4 * runs }
}
