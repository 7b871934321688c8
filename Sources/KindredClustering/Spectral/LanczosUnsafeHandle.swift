internal import KindredMath

// Lanczos (1950) with full reorthogonalisation, restarted thickly: Wu, Simon, "Thick-restart Lanczos method for large symmetric
// eigenvalue problems", SIAM J. Matrix Analysis 22(2), 2000. Departures: vectors that are known (the indicators of components) are
// locked from the start; a Krylov space of one vector holds one copy of a multiple eigenvalue only, so after convergence a fresh
// vector, orthogonal to all that was found, looks for what was missed.

/// The largest eigenpairs of a symmetric operator.
struct Lanczos {
    let shape: LaplacianOperator
    let basis: LanczosBasis
    /// Rows of the basis that are given or found; the Krylov space is orthogonal to them.
    private(set) var locked: Int
    /// Applications of the operator so far.
    private(set) var steps = 0
    private let width: Int
    private let tolerance: Double
    private let threads: Int
    private var random: SeededRandom

    /// Restarts before giving up.
    private static let cyclesMax = 400

    /// - Parameters:
    ///   - locked: orthonormal eigenvectors that are known.
    ///   - wanted: how many more will be asked for.
    ///   - tolerance: of a residual |A·u − θ·u|.
    init(_ shape: LaplacianOperator, locked: [[Double]], wanted: Int, tolerance: Double, seed: UInt64, threads: Int) {
        self.shape = shape
        self.tolerance = tolerance
        self.threads = max(1, threads)
        width = min(shape.count - locked.count, max(2 * wanted + 20, 48))
        self.locked = locked.count
        // Behind the Krylov space: its next vector. What is found while others are looked for is locked below it.
        basis = LanczosBasis(count: shape.count, rows: locked.count + 2 * wanted + width + 1, threads: self.threads)
        for (i, vector) in locked.enumerated() { basis.set(i, vector) }
        random = SeededRandom(seed: seed, stream: 0x1A2C)
    }

    /// The `wanted` largest eigenvalues, descending, and their vectors; fewer where there are no more. The residual is the largest of
    /// those found.
    mutating func largest(_ wanted: Int, _ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) -> Eigenpairs {
        let first = locked
        var values: [Double] = []
        while values.count < min(wanted, shape.count - first) {
            let rest = min(wanted, shape.count - first) - values.count
            values += try pass(rest, above: -.infinity, isCancelled)
        }
        // A missed copy is larger than the last of those wanted.
        while values.count >= wanted, locked < shape.count, locked < basis.rows - width - 1 {
            let least = values.sorted(by: >)[wanted - 1]
            let missed = try pass(1, above: least + 10 * tolerance, isCancelled)
            guard !missed.isEmpty else { break }
            values += missed
        }
        return pairs(values, first: first, wanted: wanted)
    }

    /// One Krylov space, restarted until the `wanted` largest have converged; they are locked. Empty as soon as nothing seems to be
    /// above the bound.
    private mutating func pass(_ wanted: Int, above bound: Double, _ isCancelled: (@Sendable () -> Bool)?) throws(ClusteringError) -> [Double] {
        let width = min(self.width, shape.count - locked)
        guard width > 0 else { return [] }
        var projected = Matrix<Double>(rows: width, columns: width)
        begin(locked)
        var kept = 0, cycle = 0
        while true {
            let beta = try expand(&projected, from: kept, width, isCancelled)
            let eigen = SymmetricEigen(projected)
            let order = Array((0..<width).reversed())
            let residuals = order.map { abs(beta * eigen.vectors[$0, width - 1]) }
            cycle += 1
            // The largest that is left lies about here: there is an eigenvalue as near to a Ritz value as its residual.
            if eigen.values[width - 1] + residuals[0] <= bound { return [] }
            let take = min(wanted, width)
            let isDone = residuals.prefix(take).allSatisfy { $0 < tolerance } || cycle == Self.cyclesMax || beta == 0
            let keep = isDone ? take : min(width - 1, max(take + (width - take) / 2, 1))
            basis.rotate(Matrix(order.prefix(keep).map { eigen.vectors.row($0) }), from: locked)
            if isDone {
                locked += take
                return order.prefix(take).map { eigen.values[$0] }
            }
            basis.copy(locked + width, to: locked + keep)
            projected = Matrix(rows: width, columns: width)
            for i in 0..<keep {
                projected[i, i] = eigen.values[order[i]]
                projected[i, keep] = beta * eigen.vectors[order[i], width - 1]
                projected[keep, i] = projected[i, keep]
            }
            kept = keep
        }
    }

