extension Container {
    /// Adds `value`; returns whether it was missing.
    mutating func insert(_ value: UInt16) -> Bool {
        // The payload is taken out before it changes: two owners would make each change a copy.
        switch self {
        case .array(var array):
            let place = array.locate(value)
            if place.found { return false }
            self = .vacant
            if array.values.count < ArrayContainer.capacity {
                array.values.insert(value, at: place.index)
                self = .array(array)
            } else {
                var bitset = BitsetContainer(array)
                _ = bitset.insert(value)
                self = .bitset(bitset)
            }
            return true
        case .bitset(var bitset):
            self = .vacant
            defer { self = .bitset(bitset) }
            return bitset.insert(value)
        case .run(var runs):
            self = .vacant
            defer { self = .run(runs) }
            return runs.insert(value)
        }
    }

    /// Removes `value`; returns whether it was there. The container may be empty afterwards.
    mutating func remove(_ value: UInt16) -> Bool {
        switch self {
        case .array(var array):
            let place = array.locate(value)
            if !place.found { return false }
            self = .vacant
            array.values.remove(at: place.index)
            self = .array(array)
            return true
        case .bitset(var bitset):
            self = .vacant
            let wasThere = bitset.remove(value)
            self = wasThere ? .sized(bitset) : .bitset(bitset)
            return wasThere
        case .run(var runs):
            self = .vacant
            defer { self = .run(runs) }
            return runs.remove(value)
        }
    }

    /// Adds every value of `range`.
    mutating func insert(_ range: ClosedRange<UInt16>) {
        switch self {
        case .array(let array): self = array.inserting(range)
        case .bitset(var bitset):
            self = .vacant
            bitset.insert(range)
            self = bitset.count == 1 << 16 ? .full : .bitset(bitset)
        case .run(var runs):
            self = .vacant
            runs.insert(range)
            self = 4 * runs.runs.count <= Self.byteCountOfBitset ? .run(runs) : .sized(runs)
        }
    }

    /// Removes every value of `range`. The container may be empty afterwards.
    mutating func remove(_ range: ClosedRange<UInt16>) {
        switch self {
        case .array(var array):
            self = .vacant
            array.values.removeSubrange(array.indices(of: range))
            self = .array(array)
        case .bitset(var bitset):
            self = .vacant
            bitset.remove(range)
            self = .sized(bitset)
        case .run(let runs):
            self = .smallest(runs.combining(RunContainer(range)) { $0 && !$1 })
        }
    }

    /// Removes the values of `range` that are there and adds those that are not. The container may be empty afterwards.
    mutating func toggle(_ range: ClosedRange<UInt16>) {
        switch self {
        case .array(let array): self = array.toggling(range)
        case .bitset(var bitset):
            self = .vacant
            bitset.toggle(range)
            self = .sized(bitset)
        case .run(let runs):
            self = .smallest(runs.combining(RunContainer(range)) { $0 != $1 })
        }
    }
}

extension ArrayContainer {
    /// The values of this container and of `range`.
    fileprivate func inserting(_ range: ClosedRange<UInt16>) -> Container {
        let covered = indices(of: range)
        let count = values.count - covered.count + range.count
        if count == 1 << 16 { return .full }
        if count <= ArrayContainer.capacity {
            var result = values
            result.replaceSubrange(covered, with: range)
            return .array(ArrayContainer(result))
        }
        var bitset = BitsetContainer(self)
        bitset.insert(range)
        return .bitset(bitset)
    }

    /// The values of exactly one of this container and `range`.
    fileprivate func toggling(_ range: ClosedRange<UInt16>) -> Container {
        let count = values.count - 2 * indices(of: range).count + range.count
        if count <= ArrayContainer.capacity {
            return .sized(RunContainer(self).combining(RunContainer(range)) { $0 != $1 })
        }
        var bitset = BitsetContainer(self)
        bitset.toggle(range)
        return .bitset(bitset)
    }
}
