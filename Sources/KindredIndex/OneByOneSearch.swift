public import KindredMath

extension VectorIndex {
    /// The `k` admitted rows nearest to each of some queries, one query after the other.
    public func search(
        _ queries: VectorRows, k: Int, effort: SearchEffort, admitting: SlotSet?
    ) throws(IndexError) -> [[Neighbor]] {
        try check(queries, k: k)
        return try oneByOne(queries) { query, results throws(IndexError) in
            try search(query, k: k, effort: effort, admitting: admitting, into: &results)
        }
    }

    /// Answers queries one after the other.
    func oneByOne(
        _ queries: VectorRows, _ search: (RawSpan, inout [Neighbor]) throws(IndexError) -> Void
    ) throws(IndexError) -> [[Neighbor]] {
        var all: [[Neighbor]] = []
        all.reserveCapacity(queries.count)
        let bytes = queries.element.rowBytes(dimension: queries.dimension)
        for i in 0..<queries.count {
            let query = unsafe UnsafeRawBufferPointer(start: queries.handle.row(i, stride: queries.stride), count: bytes)
            var results: [Neighbor] = []
            try unsafe search(query.bytes, &results)
            all.append(results)
        }
        return all
    }
}
