import Foundation
import Kindred
import KindredMath

extension Experiment {
    /// E11: whether trees fit into the Poincaré disc better than into the plane.
    static let hierarchy = Experiment(
        number: "E11", name: "hierarchy",
        question:
            "Do trees fit into two hyperbolic dimensions better than into Euclidean ones (Nickel, Kiela, NeurIPS 2017)? Distances of a binary tree of 255 nodes: Sarkar's construction in the Poincaré disc against classical scaling into 2 to 64 Euclidean dimensions. Distortion is the mean of |distance/tree distance − 1| at the best scale; MAP says how far a node's neighbours in the tree come first."
    ) { _ in
        let tree = BinaryTree(depth: 8), distances = tree.distances
        var table = ReportTable(["space", "dimensions", "distortion", "MAP of neighbours"]), found: [(String, Double, Double)] = []
        func judge(_ space: String, _ dimensions: Int, _ embedded: Matrix<Double>) {
            let figures = (space, distortion(embedded, distances), precision(embedded, tree))
            found.append(figures)
            table.add([space, "\(dimensions)", ReportNumber.fixed(figures.1, 4), ReportNumber.fixed(figures.2, 4)])
        }
        let disc = try Measure(parsing: "poincare"), places = tree.discPlaces(step: 1.2)
        judge("Poincaré", 2, pairwise(places) { disc.value($0, $1) })
        for dimensions in [2, 8, 64] {
            let places = scaled(distances, to: dimensions)
            judge("Euclidean", dimensions, pairwise(places) { Measure.euclidean.value($0, $1) })
        }
        return ExperimentOutcome(
            table: table,
            claims: [
                Claim("two hyperbolic dimensions distort a tree less than two Euclidean ones", found[0].1 < found[1].1, found[1].1 / found[0].1, "distortion Euclidean over Poincaré"),
                Claim("two hyperbolic dimensions distort a tree less than 64 Euclidean ones", found[0].1 < found[3].1, found[3].1 / found[0].1, "distortion Euclidean over Poincaré"),
            ])
    }

    private static func pairwise(_ places: [[Double]], _ distance: ([Double], [Double]) -> Double) -> Matrix<Double> {
        var result = Matrix<Double>(rows: places.count, columns: places.count)
        for a in places.indices {
            for b in 0..<a {
                result[a, b] = distance(places[a], places[b])
                result[b, a] = result[a, b]
            }
        }
        return result
    }

    /// The mean of |s·d/t − 1| over pairs, s making the mean ratio 1.
    private static func distortion(_ embedded: Matrix<Double>, _ tree: Matrix<Double>) -> Double {
        var ratios: [Double] = []
        for a in 0..<tree.rows { for b in 0..<a { ratios.append(embedded[a, b] / tree[a, b]) } }
        let mean = ratios.reduce(0, +) / Double(ratios.count)
        return ratios.reduce(0) { $0 + abs($1 / mean - 1) } / Double(ratios.count)
    }

    /// The mean average precision of a node's neighbours in the tree among all nodes by distance.
    private static func precision(_ embedded: Matrix<Double>, _ tree: BinaryTree) -> Double {
        let values = (0..<tree.count).map { node -> Double in
            let ranked = (0..<tree.count).filter { $0 != node }.sorted { embedded[node, $0] < embedded[node, $1] }
            let neighbours = tree.neighbours(of: node)
            var hits = 0.0, sum = 0.0
            for (place, other) in ranked.enumerated() where neighbours.contains(other) {
                hits += 1
                sum += hits / Double(place + 1)
            }
            return sum / Double(neighbours.count)
        }
        return values.reduce(0, +) / Double(values.count)
    }

    /// Classical scaling (Torgerson 1952): the leading eigenvectors of the doubly centred squared distances.
    private static func scaled(_ distances: Matrix<Double>, to dimensions: Int) -> [[Double]] {
        let n = distances.rows, squares = distances.elements.map { $0 * $0 }
        let means = (0..<n).map { row in squares[row * n..<(row + 1) * n].reduce(0, +) / Double(n) }, all = means.reduce(0, +) / Double(n)
        var centred = Matrix<Double>(rows: n, columns: n)
        for a in 0..<n { for b in 0..<n { centred[a, b] = -0.5 * (squares[a * n + b] - means[a] - means[b] + all) } }
        let eigen = SymmetricEigen(centred)
        return (0..<n).map { node in
            (0..<dimensions).map { axis in eigen.vectors[n - 1 - axis, node] * max(0, eigen.values[n - 1 - axis]).squareRoot() }
        }
    }
}

/// A complete binary tree; node i has the children 2i + 1 and 2i + 2.
private struct BinaryTree {
    let depth: Int
    var count: Int { (1 << depth) - 1 }

    func neighbours(of node: Int) -> Set<Int> {
        Set([2 * node + 1, 2 * node + 2].filter { $0 < count } + (node > 0 ? [(node - 1) / 2] : []))
    }

    /// Edges between each two nodes.
    var distances: Matrix<Double> {
        var result = Matrix<Double>(rows: count, columns: count)
        for a in 0..<count {
            for b in 0..<a {
                var (x, y, edges) = (a, b, 0)
                while x != y {
                    if x > y { x = (x - 1) / 2 } else { y = (y - 1) / 2 }
                    edges += 1
                }
                result[a, b] = Double(edges)
                result[b, a] = Double(edges)
            }
        }
        return result
    }

    /// Places in the Poincaré disc, every edge of hyperbolic length `step`: Sarkar, "Low distortion Delaunay embedding of trees in
    /// hyperbolic plane", GD 2011. A node is moved to the centre, its children are put on a circle around it, away from its parent.
    func discPlaces(step: Double) -> [[Double]] {
        var places = [Complex](repeating: Complex(0, 0), count: count)
        let radius = tanh(step / 2)
        for node in 0..<count where 2 * node + 2 < count {
            let place = places[node]
            let parent = node > 0 ? places[(node - 1) / 2].moved(by: place) : Complex(-radius, 0)
            for (number, child) in [2 * node + 1, 2 * node + 2].enumerated() {
                let angle = parent.angle + 2 * .pi * Double(number + 1) / 3
                places[child] = Complex(radius * cos(angle), radius * sin(angle)).movedBack(by: place)
            }
        }
        return places.map { [$0.x, $0.y] }
    }
}

/// A point of the disc as a complex number, with the Möbius maps that move one point to the centre and back.
private struct Complex {
    var x, y: Double

    init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

    var angle: Double { atan2(y, x) }

    /// (z − a)/(1 − āz).
    func moved(by a: Complex) -> Complex {
        Complex(x - a.x, y - a.y).divided(by: Complex(1 - (a.x * x + a.y * y), -(a.x * y - a.y * x)))
    }

    /// (z + a)/(1 + āz).
    func movedBack(by a: Complex) -> Complex {
        Complex(x + a.x, y + a.y).divided(by: Complex(1 + (a.x * x + a.y * y), a.x * y - a.y * x))
    }

    private func divided(by b: Complex) -> Complex {
        let square = b.x * b.x + b.y * b.y
        return Complex((x * b.x + y * b.y) / square, (y * b.x - x * b.y) / square)
    }
}
