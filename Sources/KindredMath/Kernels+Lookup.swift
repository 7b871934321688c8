internal import CKindredKernels

extension Kernels {
    /// The kernel that reduces two vectors.
    ///
    /// - Precondition: `reduction.isDefined(for: element)`, here and in the functions below.
    public func pair(_ reduction: KernelReduction, _ element: KernelElement) -> Pair {
        guard let function = unsafe kindred_table_pair(table, reduction.code, element.code) else {
            preconditionFailure("\(reduction) is not defined for \(element)")
        }
        return unsafe Pair(function: function)
    }

    /// The kernel that gives the keys of rows picked by id: for searching a graph.
    public func gather(_ reduction: KernelReduction, _ element: KernelElement) -> Gather {
        guard let function = unsafe kindred_table_gather(table, reduction.code, element.code) else {
            preconditionFailure("\(reduction) is not defined for \(element)")
        }
        return unsafe Gather(function: function)
    }

    /// The kernel that gives the values of rows that follow one another: for searching without an index.
    public func scan(_ reduction: KernelReduction, _ element: KernelElement) -> Scan {
        guard let function = unsafe kindred_table_scan(table, reduction.code, element.code) else {
            preconditionFailure("\(reduction) is not defined for \(element)")
        }
        return unsafe Scan(function: function)
    }

    /// The kernel that tells whether some row is nearer than a bound: for selecting the links of a graph.
    public func anyCloser(_ reduction: KernelReduction, _ element: KernelElement) -> AnyCloser {
        guard let function = unsafe kindred_table_any_closer(table, reduction.code, element.code) else {
            preconditionFailure("\(reduction) is not defined for \(element)")
        }
        return unsafe AnyCloser(function: function)
    }

    /// The kernel that filters the links of a node by the marks of visited ids.
    public var unvisited: Unvisited {
        unsafe Unvisited(function: table.pointee.unvisited)
    }

    /// The kernel that drops what is too far for a pool.
    public var below: Below {
        unsafe Below(function: table.pointee.below)
    }

    /// The kernel that finds a place in a sorted pool.
    public var rank: Rank {
        unsafe Rank(function: table.pointee.rank)
    }
}
