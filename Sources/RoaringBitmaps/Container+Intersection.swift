extension Container {
    /// The values of both containers.
    func intersection(_ other: Container) -> Container {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            return .array(ArrayContainer(a.values.common(with: b.values)))
        case (.array(let array), .bitset(let bitset)), (.bitset(let bitset), .array(let array)):
            return .array(array.filter { bitset.contains($0) })
        case (.array(let array), .run(let runs)), (.run(let runs), .array(let array)):
            return .array(array.filter(in: runs))
        case (.bitset(let a), .bitset(let b)):
            return a.intersection(b)
        case (.bitset(let bitset), .run(let runs)), (.run(let runs), .bitset(let bitset)):
            return runs.isFull ? .bitset(bitset) : bitset.intersection(BitsetContainer(runs))
        case (.run(let a), .run(let b)):
            return .smallest(a.combining(b) { $0 && $1 })
        }
    }

    /// Removes the values that are not in `other`. The container may be empty afterwards.
    mutating func formIntersection(_ other: Container) {
        guard case .bitset(var a) = self, case .bitset(let b) = other else {
            self = intersection(other)
            return
        }
        self = .vacant
        a.combine(b) { $0 & $1 }
        self = .sized(a)
    }

    /// The number of values of both containers.
    func intersectionCount(_ other: Container) -> Int {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            a.values.commonCount(with: b.values)
        case (.array(let array), .bitset(let bitset)), (.bitset(let bitset), .array(let array)):
            array.values.count { bitset.contains($0) }
        case (.array(let array), .run(let runs)), (.run(let runs), .array(let array)):
            runs.runs.reduce(0) { $0 + array.indices(of: $1.first...$1.last).count }
        case (.bitset(let a), .bitset(let b)):
            a.combinedCount(b) { $0 & $1 }
        case (.bitset(let bitset), .run(let runs)), (.run(let runs), .bitset(let bitset)):
            runs.runs.reduce(0) { $0 + bitset.count(in: $1.first...$1.last) }
        case (.run(let a), .run(let b)):
            a.combining(b) { $0 && $1 }.count
        }
    }
}

extension BitsetContainer {
    fileprivate func intersection(_ other: BitsetContainer) -> Container {
        var result = self
        result.combine(other) { $0 & $1 }
        return .sized(result)
    }
}

extension ArrayContainer {
    /// The values inside one of `runs`, or outside all of them.
    func filter(in runs: RunContainer, keepingInside: Bool = true) -> ArrayContainer {
        let runs = runs.runs
        var index = 0
        return filter { value in
            while index < runs.count, runs[index].last < value { index += 1 }
            let isInside = index < runs.count && runs[index].first <= value
            return isInside == keepingInside
        }
    }
}