    /// Adds Krylov vectors from number `start` up to `width`; returns the length of the next one, 0 when there is none.
    private mutating func expand(
        _ projected: inout Matrix<Double>, from start: Int, _ width: Int, _ isCancelled: (@Sendable () -> Bool)?
    ) throws(ClusteringError) -> Double {
        var beta = 0.0
        for j in start..<width {
            if isCancelled?() == true { throw ClusteringError(.cancelled, "the eigensolver was stopped after \(steps) steps") }
            let current = locked + j, next = current + 1
            unsafe shape.apply(basis.row(current), into: basis.row(next), threads: threads)
            steps += 1
            // The recurrence of three terms first; then once more against everything, which is what keeps the basis orthogonal.
            let near = j > start ? current - 1..<next : 0..<next
            let coefficients = basis.products(next, with: near)
            projected[j, j] = coefficients[coefficients.count - 1]
            _ = basis.subtract(coefficients, near, from: next)
            beta = orthogonalise(next)
            // What is left of a space that the operator maps into itself is rounding: go on with a vector of chance.
            if beta <= 1e-12 * shape.shift {
                beta = 0
                guard next < shape.count else { break }
                begin(next)
            } else {
                basis.scale(next, by: 1 / beta)
            }
            if j + 1 < width {
                projected[j, j + 1] = beta
                projected[j + 1, j] = beta
            }
        }
        return beta
    }

    /// Takes from a row its part in all rows before it; returns the length of what is left.
    private func orthogonalise(_ row: Int) -> Double {
        var before = 0.0, length = 0.0
        repeat {
            let coefficients = basis.products(row, with: 0..<row)
            before = coefficients.reduce(0) { $0 + $1 * $1 }
            length = basis.subtract(coefficients, 0..<row, from: row)
            // As long as more than half of it went, what went has rounding in it that counts.
        } while before > length && length > 1e-28 * shape.shift * shape.shift
        return length.squareRoot()
    }

    /// Makes a row a unit vector of chance, orthogonal to all before it.
    private mutating func begin(_ row: Int) {
        var length = 0.0
        repeat {
            basis.fill(row, &random)
            _ = orthogonalise(row)
            length = orthogonalise(row)
        } while length < 1e-8
        basis.scale(row, by: 1 / length)
    }

    /// The `wanted` largest of what was found, with the residuals measured anew.
    private func pairs(_ values: [Double], first: Int, wanted: Int) -> Eigenpairs {
        let order = values.indices.sorted { values[$0] > values[$1] }.prefix(wanted)
        let spare = basis.rows - 1
        var residual = 0.0
        for i in order {
            unsafe shape.apply(basis.row(first + i), into: basis.row(spare), threads: threads)
            residual = max(residual, basis.subtract([values[i]], first + i..<first + i + 1, from: spare).squareRoot())
        }
        return Eigenpairs(values: order.map { values[$0] }, vectors: order.map { basis.vector(first + $0) }, residual: residual, steps: steps)
    }
}

/// Eigenvalues with their vectors.
struct Eigenpairs: Sendable {
    var values: [Double]
    var vectors: [[Double]]
    /// The largest |A·u − θ·u|.
    var residual = 0.0
    /// Applications of the operator.
    var steps = 0
}
