extension Container {
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
            // The bound is CRoaring's, which calls it arbitrary.
            return array.values.count < 32 ? .smallest(result) : .sized(result)
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
}
