// Successive shortest paths with potentials: Ahuja, Magnanti, Orlin, "Network Flows", 1993, 9.7, over a full bipartite graph.

/// The cheapest way to move masses from some places to others.
struct Transport {
    /// What it costs.
    private(set) var cost = 0.0
    /// What moves from each place to each, row after row.
    private(set) var flow: [Double]

    private let costs: [Double]
    private let columns: Int

    /// - Parameters:
    ///   - costs: of a unit from each place to each, row after row; at least 0.
    ///   - supply, demand: masses, of equal sum.
    /// - Complexity: O((*n* + *m*)³) in practice.
    init(_ costs: [Double], from supply: [Double], to demand: [Double]) {
        precondition(costs.count == supply.count * demand.count, "\(costs.count) costs for \(supply.count) × \(demand.count)")
        self.costs = costs
        columns = demand.count
        flow = [Double](repeating: 0, count: costs.count)
        var supply = supply, demand = demand
        var potential = [Double](repeating: 0, count: supply.count + demand.count)
        // What is below this share of the whole is rounding.
        let least = 1e-12 * supply.reduce(0, +)
        while let path = shortestPath(supply.map { $0 > least }, demand.map { $0 > least }, &potential) {
            move(along: path, &supply, &demand)
        }
        for place in costs.indices { cost += flow[place] * costs[place] }
    }

    /// The nodes of the cheapest path from a place with supply to one with demand; sinks are numbered after sources.
    private func shortestPath(_ supplies: [Bool], _ demands: [Bool], _ potential: inout [Double]) -> [Int]? {
        let rows = supplies.count, nodes = rows + columns
        var distance = (0..<nodes).map { $0 < rows && supplies[$0] ? 0 : Double.infinity }
        var previous = [Int](repeating: -1, count: nodes), isDone = [Bool](repeating: false, count: nodes)
        while true {
            var node = -1
            for other in 0..<nodes where !isDone[other] && distance[other] < .infinity && (node < 0 || distance[other] < distance[node]) { node = other }
            guard node >= 0 else { return nil }
            isDone[node] = true
            if node >= rows, demands[node - rows] {
                for other in 0..<nodes { potential[other] += min(distance[other], distance[node]) }
                return trace(node, previous)
            }
            for other in node < rows ? rows..<nodes : 0..<rows where !isDone[other] {
                let place = node < rows ? node * columns + other - rows : other * columns + node - rows
                if node >= rows, flow[place] <= 1e-15 { continue }
                let step = (node < rows ? costs[place] : -costs[place]) + potential[node] - potential[other]
                guard distance[node] + max(0, step) < distance[other] else { continue }
                distance[other] = distance[node] + max(0, step)
                previous[other] = node
            }
        }
    }

    private func trace(_ end: Int, _ previous: [Int]) -> [Int] {
        var path = [end]
        while previous[path[0]] >= 0 { path.insert(previous[path[0]], at: 0) }
        return path
    }

    /// Moves as much as the ends and the flows that are taken back allow.
    private mutating func move(along path: [Int], _ supply: inout [Double], _ demand: inout [Double]) {
        let rows = supply.count, sink = path[path.count - 1] - rows
        var amount = min(supply[path[0]], demand[sink])
        for step in 1..<path.count where path[step] < rows { amount = min(amount, flow[path[step] * columns + path[step - 1] - rows]) }
        for step in 1..<path.count {
            if path[step] >= rows {
                flow[path[step - 1] * columns + path[step] - rows] += amount
            } else {
                flow[path[step] * columns + path[step - 1] - rows] -= amount
            }
        }
        supply[path[0]] -= amount
        demand[sink] -= amount
    }
}
