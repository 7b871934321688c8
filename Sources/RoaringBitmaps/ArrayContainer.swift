/// A chunk as a sorted array of its values: two bytes each, at most 4,096 of them.
struct ArrayContainer: Sendable, Equatable {
    /// The most values a chunk keeps as an array; from here on a bitset of 8 KiB is not larger.
    static let capacity = 4096

    /// Strictly ascending.
    var values: [UInt16]

    init(_ values: [UInt16]) {
        self.values = values
    }

    init(_ runs: RunContainer) {
        values = []
        values.reserveCapacity(runs.count)
        for run in runs.runs { values.append(contentsOf: run.first...run.last) }
    }

    /// The position of `value`, or where it would be inserted.
    func locate(_ value: UInt16) -> (index: Int, found: Bool) {
        if let last = values.last, last < value { return (values.count, false) }
        let index = values.lowerBound(of: value)
        return (index, index < values.count && values[index] == value)
    }

    /// The positions of the values inside `range`.
    func indices(of range: ClosedRange<UInt16>) -> Range<Int> {
        let end = locate(range.upperBound)
        return values.lowerBound(of: range.lowerBound)..<(end.found ? end.index + 1 : end.index)
    }

    /// How many maximal ranges of consecutive integers the values form.
    var runCount: Int {
        var runs = values.isEmpty ? 0 : 1
        for (previous, value) in zip(values, values.dropFirst()) where value != previous &+ 1 { runs += 1 }
        return runs
    }

    /// The values for which `isIncluded` holds.
    @inline(__always)
    func filter(_ isIncluded: (UInt16) -> Bool) -> ArrayContainer {
        ArrayContainer(values.filter(isIncluded))
    }
}
