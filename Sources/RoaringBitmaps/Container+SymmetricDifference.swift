extension Container {
    /// Up to that many values are combined with a run list as runs; CRoaring calls its bound arbitrary.
    private static var fewValues: Int { 32 }

    /// The values of exactly one of the containers.
    func symmetricDifference(_ other: Container) -> Container {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            if a.values.count + b.values.count <= ArrayContainer.capacity {
                return .array(ArrayContainer(a.values.toggling(b.values)))
            }
            var bitset = BitsetContainer(a)
            bitset.toggle(b)
            return .sized(bitset)
        case (.array(let array), .bitset(var bitset)), (.bitset(var bitset), .array(let array)):
            bitset.toggle(array)
            return .sized(bitset)
        case (.array(let array), .run(let runs)), (.run(let runs), .array(let array)):
            let result = runs.combining(RunContainer(array)) { $0 != $1 }
            return array.values.count < Self.fewValues ? .smallest(result) : .sized(result)
        case (.bitset(var a), .bitset(let b)):
            a.combine(b) { $0 ^ $1 }
            return .sized(a)
        case (.bitset(var bitset), .run(let runs)), (.run(let runs), .bitset(var bitset)):
            for run in runs.runs { bitset.toggle(run.first...run.last) }
            return .sized(bitset)
        case (.run(let a), .run(let b)):
            return .smallest(a.combining(b) { $0 != $1 })
        }
    }

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
            return runs.count <= Self.fewValues ? .smallest(result) : .sized(result)
        case (.run(let runs), .bitset(let bitset)):
            var result = BitsetContainer(runs)
            result.combine(bitset) { $0 & ~$1 }
            return .sized(result)
        case (.run(let a), .run(let b)):
            return .smallest(a.combining(b) { $0 && !$1 })
        }
    }
}
