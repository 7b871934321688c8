extension Container {
    /// The values of this container that are not in `other`.
    func subtracting(_ other: Container) -> Container {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            return .array(ArrayContainer(a.values.removing(b.values)))
        case (.array(let array), .bitset(let bitset)):
            return .array(array.filter { !bitset.contains($0) })
        case (.array(let array), .run(let runs)):
            return .array(array.filter(in: runs, keepingInside: false))
        case (.bitset(var bitset), .array(let array)):
            bitset.remove(array)
            return .sized(bitset)
        case (.bitset(var a), .bitset(let b)):
            a.combine(b) { $0 & ~$1 }
            return .sized(a)
        case (.bitset(var bitset), .run(let runs)):
            for run in runs.runs { bitset.remove(run.first...run.last) }
            return .sized(bitset)
        case (.run(let runs), .array(let array)):
            let result = runs.combining(RunContainer(array)) { $0 && !$1 }
            // The bound is CRoaring's, which calls it arbitrary.
            return runs.count <= 32 ? .smallest(result) : .sized(result)
        case (.run(let runs), .bitset(let bitset)):
            var result = BitsetContainer(runs)
            result.combine(bitset) { $0 & ~$1 }
            return .sized(result)
        case (.run(let a), .run(let b)):
            return .smallest(a.combining(b) { $0 && !$1 })
        }
    }

    /// Removes the values of `other`. The container may be empty afterwards.
    mutating func subtract(_ other: Container) {
        guard case .bitset(var a) = self, case .bitset(let b) = other else {
            self = subtracting(other)
            return
        }
        self = .vacant
        a.combine(b) { $0 & ~$1 }
        self = .sized(a)
    }
}
