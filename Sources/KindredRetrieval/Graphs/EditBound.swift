/// The lower bound on what a partial mapping can become: nodes that are left are assigned to each other, each with its edges to
/// nodes placed and half of its edges to nodes that are not, as if the halves could be chosen independently.
///
/// Riesen, Bunke, "Approximate graph edit distance computation by means of bipartite graph matching", Image and Vision Computing
/// 27(7), 2009; the halves make it a bound (Riesen, Fischer, Bunke, 2014), and the placed nodes make it tight (Chang et al.,
/// "Speeding up GED verification for graph similarity search", ICDE 2020).
struct EditBound: Sendable {
    private var assignment = LinearAssignment()
    private var costs: [Double] = []
    private var rowCosts: [Double] = []
    private var columnCosts: [Double] = []
    /// Share of an inner edge that each of its ends pays: a half for a bound.
    let share: Double

    init(share: Double = 0.5) {
        self.share = share
    }

    /// The bound of a level: what was placed and the least that the rest costs.
    ///
    /// - Parameter left: nodes of the first graph that are not placed.
    mutating func lower(_ level: EditLevel, left: ArraySlice<Int>, _ problem: EditProblem) -> Double {
        let columns = level.free.count, m = problem.second.count, width = problem.first.isDirected ? 2 * problem.edgeLabels : problem.edgeLabels
        var total = level.cost
        columnCosts.removeAll(keepingCapacity: true)
        for v in level.free {
            let inner = share * problem.costs.edgeInsertion * Double(Self.sum(level.innerSecond, v, width))
            columnCosts.append(level.insertions[v] + inner)
            total += level.insertions[v] + inner
        }
        guard !left.isEmpty else { return total }
        costs.removeAll(keepingCapacity: true)
        for u in left {
            let deletion = level.deletions[u] + share * problem.costs.edgeDeletion * Double(Self.sum(level.innerFirst, u, width))
            total += deletion
            for (column, v) in level.free.enumerated() {
                let cost = level.pairs[u * m + v] + share * inner(level, u, v, width, problem)
                costs.append(min(0, cost - deletion - columnCosts[column]))
            }
        }
        return total + assignment.solve(costs, rows: left.count, columns: columns)
    }

    /// The images that the bound's assignment gives to the nodes that are left, in their order.
    func images(_ level: EditLevel) -> [Int] { assignment.columnOfRow.map { level.free[$0] } }

    private static func sum(_ counts: [Int32], _ node: Int, _ width: Int) -> Int32 {
        var sum: Int32 = 0
        for place in node * width..<(node + 1) * width { sum += counts[place] }
        return sum
    }

    /// What turns the inner edges of one node into those of another, when only their labels count.
    private func inner(_ level: EditLevel, _ u: Int, _ v: Int, _ width: Int, _ problem: EditProblem) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: width, by: problem.edgeLabels) {
            var a: Int32 = 0, b: Int32 = 0, common: Int32 = 0
            for place in start..<start + problem.edgeLabels {
                let x = level.innerFirst[u * width + place], y = level.innerSecond[v * width + place]
                a += x
                b += y
                common += min(x, y)
            }
            let substituted = min(a, b)
            total += Double(substituted - common) * problem.substitution
            total += a > b ? Double(a - b) * problem.costs.edgeDeletion : Double(b - a) * problem.costs.edgeInsertion
        }
        return total
    }
}
