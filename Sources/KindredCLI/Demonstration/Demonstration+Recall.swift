import KindredService

extension Demonstration {
    /// What approximation costs: recall against exact search, and the time of each.
    mutating func recall(_ operations: Operations) throws {
        title("3. How good, how fast: the graph against exact search")
        let queries = try VectorFile.readAll("\(data)/glosses/queries.npy")
        let exact = try time(operations, queries, .exact)
        var table = Table(["effort", "recall@10", "median µs"])
        table.add(["exact", "1.0000", Text.fixed(exact.median, 0)])
        for (name, effort) in [("recall 0.95", SearchEffort.recall(0.95)), ("ef 32", .ef(32)), ("ef 64", .ef(64)), ("ef 128", .ef(128))] {
            let (found, median) = try time(operations, queries, effort)
            let shared = zip(found, exact.found).reduce(0) { $0 + $1.0.intersection($1.1).count }
            let recall = Double(shared) / Double(10 * queries.count)
            table.add([name, Text.fixed(recall, 4), Text.fixed(median, 0)])
            figures["recall \(name)"] = .double(recall)
        }
        say("\(queries.count) held-out questions, one after the other on one thread:")
        say("")
        table.lines.forEach { say("    " + $0) }
    }

    private func time(_ operations: Operations, _ queries: VectorBatch, _ effort: SearchEffort) throws -> (found: [Set<PointID>], median: Double) {
        var query = SearchQuery(collection: "glosses")
        query.effort = effort
        var found: [Set<PointID>] = []
        var times: [Double] = []
        for pass in 0..<2 {
            for row in 0..<queries.count {
                let vector = Array(queries.vector(row))
                let start = ContinuousClock.now
                let hits = try operations.search(query, vector: vector)
                if pass == 0 { found.append(Set(hits.map(\.id))) } else { times.append((ContinuousClock.now - start).inSeconds * 1e6) }
            }
        }
        return (found, times.sorted()[times.count / 2])
    }
}
