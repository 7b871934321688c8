/// Makes a mapping better by exchanging two images, or an image for a free node, as long as that helps.
///
/// Zeng, Tung, Wang, Feng, Zhou, "Comparing stars: on approximating graph edit distance", PVLDB 2(1), 2009.
struct EditImprovement {
    private let problem: EditProblem
    private(set) var mapping: [Int]
    private(set) var cost: Double
    /// The node that each node of the second graph is the image of; −1 when free.
    private var owner: [Int]

    init(_ problem: EditProblem, _ mapping: [Int]) {
        self.problem = problem
        self.mapping = mapping
        cost = problem.cost(of: mapping)
        owner = [Int](repeating: -1, count: problem.second.count)
        for (u, v) in mapping.enumerated() where v >= 0 { owner[v] = u }
    }

    /// Goes through all exchanges until none helps, at most `passes` times, or until the watch says stop.
    mutating func run(passes: Int, watch: SearchWatch) {
        for _ in 0..<passes {
            var isBetter = false
            for u in mapping.indices {
                if watch.stop != nil { return }
                for v in 0..<problem.second.count where v != mapping[u] && exchange(u, v) { isBetter = true }
            }
            if !isBetter { return }
        }
    }

    /// Gives `u` the image `v`, and the node that had it the image of `u`, when that costs less.
    private mutating func exchange(_ u: Int, _ v: Int) -> Bool {
        let other = owner[v], old = mapping[u]
        var change = problem.reducedCost(u, v) - problem.reducedCost(u, old)
        if other >= 0 {
            change += problem.reducedCost(other, old) - problem.reducedCost(other, v)
            change += problem.reducedPairCost(u, v, other, old) - problem.reducedPairCost(u, old, other, v)
        }
        for third in mapping.indices where third != u && third != other {
            let image = mapping[third]
            change += problem.reducedPairCost(u, v, third, image) - problem.reducedPairCost(u, old, third, image)
            guard other >= 0 else { continue }
            change += problem.reducedPairCost(other, old, third, image) - problem.reducedPairCost(other, v, third, image)
        }
        guard change < -1e-9 else { return false }
        mapping[u] = v
        owner[v] = u
        if other >= 0 { mapping[other] = old }
        if old >= 0 { owner[old] = other }
        cost += change
        return true
    }
}
