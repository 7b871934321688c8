extension Container {
    /// The values of either container.
    func union(_ other: Container) -> Container {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            if a.values.count + b.values.count <= ArrayContainer.capacity {
                return .array(ArrayContainer(a.values.merging(b.values)))
            }
            var bitset = BitsetContainer(a)
            bitset.insert(b)
            return .sized(bitset)
        case (.run(let a), .run(let b)):
            return .smallest(a.combining(b) { $0 || $1 })
        case (.array(let array), .run(let runs)), (.run(let runs), .array(let array)):
            return .smallest(runs.combining(RunContainer(array)) { $0 || $1 })
        case (.bitset(let bitset), let other), (let other, .bitset(let bitset)):
            return bitset.union(other)
        }
    }

    /// Adds the values of `other`.
    ///
    /// A bitset that another one fills becomes one run, which `union(_:)` leaves alone: so does CRoaring.
    mutating func formUnion(_ other: Container) {
        if isFull { return }
        guard case .bitset(var bitset) = self, !(other.isRun && other.isFull) else {
            self = union(other)
            return
        }
        self = .vacant
        bitset.formUnion(other)
        if case .bitset = other, bitset.count == 1 << 16 {
            self = .full
        } else {
            self = .bitset(bitset)
        }
    }
}

extension BitsetContainer {
    /// The values of this bitset and of `other`.
    fileprivate func union(_ other: Container) -> Container {
        if other.isRun && other.isFull { return other }
        var result = self
        result.formUnion(other)
        return .bitset(result)
    }

    /// Adds the values of `other`.
    mutating func formUnion(_ other: Container) {
        switch other {
        case .array(let array): insert(array)
        case .bitset(let bitset): combine(bitset) { $0 | $1 }
        case .run(let runs): for run in runs.runs { insert(run.first...run.last) }
        }
    }
}
