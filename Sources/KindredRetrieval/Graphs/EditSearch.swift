/// The exact search of `GraphEditDistance`: depth first, a node of the first graph at each depth, the most promising image first,
/// what cannot be better than the best known cut off.
///
/// Abu-Aisheh, Raveaux, Ramel, Martineau, "An exact graph edit distance algorithm for solving pattern recognition problems",
/// ICPRAM 2015. Ours: the bound of `EditBound` at every child, distances that are impossible for their parity skipped, and at
/// every node the bound's own assignment tried as a whole mapping.
struct EditSearch {
    private struct Child {
        let image: Int
        let bound: Double
    }

    private let problem: EditProblem
    private let order: [Int]
    private let watch: SearchWatch
    /// Distances above this do not interest.
    private let limit: Double
    private var levels: [EditLevel]
    private var bound = EditBound()
    /// The image of the node at each depth, on the way to where the search is.
    private var images: [Int]

    /// The best mapping so far and what it costs.
    private(set) var mapping: [Int]
    private(set) var upper: Double
    /// The least bound of what was not searched because the search was stopped.
    private(set) var open = Double.infinity
    private(set) var steps = 0
    private(set) var stop: SearchWatch.Stop?

    /// - Parameters:
    ///   - mapping: a mapping to begin with.
    ///   - limit: distances above it do not interest.
    init(_ problem: EditProblem, from mapping: [Int], costing upper: Double, limit: Double, watch: SearchWatch) {
        self.problem = problem
        self.mapping = mapping
        self.upper = upper
        self.limit = limit
        self.watch = watch
        order = Self.order(problem.first)
        images = [Int](repeating: -1, count: problem.first.count)
        levels = [EditLevel](repeating: EditLevel(problem), count: problem.first.count + 1)
    }

    /// Searches, given the bound of the whole.
    mutating func run(_ lower: Double) {
        guard !order.isEmpty, !isHopeless(lower) else { return }
        expand(0, lower)
    }

    /// Nodes with many edges first, and each next to those before it.
    private static func order(_ graph: GraphTables) -> [Int] {
        var left = Array(0..<graph.count), near = [Int](repeating: 0, count: graph.count), order: [Int] = []
        while !left.isEmpty {
            var best = 0
            for place in left.indices where (near[left[place]], graph.degree(left[place])) > (near[left[best]], graph.degree(left[best])) { best = place }
            let node = left.remove(at: best)
            order.append(node)
            for other in left where graph.edge(node, other) >= 0 || graph.edge(other, node) >= 0 { near[other] += 1 }
        }
        return order
    }

    /// Whether nothing of interest can be found below a bound.
    private func isHopeless(_ lower: Double) -> Bool {
        lower > limit + 1e-9 || (problem.quantum > 0 ? lower > upper - problem.quantum + 1e-9 : lower >= upper - 1e-9)
    }

    private mutating func expand(_ depth: Int, _ lower: Double) {
        let node = order[depth], left = order[(depth + 1)...]
        var children: [Child] = []
        for image in levels[depth].free + (problem.mayDelete ? [-1] : []) {
            steps &+= 1
            if steps & 0x3F == 0, let why = watch.stop {
                stop = why
                open = min(open, lower)
                return
            }
            let added = image < 0 ? levels[depth].deletions[node] : levels[depth].pairs[node * problem.second.count + image]
            guard !isHopeless(levels[depth].cost + added) else { continue }
            descend(depth, node, image, left)
            let below = bound.lower(levels[depth + 1], left: left, problem)
            guard !isHopeless(below) else { continue }
            images[depth] = image
            tryAssignment(depth, left)
            if !left.isEmpty, !isHopeless(below) { children.append(Child(image: image, bound: below)) }
        }
        children.sort { ($0.bound, $0.image) < ($1.bound, $1.image) }
        for (number, child) in children.enumerated() {
            guard !isHopeless(child.bound) else { return }
            descend(depth, node, child.image, left)
            images[depth] = child.image
            expand(depth + 1, child.bound)
            guard stop == nil else {
                if number + 1 < children.count { open = min(open, children[number + 1].bound) }
                return
            }
        }
    }
}

extension EditSearch {
    /// Makes the next level out of the present one.
    private mutating func descend(_ depth: Int, _ node: Int, _ image: Int, _ left: ArraySlice<Int>) {
        let present = levels[depth]
        levels[depth + 1].copy(present)
        levels[depth + 1].place(node, image, left: left, problem)
    }

    /// Takes the nodes placed and the bound's assignment of the rest as a mapping, and keeps it when it is the best.
    private mutating func tryAssignment(_ depth: Int, _ left: ArraySlice<Int>) {
        var whole = [Int](repeating: -1, count: order.count)
        for place in 0...depth { whole[order[place]] = images[place] }
        if !left.isEmpty { for (node, image) in zip(left, bound.images(levels[depth + 1])) { whole[node] = image } }
        let cost = problem.cost(of: whole)
        guard cost < upper - 1e-9 else { return }
        upper = cost
        mapping = whole
    }
}
